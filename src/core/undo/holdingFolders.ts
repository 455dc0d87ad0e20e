import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import pLimit from 'p-limit';
import { writeFileAtomic } from '../files/atomicWrite';
import { HOLDING_FOLDER } from '../files/folderNames';
import { parseJsonObject } from '../json/jsonDocument';
import type { UndoRun } from './undoRuns';

/** How long deleted files can be brought back. */
const HELD_MS = 7 * 24 * 3600 * 1000;
/** More at a time would not be faster. */
const STATS_AT_ONCE = 16;
/** The files of a run that each say where a holding folder of it is. */
const NOTE = /^holding-[0-9a-f-]+\.json$/;

/**
 * Makes a folder for the files that a run deletes, on their own drive.
 * @param run the folder of the run, which knows of it from now on
 * @param folder of the files, absolute
 */
export async function newHoldingFolder(run: string, folder: string): Promise<string> {
  const id = randomUUID();
  const holding = join(folder, HOLDING_FOLDER, id);
  // First the note: a folder that no run knew of would stay for ever.
  await writeFileAtomic(join(run, `holding-${id}.json`), `${JSON.stringify({ folder: holding })}\n`);
  await mkdir(holding, { recursive: true });
  return holding;
}

/**
 * Lets the files go that a run deleted.
 * @param run its folder
 * @param dispose what becomes of each folder of them; by default it is removed
 */
export async function emptyHoldingFolders(
  run: string,
  dispose: (holding: string) => Promise<void> = (holding) => rm(holding, { recursive: true, force: true }),
): Promise<void> {
  for (const holding of await holdingFolders(run)) {
    // It may be gone, with its drive or by the user's own hand.
    await dispose(holding).catch(() => undefined);
    await rmdir(dirname(holding)).catch(() => undefined);
  }
}

/** Removes a folder in which there is nothing but folders; where there is a file, it stays. */
export async function removeIfEmpty(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await removeIfEmpty(join(folder, entry.name));
  await rmdir(folder);
}

/**
 * The runs whose deleted files have waited for more than seven days.
 * @returns their folders
 */
export async function heldTooLong(
  runs: readonly Pick<UndoRun, 'folder' | 'at'>[],
  now: Date,
): Promise<string[]> {
  const folders: string[] = [];
  for (const { folder, at } of runs) {
    const isOld = now.getTime() - Date.parse(at) > HELD_MS;
    if (isOld && (await holdingFolders(folder)).length > 0) folders.push(folder);
  }
  return folders;
}

/** What the files take on the disk that a run deleted; what cannot be looked at counts as nothing. @param run its folder */
export async function heldBytes(run: string): Promise<number> {
  const paths: string[] = [];
  for (const holding of await holdingFolders(run)) {
    const entries = await readdir(holding, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (!entry.isDirectory()) paths.push(join(entry.parentPath, entry.name));
  }
  const sizes = await pLimit(STATS_AT_ONCE).map(
    paths,
    async (path) => (await lstat(path).catch(() => undefined))?.size ?? 0,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function holdingFolders(run: string): Promise<string[]> {
  const names = (await readdir(run).catch((): string[] => [])).filter((name) => NOTE.test(name));
  const found = await Promise.all(
    names.map(async (name) => {
      const note = parseJsonObject(await readFile(join(run, name), 'utf8').catch(() => ''));
      return note.ok ? note.value.folder : undefined;
    }),
  );
  // What is removed here is never another folder, whatever a broken note says.
  return found.filter(
    (folder): folder is string =>
      typeof folder === 'string' && isAbsolute(folder) && basename(dirname(folder)) === HOLDING_FOLDER,
  );
}
