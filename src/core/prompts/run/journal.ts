import * as l10n from '@vscode/l10n';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicWrite';
import { Problem } from '../../problem/problem';
import { errnoOf, toProblem } from '../../problem/toProblem';
import type { PromptCommand, RecordedRun } from './types';

/** What a file held before a run wrote it. */
export interface JournalEntry {
  readonly path: string;
  /** All of its text: prompt files are valid UTF-8, so this is their bytes. */
  readonly before: string;
  /** The digest of what the run wrote. */
  readonly after: string;
}

/** The run that can be undone, and where its journal lies. */
export interface JournalRun extends RecordedRun {
  /** Absolute path. */
  readonly folder: string;
  /** Absolute paths, in the order they were written. */
  readonly journalFiles: readonly string[];
}

const RUN_FOLDER = /^\d{6,}$/;
/** Number of the batch, of the journal file in it, and how many entries it holds. */
const JOURNAL_FILE = /^(\d+)-(\d+)-(\d+)\.ndjson$/;
const ABOUT = 'run.json';

/**
 * What undo needs, in a folder of its own. Each run has a folder, each batch of its prompt files one or more journal
 * files: JSON lines, written whole or not at all, and safe on the disk before the first of their prompt files is
 * written, so that neither a kill nor a power cut loses anything. Only the last run that wrote something is kept.
 */
export class Journal {
  /** @param folder absolute path; made when the first run is recorded */
  constructor(readonly folder: string) {}

  /**
   * Makes the folder of a new run.
   * @throws Problem where it cannot be written
   */
  async begin(command: PromptCommand, at: Date): Promise<string> {
    try {
      await this.removeAllBut((await this.last())?.folder);
      const last = (await this.folders()).at(-1) ?? '0';
      const folder = join(this.folder, String(Number(last) + 1).padStart(6, '0'));
      // Prompts are private: only this user may read them.
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFileAtomic(join(folder, ABOUT), `${JSON.stringify({ command, at: at.toISOString() })}\n`);
      await syncFolder(this.folder);
      return folder;
    } catch (error) {
      throw notKept(error);
    }
  }

  /** The last run that wrote something. */
  async last(): Promise<JournalRun | undefined> {
    for (const name of (await this.folders()).reverse()) {
      const run = await readRun(join(this.folder, name));
      if (run) return run;
    }
    return undefined;
  }

  /** Keeps only the last run that has something to undo; to be called after a run and after an undo. */
  async prune(): Promise<void> {
    await this.removeAllBut((await this.last())?.folder);
  }

  /** Removes all other runs. */
  async removeAllBut(kept: string | undefined): Promise<void> {
    const folders = (await this.folders()).map((name) => join(this.folder, name));
    for (const folder of folders) {
      if (folder !== kept) await rm(folder, { recursive: true, force: true });
    }
  }

  private async folders(): Promise<string[]> {
    const names = await listed(this.folder);
    return names.filter((name) => RUN_FOLDER.test(name)).sort((one, other) => Number(one) - Number(other));
  }
}

async function readRun(folder: string): Promise<JournalRun | undefined> {
  const counts = new Map<string, { name: string; entries: number }>();
  for (const name of (await listed(folder)).sort()) {
    const [, batch = '', number = '', count = ''] = JOURNAL_FILE.exec(name) ?? [];
    if (count === '') continue;
    const entries = Number(count);
    const known = counts.get(`${batch}-${number}`);
    // The process was killed between writing a file anew and removing the old one: the one with fewer entries is newer.
    if (!known || entries < known.entries) counts.set(`${batch}-${number}`, { name, entries });
  }
  if (counts.size === 0) return undefined;
  const found = [...counts.values()];
  return {
    ...(await readAbout(folder)),
    folder,
    files: found.reduce((sum, { entries }) => sum + entries, 0),
    journalFiles: found.map(({ name }) => join(folder, name)),
  };
}

/** This file is written before the journal files, so it is missing only where it was removed by hand. */
async function readAbout(folder: string): Promise<Pick<RecordedRun, 'command' | 'at'>> {
  const text = await readFile(join(folder, ABOUT), 'utf8').catch(() => '{}');
  const about = parsed(text);
  return {
    command: about?.command === 'regenerate' ? 'regenerate' : 'refilter',
    at: typeof about?.at === 'string' ? about.at : new Date(0).toISOString(),
  };
}

/**
 * Keeps entries, and returns only when they are safe on the disk.
 * @param folder of the run; it is not made anew, since another process may have removed it
 * @param batch number of the batch
 * @param index number of the journal file in its batch
 * @returns the path of the journal file
 */
export async function writeJournalFile(
  folder: string,
  batch: number,
  index: number,
  entries: readonly JournalEntry[],
): Promise<string> {
  const name = [String(batch).padStart(6, '0'), String(index).padStart(3, '0'), entries.length].join('-');
  const path = join(folder, `${name}.ndjson`);
  await writeFileAtomic(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  await syncFolder(folder);
  return path;
}

/** Leaves only some of the entries of a journal file; without any, it is removed. */
export async function shrinkJournalFile(path: string, entries: readonly JournalEntry[]): Promise<void> {
  const [, batch = '', number = '', count = ''] = JOURNAL_FILE.exec(basename(path)) ?? [];
  if (entries.length === Number(count)) return;
  if (entries.length > 0) await writeJournalFile(dirname(path), Number(batch), Number(number), entries);
  await rm(path, { force: true });
}

/** The entries of a journal file. A broken line is skipped: it cannot be restored, but the others can. */
export async function readJournalFile(path: string): Promise<JournalEntry[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw toProblem(error, l10n.t('The journal of the last prompt run'));
  });
  return text.split('\n').flatMap((line) => {
    const { path, before, after } = parsed(line) ?? {};
    if (typeof path !== 'string' || typeof before !== 'string' || typeof after !== 'string') return [];
    return [{ path, before, after }];
  });
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

async function listed(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw toProblem(error, l10n.t('The journal of the last prompt run'));
  }
}

/** Makes the names in a folder safe on the disk, as `fsync` does for contents. Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function notKept(error: unknown): Problem {
  const { code, advice } = toProblem(error, l10n.t('The journal'));
  return new Problem(
    code,
    l10n.t('Nothing was changed, since what the files hold could not be kept for Undo.'),
    advice,
    { cause: error },
  );
}
