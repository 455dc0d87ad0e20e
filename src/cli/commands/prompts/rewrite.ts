import { Option, type Command } from 'commander';
import { resolveFolder } from '../../../core/models/scan/resolveModels';
import { loadFilterWords } from '../../../core/prompts/filter/filterFiles';
import { FILTER_GROUPS, NO_WORDS } from '../../../core/prompts/filter/filterWords';
import type { PromptRules } from '../../../core/prompts/rewrite/rules';
import { changeText, skipText } from '../../../core/prompts/run/runText';
import type { PromptCommand, PromptPlan, PromptTarget } from '../../../core/prompts/run/types';
import { visible } from '../../../core/text/visible';
import type { Session } from '../../session';
import { forgetOldestOption, roomByOption } from '../../undoRuns';
import { displayNames, filesByFolder, resolvePaths } from './paths';
import { exitCode, failedRows, printSummary, type PromptReport, type Row, withProgress } from './report';

/** Options of Refilter and Regenerate. */
export interface RewriteOptions {
  readonly write?: boolean;
  /** Lets the oldest runs that can be undone go where they take more space than they may. */
  readonly forgetOldest?: boolean;
  /** A folder with `Filter_Sex.txt`, `Filter_Clothes.txt` and `Filter_Etc.txt`. */
  readonly filters?: string;
  readonly trailingComma: PromptRules['trailingComma'];
  readonly loraTags?: PromptRules['loraTags'];
  readonly source?: PromptRules['refilterSource'];
}

/** Gives a command the options that Refilter and Regenerate share. */
export function withRewriteOptions(command: Command): Command {
  return command
    .option('--write', 'write the files')
    .addOption(forgetOldestOption())
    .addOption(filtersOption())
    .addOption(trailingCommaOption());
}

/** `--filters`, with the words that are filtered. */
export function filtersOption(): Option {
  return new Option(
    '--filters <dir>',
    'the folder with Filter_Sex.txt, Filter_Clothes.txt and Filter_Etc.txt',
  );
}

/** `--trailing-comma`. */
function trailingCommaOption(): Option {
  return new Option('--trailing-comma <what>', 'a comma at the end of a prompt')
    .choices(['preserve', 'always', 'never'])
    .default('preserve');
}

/** Says what Refilter or Regenerate would change; with `--write`, changes it. */
export async function rewritePrompts(
  session: Session,
  command: PromptCommand,
  paths: readonly string[],
  options: RewriteOptions,
): Promise<number> {
  const { services, output } = session;
  const { given, missing } = await resolvePaths(paths);
  const targets: PromptTarget[] = [];
  // One after the other: a shell may expand a pattern to thousands of files in as many folders.
  for (const [base, absolute] of filesByFolder(given)) targets.push(await targetOf(base, absolute, options));
  const hasWords = targets.some(({ rules }) => FILTER_GROUPS.some((group) => rules.words[group].length > 0));
  const nameOf = displayNames(given);
  const plan = await withProgress(session, (runOptions) =>
    services.prompts.plan(command, targets, runOptions),
  );
  const changed = plan.changed.map(({ path }) => path);
  const written =
    options.write === true
      ? await withProgress(session, (runOptions) =>
          services.prompts.apply(plan, changed, {
            ...runOptions,
            askForRoom: roomByOption(options.forgetOldest ?? false),
          }),
        )
      : undefined;
  for (const { path, message } of plan.warnings) output.warn(`${nameOf(path)}: ${message}`);
  if (!hasWords && given.length > 0) output.note('Name the folder of the Filter_*.txt by --filters.');
  const report: PromptReport = {
    written: written !== undefined,
    changed: changedRows(plan, written?.written, nameOf),
    unchanged: plan.unchanged.map((path) => ({ path: nameOf(path) })),
    skipped: plan.skipped.map(({ path, reason }) => ({ path: nameOf(path), reason: skipText(reason) })),
    failed: [...missing, ...failedRows([...plan.failed, ...(written?.failed ?? [])], nameOf)],
  };
  output.result(
    report,
    report.changed.map(({ path, reason }) => visible(reason === undefined ? path : `${path}: ${reason}`)),
  );
  printSummary(session, report);
  return exitCode(report);
}

function changedRows(
  plan: PromptPlan,
  written: readonly string[] | undefined,
  nameOf: (path: string) => string,
): Row[] {
  const isWritten = written && new Set(written);
  return plan.changed
    .filter(({ path }) => isWritten?.has(path) ?? true)
    .map((file) => ({ path: nameOf(file.path), reason: changeText(file) }));
}

async function targetOf(
  base: string,
  paths: readonly string[],
  options: RewriteOptions,
): Promise<PromptTarget> {
  const folder = options.filters === undefined ? base : await resolveFolder(options.filters);
  const { words, notices } = await loadFilterWords(folder, NO_WORDS);
  return {
    base,
    paths,
    notices,
    rules: {
      words,
      trailingComma: options.trailingComma,
      loraTags: options.loraTags ?? 'all',
      refilterSource: options.source ?? 'existing',
      underscoresAsSpaces: true,
    },
  };
}
