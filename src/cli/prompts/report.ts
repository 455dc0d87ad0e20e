import type { FailedFile, RunOptions } from '../../core/prompts/run/types';
import { EXIT, problemText } from '../output';
import { withProgressBar } from '../progressBar';
import type { Session } from '../session';

/** A folder of pictures may have thousands of captions. */
const SKIPPED_NAMED = 20;

/** A file of the result, as it was named. */
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

/** Names beside the result what was skipped and what failed, and counts all. */
export function printSummary({ output }: Session, report: PromptReport, before = ''): void {
  const { written, changed, unchanged, skipped, failed } = report;
  const rows = ({ path, reason }: Row) => output.note(`${path}: ${reason ?? ''}`);
  skipped.slice(0, SKIPPED_NAMED).forEach(rows);
  const more = skipped.length - SKIPPED_NAMED;
  if (more > 0) output.note(`${more} more were skipped; --json names all.`);
  failed.forEach(rows);
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

/** Makes a call with a bar that shows how far it is. */
export function withBar<T>({ output, signal }: Session, call: (run: RunOptions) => Promise<T>): Promise<T> {
  return withProgressBar(output, (onProgress) => call({ signal, onProgress }));
}
