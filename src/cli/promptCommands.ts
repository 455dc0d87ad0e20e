import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { toProblem } from '../core/files/toProblem';
import { namedFolder } from '../core/models/gather';
import { loadFilterWords } from '../core/prompts/filter/filterFiles';
import { FILTER_GROUPS, NO_WORDS } from '../core/prompts/filter/filterWords';
import type { PromptRules } from '../core/prompts/rules';
import { promptProgressText, removedText, skipText } from '../core/prompts/run/runText';
import { tokensFile, tokensText } from '../core/prompts/run/tokensFile';
import type {
  CollectedTokens,
  PromptCommand,
  PromptPlan,
  PromptProgress,
  PromptTarget,
  RunOptions,
} from '../core/prompts/run/types';
import { EXIT, problemText } from './output';
import { progressBar } from './progressBar';
import { namedPaths, namer, type NamedPath } from './promptPaths';
import type { Session } from './session';

/** Options of the prompt commands. */
export interface PromptOptions {
  readonly write?: boolean;
  /** A folder with `Filter_Sex.txt`, `Filter_Clothes.txt` and `Filter_Etc.txt`. */
  readonly filters?: string;
  readonly trailingComma?: PromptRules['trailingComma'];
  readonly loraTags?: PromptRules['loraTags'];
  readonly source?: PromptRules['refilterSource'];
}

/** A file of the result, as it was named. */
interface Row {
  readonly path: string;
  readonly reason?: string;
}

/** `prompts refilter|regenerate PATH…`: says what would change; with `--write`, changes it. */
export async function rewritePrompts(
  session: Session,
  command: PromptCommand,
  paths: readonly string[],
  options: PromptOptions,
): Promise<number> {
  const { services, output } = session;
  const { named, code } = await namedPaths(session, paths);
  const targets = await Promise.all(named.map((one) => targetOf(one, options)));
  const words = targets.some(({ rules }) => FILTER_GROUPS.some((group) => rules.words[group].length > 0));
  if (!words) output.warn('There are no filter words. Name the folder of the Filter_*.txt by --filters.');
  const nameOf = namer(named);
  const plan = await withBar(session, (run) => services.prompts.plan(command, targets, run));
  const changed = plan.changed.map(({ path }) => path);
  const written =
    options.write === true
      ? await withBar(session, (run) => services.prompts.apply(plan, changed, run))
      : undefined;
  const failed: Row[] = [...plan.failed, ...(written?.failed ?? [])].map(({ path, problem }) => ({
    path: nameOf(path),
    reason: problemText(problem),
  }));
  for (const { path, message } of plan.warnings) output.warn(`${nameOf(path)}: ${message}`);
  const document = {
    written: written !== undefined,
    changed: changedRows(plan, written?.written, nameOf),
    unchanged: plan.unchanged.map((path): Row => ({ path: nameOf(path) })),
    skipped: plan.skipped.map(({ path, reason }): Row => ({ path: nameOf(path), reason: skipText(reason) })),
    failed,
  };
  output.result(
    document,
    document.changed.map(({ path, reason }) => (reason === undefined ? path : `${path}: ${reason}`)),
  );
  for (const { path, reason } of [...document.skipped, ...failed]) output.note(`${path}: ${reason ?? ''}`);
  if (!output.json) output.note(summary(document));
  return failed.length > 0 ? EXIT.failed : code;
}

/** `prompts collect PATH…`: the tokens of all prompts; with `--write`, as `all_prompts.json` in each folder. */
export async function collectPrompts(
  session: Session,
  paths: readonly string[],
  { write = false }: PromptOptions,
): Promise<number> {
  const { services, output } = session;
  const { named, code } = await namedPaths(session, paths);
  const nameOf = namer(named);
  const document = { written: write, changed: rows(), unchanged: rows(), skipped: rows(), failed: rows() };
  const tokens: { readonly path: string; readonly token: string; readonly count: number; files: number }[] =
    [];
  for (const { base, absolute } of named) {
    const collected = await withBar(session, (run) => services.prompts.collect(base, [absolute], run));
    for (const { token, count, files } of collected.tokens) {
      tokens.push({ path: nameOf(base), token, count, files: files.length });
    }
    for (const { path, reason } of collected.skipped) {
      document.skipped.push({ path: nameOf(path), reason: skipText(reason) });
    }
    for (const { path, problem } of collected.failed) {
      document.failed.push({ path: nameOf(path), reason: problemText(problem) });
    }
    await keepTokens(session, collected, write, nameOf, document);
  }
  output.result(
    { ...document, tokens },
    tokens.map(({ token, count, files }) => `${count}\t${files}\t${token}`),
  );
  for (const { path, reason } of [...document.skipped, ...document.failed]) {
    output.note(`${path}: ${reason ?? ''}`);
  }
  if (!output.json) output.note(`${tokens.length} tokens. ${summary(document)}`);
  return document.failed.length > 0 ? EXIT.failed : code;
}

interface Document {
  readonly written: boolean;
  readonly changed: Row[];
  readonly unchanged: Row[];
  readonly skipped: Row[];
  readonly failed: Row[];
}

function rows(): Row[] {
  return [];
}

/** Compares what was collected with the file that is there, and writes it where that is wanted. */
async function keepTokens(
  { services }: Session,
  collected: CollectedTokens,
  write: boolean,
  nameOf: (path: string) => string,
  document: Document,
): Promise<void> {
  const target = tokensFile(collected.base);
  try {
    const old = await readFile(target, 'utf8').catch(() => undefined);
    if (old === tokensText(collected)) {
      document.unchanged.push({ path: nameOf(target) });
      return;
    }
    if (write) await services.prompts.writeTokens(collected);
    document.changed.push({ path: nameOf(target) });
  } catch (error) {
    document.failed.push({ path: nameOf(target), reason: problemText(toProblem(error, basename(target))) });
  }
}

function changedRows(
  plan: PromptPlan,
  written: readonly string[] | undefined,
  nameOf: (path: string) => string,
): Row[] {
  const done = written && new Set(written);
  return plan.changed
    .filter(({ path }) => done?.has(path) ?? true)
    .map((file): Row => {
      const removed = removedText(file);
      return { path: nameOf(file.path), ...(removed !== '' && { reason: `without ${removed}` }) };
    });
}

/** Makes a call with a bar that shows how far it is. */
async function withBar<T>(session: Session, call: (run: RunOptions) => Promise<T>): Promise<T> {
  const bar = await progressBar(session.output);
  const onProgress = (progress: PromptProgress) =>
    bar.update((progress.filesDone / Math.max(1, progress.files)) * 100, promptProgressText(progress));
  return call({ signal: session.signal, onProgress }).finally(() => bar.stop());
}

async function targetOf({ base, absolute }: NamedPath, options: PromptOptions): Promise<PromptTarget> {
  const folder = options.filters === undefined ? base : await namedFolder(options.filters);
  return {
    base,
    paths: [absolute],
    rules: {
      words: await loadFilterWords(folder, NO_WORDS),
      trailingComma: options.trailingComma ?? 'preserve',
      loraTags: options.loraTags ?? 'all',
      refilterSource: options.source ?? 'existing',
      underscoresAsSpaces: true,
    },
  };
}

function summary({ written, changed, unchanged, skipped, failed }: Document): string {
  const counts = [
    `${changed.length} ${written ? 'changed' : 'would change'}`,
    `${unchanged.length} unchanged`,
    `${skipped.length} skipped`,
    `${failed.length} failed`,
  ];
  const hint = written || changed.length === 0 ? '' : ' Nothing was written; --write does.';
  return `${counts.join(', ')}.${hint}`;
}
