import type { Command } from 'commander';
import { formatBytes } from '../../../core/text/amounts';
import { positiveInteger } from '../../arguments';
import { EXIT, visible } from '../../output';
import type { Run } from '../../run';
import type { CommonOptions, Session } from '../../session';
import { displayNames } from './paths';
import { emptyReport, exitCode, failedRows, printSummary, type PromptReport, withProgress } from './report';

interface UndoOptions {
  readonly write?: boolean;
  readonly list?: boolean;
  readonly run?: number;
  readonly forget?: boolean;
}

export function registerUndo(prompts: Command, run: Run): void {
  prompts
    .command('undo')
    .description('give the files of the last run what they held before; only names them without --write')
    .option('--write', 'write the files')
    .option('--list', 'list the runs that can be undone, newest first')
    .option('--run <number>', 'undo this run of the list instead of the last one', positiveInteger)
    .option('--forget', 'let the run go instead: it cannot be undone any more')
    .action((options: CommonOptions & UndoOptions) =>
      run(options, (session) => workOf(options)(session, options)),
    );
}

function workOf({ list = false, forget = false }: UndoOptions) {
  if (list) return listRuns;
  return forget ? forgetRun : undoPrompts;
}

/** Forgets a run: the last one, or that of `--run`. */
async function forgetRun({ services, output }: Session, { run: id }: UndoOptions): Promise<number> {
  const chosen = (await services.prompts.runs()).find((run) => id === undefined || run.id === id);
  if (chosen) await services.undoRuns.forget(chosen.folder);
  else output.note('There is no such prompt run.');
  output.result({ forgotten: chosen?.id ?? null }, chosen ? [`Forgotten: run ${chosen.id}`] : []);
  return chosen ? EXIT.ok : EXIT.failed;
}

/** Lists the runs: number, command, when, how many files, and what they take. */
async function listRuns({ services, output }: Session): Promise<number> {
  const runs = (await services.prompts.runs()).map(({ id, command, at, files, bytes }) => ({
    run: id,
    command,
    at,
    files,
    bytes,
  }));
  output.result(
    runs,
    runs.map(
      ({ run, command, at, files, bytes }) =>
        `${run}  ${command} of ${new Date(at).toLocaleString()}, ${files} files, ${formatBytes(bytes)}`,
    ),
  );
  if (runs.length === 0) output.note('There is no prompt run to undo.');
  return 0;
}

/** Lists the files of a run that wrote; with `--write`, gives them what they held before. */
async function undoPrompts(session: Session, { write = false, run: id }: UndoOptions): Promise<number> {
  const { services, output } = session;
  const { prompts } = services;
  const nameOf = displayNames([]);
  const chosen = (await prompts.runs()).find((run) => id === undefined || run.id === id);
  const undone = await withProgress(session, (runOptions) =>
    prompts.undo({ ...runOptions, dryRun: !write, ...(id !== undefined && { run: id }) }),
  );
  const report: PromptReport = {
    ...emptyReport(write),
    changed: undone.written.map((path) => ({ path: nameOf(path) })),
    failed: failedRows(undone.failed, nameOf),
  };
  output.result(
    report,
    report.changed.map(({ path }) => visible(path)),
  );
  printSummary(
    session,
    report,
    chosen ? `${chosen.command} of ${new Date(chosen.at).toLocaleString()}: ` : '',
  );
  return exitCode(report);
}
