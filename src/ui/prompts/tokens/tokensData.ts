import * as l10n from '@vscode/l10n';
import { basename, relative, sep } from 'node:path';
import { skipText } from '../../../core/prompts/run/runText';
import type { CollectedTokens, SkipReason } from '../../../core/prompts/run/types';
import type {
  FileRow,
  FilesOf,
  TokenMarks,
  TokensChunk,
  TokensList,
  TokensOrigin,
} from '../../../protocol/tokens';

/** Tokens in one message. More of them would make the page wait for the first. */
const CHUNK = 20_000;
/** Files in one answer: more than a screen shows. */
const FILES = 200;

/** A collected list as its page asks for it: in runs, and by the numbers of tokens and files. */
export class TokensData {
  private readonly skipped: readonly FileRow[];

  constructor(
    readonly collected: CollectedTokens,
    readonly origin: TokensOrigin,
    /** Told apart from every other list by this number. */
    readonly revision: number,
  ) {
    const { base, skipped, failed } = collected;
    const fromBase = (path: string) => relative(base, path).replaceAll(sep, '/');
    this.skipped = [
      ...failed.map(({ path, problem }) => ({
        path: fromBase(path),
        why: `${problem.message} ${problem.advice}`,
      })),
      ...skipped.map(({ path, reason }) => ({ path: fromBase(path), why: skipText(reason) })),
    ];
  }

  /** The state of the page. */
  list(marks: TokenMarks): TokensList {
    const { origin, revision } = this;
    const { tokens, files } = this.collected;
    return {
      kind: 'list',
      revision,
      origin,
      folder: basename(origin.base),
      tokens: tokens.length,
      files: files.length,
      skipped: this.reasons(),
      marks,
    };
  }

  chunk(from: number): TokensChunk {
    const run = this.collected.tokens.slice(from, from + CHUNK);
    return {
      tokens: run.map(({ token }) => token),
      counts: run.map(({ count }) => count),
      files: run.map(({ files }) => files.length),
    };
  }

  /** Some of the files, from a place on. */
  files(of: FilesOf, from: number): { total: number; rows: FileRow[] } {
    const to = from + FILES;
    if (of.kind === 'skipped') return { total: this.skipped.length, rows: this.skipped.slice(from, to) };
    const places = this.collected.tokens[of.token]?.files ?? [];
    const rows = places.slice(from, to).map((place) => ({ path: this.collected.files[place] ?? '' }));
    return { total: places.length, rows };
  }

  /** The file at a place of such a list, relative to the folder. */
  file(of: FilesOf, at: number): string | undefined {
    return this.files(of, at).rows[0]?.path;
  }

  /** The tokens with these numbers; what is no number of one is left out. */
  tokens(numbers: readonly number[]): string[] {
    return numbers.flatMap((number) => this.collected.tokens[number]?.token ?? []);
  }

  private reasons(): { why: string; count: number }[] {
    const { failed, skipped } = this.collected;
    const counts = new Map<SkipReason, number>();
    for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    const rows = [...counts].map(([reason, count]) => ({ why: shortText(reason), count }));
    return [
      ...(failed.length > 0 ? [{ why: l10n.t('could not be read'), count: failed.length }] : []),
      ...rows.sort((one, other) => other.count - one.count),
    ];
  }
}

/** Why files were left out, behind their number: `12 not JSON`. */
function shortText(reason: SkipReason): string {
  switch (reason) {
    case 'plain_text':
      return l10n.t('plain text');
    case 'not_json':
      return l10n.t('not valid JSON');
    case 'not_utf8':
      return l10n.t('not UTF-8');
    case 'too_large':
      return l10n.t('too large for prompts');
    case 'no_prompt':
      return l10n.t('JSON without a prompt');
    case 'no_raw_prompt':
      return l10n.t('without raw_prompt');
    case 'no_lora':
      return l10n.t('without a LoRA in the folder');
  }
}
