import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { Problem } from '../../../core/problem/problem';
import { toProblem } from '../../../core/problem/toProblem';
import { resolveFolder } from '../../../core/models/scan/resolveModels';
import { loadFilterWords } from '../../../core/prompts/filter/filterFiles';
import {
  FILTER_GROUPS,
  NO_WORDS,
  type FilterGroup,
  type FilterWords,
} from '../../../core/prompts/filter/filterWords';
import { tokenMarks } from '../../../core/prompts/filter/tokenMarks';
import { collectPlaces } from '../../../core/prompts/run/collectPlaces';
import { groupText, skipText } from '../../../core/prompts/run/runText';
import { tokensFile, tokensText } from '../../../core/prompts/run/tokensFile';
import type { CollectedTokens } from '../../../core/prompts/run/types';
import { lostTokens } from '../../../core/prompts/tokens/tokenList';
import { problemText } from '../../output';
import type { Run } from '../../run';
import type { CommonOptions, Session } from '../../session';
import { displayNames, resolvePaths } from './paths';
import { emptyReport, exitCode, failedRows, printSummary, type PromptReport, withProgress } from './report';
import { readRegular } from '../../../core/files/regularFile';

/** Options of Collect. */
interface CollectOptions {
  readonly write?: boolean;
  /** A folder with `Filter_Sex.txt`, `Filter_Clothes.txt` and `Filter_Etc.txt`. */
  readonly filters?: string;
}

/** A token of a folder's prompts. */
interface TokenRow {
  /** The folder. */
  readonly path: string;
  readonly token: string;
  readonly count: number;
  readonly files: number;
  /** With `--filters`: which group removes it already. */
  readonly group?: FilterGroup;
}

export function registerCollect(prompts: Command, run: Run): void {
  prompts
    .command('collect')
    .description('list the tokens of all prompts: count, files, token')
    .argument('<path...>')
    .option('--write', 'write all_prompts.json into each folder')
    .option('--filters <dir>', 'say of each token which Filter_*.txt of this folder takes it out')
    .action((paths: string[], options: CommonOptions & CollectOptions) =>
      run(options, (session) => collectPrompts(session, paths, options)),
    );
}

/** Prints the tokens of all prompts; with `--write`, writes them as `all_prompts.json` in each folder. */
async function collectPrompts(
  session: Session,
  paths: readonly string[],
  { write = false, filters }: CollectOptions,
): Promise<number> {
  const { services, output } = session;
  const { given, missing } = await resolvePaths(paths);
  const { words, notices } =
    filters === undefined
      ? { words: NO_WORDS, notices: [] }
      : await loadFilterWords(await resolveFolder(filters), NO_WORDS);
  for (const notice of notices) output.warn(notice);
  const nameOf = displayNames(given);
  const report = emptyReport(write);
  report.failed.push(...missing);
  const tokens: TokenRow[] = [];
  const places = await collectPlaces(given.map(({ absolute }) => absolute));
  for (const { base, paths: inBase } of places) {
    const collected = await withProgress(session, (runOptions) =>
      services.prompts.collect(base, inBase, runOptions),
    );
    tokens.push(...tokenRows(collected, nameOf(base), words));
    for (const { path, reason } of collected.skipped) {
      report.skipped.push({ path: nameOf(path), reason: skipText(reason) });
    }
    report.failed.push(...failedRows(collected.failed, nameOf));
    if (collected.files.length === 0) output.warn(`${nameOf(base)}: There is no prompt file.`);
    else await updateTokensFile(session, collected, inBase.includes(base), nameOf, report);
  }
  output.result(
    { ...report, tokens },
    tokens.map(({ path, token, count, files, group }) =>
      [
        count,
        files,
        token,
        ...(filters === undefined ? [] : [group === undefined ? '' : groupText(group)]),
        ...(places.length > 1 ? [path] : []),
      ].join('\t'),
    ),
  );
  printSummary(session, report, `${tokens.length} tokens. `);
  return exitCode(report);
}

function tokenRows({ tokens }: CollectedTokens, path: string, words: FilterWords): TokenRow[] {
  const marks = tokenMarks(tokens, words, true);
  const groups = new Map(
    FILTER_GROUPS.flatMap((group) => marks[group].map((place) => [place, group] as const)),
  );
  return tokens.map(({ token, count, files }, place) => {
    const group = groups.get(place);
    return { path, token, count, files: files.length, ...(group && { group }) };
  });
}

/**
 * Compares what was collected with the file that is there, and writes it where that is wanted.
 * @param isWhole false where only some files of the folder were given
 */
async function updateTokensFile(
  { services }: Session,
  collected: CollectedTokens,
  isWhole: boolean,
  nameOf: (path: string) => string,
  report: PromptReport,
): Promise<void> {
  const path = tokensFile(collected.base);
  try {
    const old = (await readRegular(path).catch(() => undefined))?.toString('utf8');
    if (old === tokensText(collected)) {
      report.unchanged.push({ path: nameOf(path) });
      return;
    }
    const tokens = collected.tokens.map(({ token }) => token);
    requireNoLoss(await lostTokens(path, tokens, isWhole));
    if (report.written) await services.prompts.writeTokens(collected);
    report.changed.push({ path: nameOf(path) });
  } catch (error) {
    report.failed.push({ path: nameOf(path), reason: problemText(toProblem(error, basename(path))) });
  }
}

/** The command line cannot ask: a list that would lose tokens stays as it is. */
function requireNoLoss(lost: number | 'other'): void {
  if (lost === 0) return;
  throw lost === 'other'
    ? new Problem(
        'bad_input',
        l10n.t('It is not a list of tokens.'),
        l10n.t('Move it away to have one written.'),
      )
    : new Problem(
        'bad_input',
        l10n.t('It has {0} tokens that are not in the named files.', lost),
        l10n.t('Name the whole folder, or move the list away.'),
      );
}
