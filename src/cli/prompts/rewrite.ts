import { resolveFolder } from '../../core/models/scan/resolveModels';
import { loadFilterWords } from '../../core/prompts/filter/filterFiles';
import { FILTER_GROUPS, NO_WORDS } from '../../core/prompts/filter/filterWords';
import type { PromptRules } from '../../core/prompts/rules';
import { changeText, skipText } from '../../core/prompts/run/runText';
import type { PromptCommand, PromptPlan, PromptTarget } from '../../core/prompts/run/types';
import type { Session } from '../session';
import { byFolder, namedPaths, namer } from './paths';
import { exitCode, failedRows, printSummary, type PromptReport, type Row, withBar } from './report';

/** Options of Refilter and Regenerate. */
export interface RewriteOptions {
  readonly write?: boolean;
  /** A folder with `Filter_Sex.txt`, `Filter_Clothes.txt` and `Filter_Etc.txt`. */
  readonly filters?: string;
  readonly trailingComma: PromptRules['trailingComma'];
  readonly loraTags?: PromptRules['loraTags'];
  readonly source?: PromptRules['refilterSource'];
}

/** `prompts refilter|regenerate PATH…`: says what would change; with `--write`, changes it. */
export async function rewritePrompts(
  session: Session,
  command: PromptCommand,
  paths: readonly string[],
  options: RewriteOptions,
): Promise<number> {
  const { services, output } = session;
  const { named, missing } = await namedPaths(paths);
  const targets: PromptTarget[] = [];
  // One after the other: a shell may name thousands of files of as many folders.
  for (const [base, absolute] of byFolder(named)) targets.push(await targetOf(base, absolute, options));
  const words = targets.some(({ rules }) => FILTER_GROUPS.some((group) => rules.words[group].length > 0));
  const nameOf = namer(named);
  const plan = await withBar(session, (run) => services.prompts.plan(command, targets, run));
  const changed = plan.changed.map(({ path }) => path);
  const written =
    options.write === true
      ? await withBar(session, (run) => services.prompts.apply(plan, changed, run))
      : undefined;
  for (const { path, message } of plan.warnings) output.warn(`${nameOf(path)}: ${message}`);
  if (!words && named.length > 0) output.note('Name the folder of the Filter_*.txt by --filters.');
  const report: PromptReport = {
    written: written !== undefined,
    changed: changedRows(plan, written?.written, nameOf),
    unchanged: plan.unchanged.map((path) => ({ path: nameOf(path) })),
    skipped: plan.skipped.map(({ path, reason }) => ({ path: nameOf(path), reason: skipText(reason) })),
    failed: [...missing, ...failedRows([...plan.failed, ...(written?.failed ?? [])], nameOf)],
  };
  output.result(
    report,
    report.changed.map(({ path, reason }) => (reason === undefined ? path : `${path}: ${reason}`)),
  );
  printSummary(session, report);
  return exitCode(report);
}

function changedRows(
  plan: PromptPlan,
  written: readonly string[] | undefined,
  nameOf: (path: string) => string,
): Row[] {
  const done = written && new Set(written);
  return plan.changed
    .filter(({ path }) => done?.has(path) ?? true)
    .map((file) => ({ path: nameOf(file.path), reason: changeText(file) }));
}

async function targetOf(
  base: string,
  paths: readonly string[],
  options: RewriteOptions,
): Promise<PromptTarget> {
  const folder = options.filters === undefined ? base : await resolveFolder(options.filters);
  return {
    base,
    paths,
    rules: {
      words: await loadFilterWords(folder, NO_WORDS),
      trailingComma: options.trailingComma,
      loraTags: options.loraTags ?? 'all',
      refilterSource: options.source ?? 'existing',
      underscoresAsSpaces: true,
    },
  };
}
