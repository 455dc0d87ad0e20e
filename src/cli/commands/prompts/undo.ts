import type { Command } from 'commander';
import { visible } from '../../../core/text/visible';
import type { Run } from '../../run';
import type { CommonOptions, Session } from '../../session';
import { forgetRun, listRuns, withUndoOptions, type UndoOptions } from '../../undoRuns';
import { displayNames } from './paths';
import { emptyReport, exitCode, failedRows, printSummary, type PromptReport, withProgress } from './report';

export function registerUndo(prompts: Command, run: Run): void {
  const command = prompts
    .command('undo')
    .description('give the files of the last run what they held before; only names them without --write');
  withUndoOptions(command).action((options: CommonOptions & UndoOptions) =>
    run(options, (session) => undo(session, options)),
  );
}

async function undo(session: Session, options: UndoOptions): Promise<number> {
  const runs = await session.services.prompts.runs();
  if (options.list) return listRuns(session, runs);
  return options.forget ? forgetRun(session, runs, options) : undoPrompts(session, options);
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
