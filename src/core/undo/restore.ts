import * as l10n from '@vscode/l10n';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, parse } from 'node:path';
import pLimit from 'p-limit';
import { writeFileAtomic } from '../files/atomicWrite';
import { digestOf } from '../files/digest';
import { Problem, type ProblemInfo } from '../problem/problem';
import { errnoOf, problemInfo, toProblem } from '../problem/toProblem';
import { bringBack, isHeld } from './heldFile';
import { readJournalFile, shrinkJournalFile } from './journalFile';
import { bytesBefore, type UndoEntry } from './undoEntry';
import { readRegular } from '../files/regularFile';

/** Files that are restored at a time: a disk syncs several nearly as fast as one. */
const WRITES_AT_ONCE = 4;

export interface RestoreOptions {
  /** Absolute paths of files with changes that only an editor knows: they are left alone. */
  readonly unsaved?: readonly string[];
  /** Only says what would be restored, and what would not. */
  readonly dryRun?: boolean;
  /** Asked before each file; once it is true, no further file is begun. */
  readonly isStopped?: () => boolean;
  /** Told how many files are done. */
  readonly onDone?: (files: number) => void;
}

/** What became of the files of a journal file; those that are in neither list were left when it was stopped. */
export interface RestoredFiles {
  readonly done: readonly string[];
  readonly failed: readonly { readonly path: string; readonly problem: ProblemInfo }[];
  readonly left: number;
}

/**
 * Gives files what a journal file kept, and removes their entries from it. A file that holds this already counts as
 * done; one that holds anything but what the run wrote is left alone and keeps its entry.
 * @param journalFile absolute path
 */
export async function restoreJournalFile(
  journalFile: string,
  { unsaved = [], dryRun = false, isStopped = () => false, onDone = () => undefined }: RestoreOptions,
): Promise<RestoredFiles> {
  const leave = new Set(unsaved);
  const entries = await readJournalFile(journalFile);
  const done: string[] = [];
  const failed: { path: string; problem: ProblemInfo }[] = [];
  const limit = pLimit(WRITES_AT_ONCE);
  await limit.map(entries, async (entry) => {
    if (isStopped()) return;
    try {
      if (leave.has(entry.path)) throw notSaved(entry.path);
      if ((await isToRestore(entry)) && !dryRun) await restore(entry);
      done.push(entry.path);
    } catch (error) {
      failed.push({ path: entry.path, problem: problemInfo(toProblem(error, basename(entry.path))) });
    }
    onDone(1);
  });
  if (!dryRun) {
    const restored = new Set(done);
    const rest = entries.filter(({ path }) => !restored.has(path));
    // An entry that could not be removed does no harm: its file counts as done the next time.
    await shrinkJournalFile(journalFile, rest).catch(() => undefined);
  }
  return { done: done.sort(), failed, left: entries.length - done.length - failed.length };
}

/**
 * Whether a file holds what the run wrote; false where it is as it was before already.
 * @throws Problem `changed_meanwhile` where it is neither
 */
async function isToRestore(entry: UndoEntry): Promise<boolean> {
  if (entry.held !== undefined) return isHeld(entry.path, entry.held);
  const now = await digestOfFile(entry.path);
  const before = bytesBefore(entry);
  if (now === (before === undefined ? null : digestOf(before))) return false;
  if (now === entry.after) return true;
  // The run wrote the file, and it is gone: to make it again could undo what the user meant.
  if (now === null) throw removedSince(entry.path);
  throw changedSince(entry.path);
}

async function restore(entry: UndoEntry): Promise<void> {
  const { path, after, held } = entry;
  if (held !== undefined) {
    await bringBack(path, held);
    return;
  }
  const before = bytesBefore(entry);
  const unchanged = async (): Promise<void> => {
    if ((await digestOfFile(path)) !== after) throw changedSince(path);
  };
  if (before === undefined) {
    await unchanged();
    await rm(path, { force: true });
    return;
  }
  if (after === null) await mkdir(dirname(path), { recursive: true });
  // It holds what the run wrote there, so a link leads where the run was allowed to write.
  await writeFileAtomic(path, before, { beforeRename: unchanged, linksInside: parse(path).root });
}

/** The digest of what a file holds now; null where there is none. */
async function digestOfFile(path: string): Promise<string | null> {
  try {
    return digestOf(await readRegular(path));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw toProblem(error, basename(path));
  }
}

function removedSince(path: string): Problem {
  return new Problem(
    'missing',
    l10n.t('{0} is not there.', basename(path)),
    l10n.t('It was removed after the run, and is not made again.'),
  );
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
    l10n.t('{0} was changed after the run.', basename(path)),
    l10n.t('It was left as it is; undo your own change first to have it restored.'),
  );
}
