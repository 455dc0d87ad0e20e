import type { Report } from '../../../threads/workerSide';
import { restoreJournalFile } from '../../../undo/restore';
import type { DoneFiles, RestoreRequest } from '../workerProtocol';

/** Gives prompt files the bytes that a journal file kept. */
export function restoreFiles(
  { journalFile, unsaved, dryRun, stop }: RestoreRequest,
  report: Report,
): Promise<DoneFiles> {
  const isStopped = () => Atomics.load(stop, 0) !== 0;
  return restoreJournalFile(journalFile, { unsaved, dryRun, isStopped, onDone: report });
}
