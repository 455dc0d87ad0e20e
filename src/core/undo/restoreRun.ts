import { restoreJournalFile, type RestoredFiles, type RestoreOptions } from './restore';
import type { UndoRun, UndoRuns } from './undoRuns';

/**
 * Undoes a run whose files were changed one after the other, the last change first: it may have changed a file twice.
 * What cannot be restored stays in the run, and can be undone later.
 */
export async function restoreRun(
  runs: UndoRuns,
  run: UndoRun,
  options: RestoreOptions = {},
): Promise<RestoredFiles> {
  const done = new Set<string>();
  const failed = new Map<string, RestoredFiles['failed'][number]>();
  let left = 0;
  for (const journalFile of [...run.journalFiles].reverse()) {
    const part = await restoreJournalFile(journalFile, options);
    for (const path of part.done) done.add(path);
    for (const each of part.failed) if (!failed.has(each.path)) failed.set(each.path, each);
    left += part.left;
  }
  if (options.dryRun !== true) await runs.forgetIfEmpty(run.folder);
  return { done: [...done].filter((path) => !failed.has(path)).sort(), failed: [...failed.values()], left };
}
