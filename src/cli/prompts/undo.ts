import type { Session } from '../session';
import { namer } from './paths';
import { emptyReport, exitCode, failedRows, printSummary, type PromptReport, withBar } from './report';

/** `prompts undo`: names the files of the last run that wrote; with `--write`, gives them what they held before. */
export async function undoPrompts(
  session: Session,
  { write = false }: { readonly write?: boolean },
): Promise<number> {
  const { services, output } = session;
  const { prompts } = services;
  const nameOf = namer([]);
  const last = await prompts.lastRun();
  const undone = await withBar(session, (run) => prompts.undo({ ...run, dryRun: !write }));
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
