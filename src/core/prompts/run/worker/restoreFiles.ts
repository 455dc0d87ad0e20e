import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { Problem } from '../../../problem/problem';
import { problemInfo, toProblem } from '../../../problem/toProblem';
import type { Report } from '../../../threads/workerSide';
import { type JournalEntry, readJournalFile, shrinkJournalFile } from '../journal';
import type { DoneFiles, RestoreRequest } from '../workerProtocol';
import type { FailedFile } from '../types';
import { digestOf } from './planFiles';
import { readBytes } from './readBytes';
import { type ReadyFile, writeAll } from './writeFiles';

/**
 * Gives prompt files the bytes that a journal file kept, and removes their entries from it. A file that has these bytes
 * already counts as done; one that holds anything but what the run wrote is left alone and keeps its entry.
 */
export async function restoreFiles(
  { journalFile, unsaved, dryRun, stop }: RestoreRequest,
  report: Report,
): Promise<DoneFiles> {
  const leave = new Set(unsaved);
  const entries = await readJournalFile(journalFile);
  const done: string[] = [];
  const failed: FailedFile[] = [];
  const ready: ReadyFile[] = [];
  for (const entry of entries) {
    try {
      if (leave.has(entry.path)) throw notSaved(entry.path);
      const digest = digestOf(readBytes(entry.path));
      if (digest === digestOf(Buffer.from(entry.before))) done.push(entry.path);
      else if (digest === entry.after) ready.push(toRestore(entry));
      else throw changedSince(entry.path);
    } catch (error) {
      failed.push({ path: entry.path, problem: problemInfo(toProblem(error, basename(entry.path))) });
    }
  }
  if (dryRun) {
    report(entries.length);
    return { done: [...done, ...ready.map(({ path }) => path)].sort(), failed, left: 0 };
  }
  report(entries.length - ready.length);
  const written = await writeAll(ready, stop, report);
  done.push(...written.done);
  failed.push(...written.failed);
  const restored = new Set(done);
  const rest = entries.filter(({ path }) => !restored.has(path));
  // An entry that could not be removed does no harm: its file counts as done the next time.
  await shrinkJournalFile(journalFile, rest).catch(() => undefined);
  return { done: done.sort(), failed, left: entries.length - done.length - failed.length };
}

function toRestore({ path, before, after }: JournalEntry): ReadyFile {
  return { path, digest: after, before: '', after: before };
}

function notSaved(path: string): Problem {
  return new Problem(
    'changed_meanwhile',
    l10n.t('{0} has changes that are not saved.', basename(path)),
    l10n.t('It was left as it is; undo your own changes in the editor first to have it restored.'),
  );
}

function changedSince(path: string): Problem {
  return new Problem(
    'changed_meanwhile',
    l10n.t('{0} was changed after the prompt run.', basename(path)),
    l10n.t('It was left as it is; undo your own change first to have it restored.'),
  );
}
