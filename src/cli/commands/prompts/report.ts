import type { FailedFile, RunOptions } from '../../../core/prompts/run/types';
import { visible } from '../../../core/text/visible';
import { EXIT, problemText } from '../../output';
import { withProgressBar } from '../../progressBar';
import type { Session } from '../../session';

/** At most this many skipped files are listed: a folder of pictures may have thousands of captions. */
const MAX_SKIPPED_LISTED = 20;

/** A file of the result, by its display name. */
export interface Row {
  readonly path: string;
  readonly reason?: string;
}

/** What a prompt command says of its files: with `--json`, this is its document. */
export interface PromptReport {
  /** False: they are as they were, and `changed` are those that would change. */
  readonly written: boolean;
  readonly changed: Row[];
  readonly unchanged: Row[];
  readonly skipped: Row[];
  readonly failed: Row[];
}

/** A report without any file. */
export function emptyReport(written: boolean): PromptReport {
  return { written, changed: [], unchanged: [], skipped: [], failed: [] };
}

/** Files that failed, and why. */
export function failedRows(failed: readonly FailedFile[], nameOf: (path: string) => string): Row[] {
  return failed.map(({ path, problem }) => ({ path: nameOf(path), reason: problemText(problem) }));
}

/** Prints beside the result what was skipped and what failed, and how many files there are of each kind. */
export function printSummary({ output }: Session, report: PromptReport, before = ''): void {
  const { written, changed, unchanged, skipped, failed } = report;
  const printRow = ({ path, reason }: Row) => output.note(`${visible(path)}: ${reason ?? ''}`);
  skipped.slice(0, MAX_SKIPPED_LISTED).forEach(printRow);
  const more = skipped.length - MAX_SKIPPED_LISTED;
  if (more > 0) output.note(`${more} more were skipped; --json names all.`);
  failed.forEach(printRow);
  if (output.json) return;
  const counts = [
    `${changed.length} ${written ? 'changed' : 'would change'}`,
    `${unchanged.length} unchanged`,
    `${skipped.length} skipped`,
    `${failed.length} failed`,
  ];
  const hint = written || changed.length === 0 ? '' : ' Nothing was written; --write does.';
  output.note(`${before}${counts.join(', ')}.${hint}`);
}

/** The exit code of a command that reports this. */
export function exitCode({ failed }: PromptReport): number {
  return failed.length > 0 ? EXIT.failed : EXIT.ok;
}

/** Runs prompts with a bar that shows how far they are; Ctrl+C cancels them. */
export function withProgress<T>(
  { output, signal }: Session,
  work: (options: RunOptions) => Promise<T>,
): Promise<T> {
  return withProgressBar(output, (onProgress) => work({ signal, onProgress }));
}
