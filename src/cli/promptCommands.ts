import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Problem } from '../core/files/problem';
import { toProblem } from '../core/files/toProblem';
import { namedFolder } from '../core/models/gather';
import { loadFilterWords } from '../core/prompts/filter/filterFiles';
import { FILTER_GROUPS, NO_WORDS } from '../core/prompts/filter/filterWords';
import type { PromptRules } from '../core/prompts/rules';
import { removedText, skipText } from '../core/prompts/run/runText';
import { tokensFile, tokensText } from '../core/prompts/run/tokensFile';
import type { CollectedTokens, PromptCommand, PromptPlan, PromptTarget } from '../core/prompts/run/types';
import { lostTokens } from '../core/prompts/tokens/tokenList';
import { EXIT, problemText } from './output';
import { namedPaths, namer, type NamedPath } from './promptPaths';
import { emptyReport, failedRows, printSummary, type PromptReport, type Row, withBar } from './promptReport';
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

/** `prompts refilter|regenerate PATH…`: says what would change; with `--write`, changes it. */
export async function rewritePrompts(
  session: Session,
  command: PromptCommand,
  paths: readonly string[],
  options: PromptOptions,
): Promise<number> {
  const { services, output } = session;
  const { named, code } = await namedPaths(session, paths);
  const targets: PromptTarget[] = [];
  // One after the other: a shell may name thousands of files of as many folders.
  for (const [base, absolute] of byFolder(named)) targets.push(await targetOf(base, absolute, options));
  const words = targets.some(({ rules }) => FILTER_GROUPS.some((group) => rules.words[group].length > 0));
  if (!words) output.warn('There are no filter words. Name the folder of the Filter_*.txt by --filters.');
  const nameOf = namer(named);
  const plan = await withBar(session, (run) => services.prompts.plan(command, targets, run));
  const changed = plan.changed.map(({ path }) => path);
  const written =
    options.write === true
      ? await withBar(session, (run) => services.prompts.apply(plan, changed, run))
      : undefined;
  for (const { path, message } of plan.warnings) output.warn(`${nameOf(path)}: ${message}`);
  const report: PromptReport = {
    written: written !== undefined,
    changed: changedRows(plan, written?.written, nameOf),
    unchanged: plan.unchanged.map((path) => ({ path: nameOf(path) })),
    skipped: plan.skipped.map(({ path, reason }) => ({ path: nameOf(path), reason: skipText(reason) })),
    failed: failedRows([...plan.failed, ...(written?.failed ?? [])], nameOf),
  };
  output.result(
    report,
    report.changed.map(({ path, reason }) => (reason === undefined ? path : `${path}: ${reason}`)),
  );
  printSummary(session, report);
  return report.failed.length > 0 ? EXIT.failed : code;
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
  const report = emptyReport(write);
  const tokens: { readonly path: string; readonly token: string; readonly count: number; files: number }[] =
    [];
  for (const [base, absolute] of byFolder(named)) {
    const collected = await withBar(session, (run) => services.prompts.collect(base, absolute, run));
    for (const { token, count, files } of collected.tokens) {
      tokens.push({ path: nameOf(base), token, count, files: files.length });
    }
    for (const { path, reason } of collected.skipped) {
      report.skipped.push({ path: nameOf(path), reason: skipText(reason) });
    }
    report.failed.push(...failedRows(collected.failed, nameOf));
    await keepTokens(session, collected, absolute.includes(base), nameOf, report);
  }
  output.result(
    { ...report, tokens },
    tokens.map(({ token, count, files }) => `${count}\t${files}\t${token}`),
  );
  printSummary(session, report, `${tokens.length} tokens. `);
  return report.failed.length > 0 ? EXIT.failed : code;
}

/** `prompts undo`: names the files of the last run that wrote; with `--write`, gives them what they held before. */
export async function undoPrompts(session: Session, { write = false }: PromptOptions): Promise<number> {
  const { services, output } = session;
  const { prompts } = services;
  const nameOf = namer([]);
  const last = await prompts.lastRun();
  const report = emptyReport(write);
  if (write) {
    const undone = await withBar(session, (run) => prompts.undo(run));
    report.changed.push(...undone.written.map((path) => ({ path: nameOf(path) })));
    report.failed.push(...failedRows(undone.failed, nameOf));
  } else report.changed.push(...(await prompts.lastFiles()).map((path) => ({ path: nameOf(path) })));
  output.result(
    report,
    report.changed.map(({ path }) => path),
  );
  printSummary(session, report, last ? `${last.command} of ${new Date(last.at).toLocaleString()}: ` : '');
  return report.failed.length > 0 ? EXIT.failed : EXIT.ok;
}

/** What was named of each folder: itself, or some of its files. */
function byFolder(named: readonly NamedPath[]): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const { base, absolute } of named) {
    const paths = folders.get(base);
    if (paths) paths.push(absolute);
    else folders.set(base, [absolute]);
  }
  return folders;
}

/**
 * Compares what was collected with the file that is there, and writes it where that is wanted.
 * @param isWhole false where only some files of the folder were named
 */
async function keepTokens(
  { services }: Session,
  collected: CollectedTokens,
  isWhole: boolean,
  nameOf: (path: string) => string,
  report: PromptReport,
): Promise<void> {
  const path = tokensFile(collected.base);
  try {
    const old = await readFile(path, 'utf8').catch(() => undefined);
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

/** Nobody can be asked here: what would be lost stays. */
function requireNoLoss(lost: number | 'other'): void {
  if (lost === 0) return;
  throw lost === 'other'
    ? new Problem('bad_input', 'It is not a list of tokens.', 'Move it away to have one written.')
    : new Problem(
        'bad_input',
        `It has ${lost} tokens that are not in the named files.`,
        'Name the whole folder, or move the list away.',
      );
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

async function targetOf(
  base: string,
  paths: readonly string[],
  options: PromptOptions,
): Promise<PromptTarget> {
  const folder = options.filters === undefined ? base : await namedFolder(options.filters);
  return {
    base,
    paths,
    rules: {
      words: await loadFilterWords(folder, NO_WORDS),
      trailingComma: options.trailingComma ?? 'preserve',
      loraTags: options.loraTags ?? 'all',
      refilterSource: options.source ?? 'existing',
      underscoresAsSpaces: true,
    },
  };
}
