import type { Command } from 'commander';
import type { Run } from '../../run';
import type { CommonOptions, Session } from '../../session';
import { displayNames } from './paths';
import { emptyReport, exitCode, failedRows, printSummary, type PromptReport, withProgress } from './report';

export function registerUndo(prompts: Command, run: Run): void {
  prompts
    .command('undo')
    .description('give the files of the last run what they held before; only names them without --write')
    .option('--write', 'write the files')
    .action((options: CommonOptions & { write?: boolean }) =>
      run(options, (session) => undoPrompts(session, options)),
    );
}

/** Lists the files of the last run that wrote; with `--write`, gives them what they held before. */
async function undoPrompts(
  session: Session,
  { write = false }: { readonly write?: boolean },
): Promise<number> {
  const { services, output } = session;
  const { prompts } = services;
  const nameOf = displayNames([]);
  const last = await prompts.lastRun();
  const undone = await withProgress(session, (runOptions) => prompts.undo({ ...runOptions, dryRun: !write }));
  const report: PromptReport = {
    ...emptyReport(write),
    changed: undone.written.map((path) => ({ path: nameOf(path) })),
    failed: failedRows(undone.failed, nameOf),
  };
  output.result(
    report,
    report.changed.map(({ path }) => path),
  );
  printSummary(session, report, last ? `${last.command} of ${new Date(last.at).toLocaleString()}: ` : '');
  return exitCode(report);
}
