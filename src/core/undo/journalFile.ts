import * as l10n from '@vscode/l10n';
import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFileAtomic } from '../files/atomicWrite';
import { syncFolder } from '../files/syncFolder';
import { toProblem } from '../problem/toProblem';
import { parseUndoEntry, type UndoEntry } from './undoEntry';

/** Number of the batch, of the journal file in it, and how many entries it holds. */
const NAME = /^(\d+)-(\d+)-(\d+)\.ndjson$/;

/** A journal file that is looked at by its name alone. */
export interface JournalFile {
  readonly name: string;
  /** Two files of the same place are versions of one. */
  readonly place: string;
  readonly entries: number;
}

/** What the name of a file in a run's folder says; undefined where it is no journal file. */
export function journalFileOf(name: string): JournalFile | undefined {
  const [, batch = '', number = '', entries = ''] = NAME.exec(name) ?? [];
  return entries === '' ? undefined : { name, place: `${batch}-${number}`, entries: Number(entries) };
}

/**
 * Keeps entries, and returns only when they are safe on the disk.
 * @param folder of the run; it is not made again, since another process may have removed it
 * @param batch number of the batch
 * @param index number of the journal file in its batch
 * @returns the path of the journal file
 */
export async function writeJournalFile(
  folder: string,
  batch: number,
  index: number,
  entries: readonly UndoEntry[],
): Promise<string> {
  const name = [String(batch).padStart(6, '0'), String(index).padStart(3, '0'), entries.length].join('-');
  const path = join(folder, `${name}.ndjson`);
  await writeFileAtomic(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  await syncFolder(folder);
  return path;
}

/** Leaves only some of the entries of a journal file; without any, it is removed. */
export async function shrinkJournalFile(path: string, entries: readonly UndoEntry[]): Promise<void> {
  const [, batch = '', number = '', count = ''] = NAME.exec(basename(path)) ?? [];
  if (entries.length === Number(count)) return;
  if (entries.length > 0) await writeJournalFile(dirname(path), Number(batch), Number(number), entries);
  await rm(path, { force: true });
}

/** The entries of a journal file. A broken line is skipped: it cannot be restored, but the others can. */
export async function readJournalFile(path: string): Promise<UndoEntry[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw toProblem(error, l10n.t('The journal of a run'));
  });
  return text.split('\n').flatMap((line) => parseUndoEntry(line) ?? []);
}
