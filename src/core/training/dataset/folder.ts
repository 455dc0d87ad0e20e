import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { openRegular } from '../../files/regularFile';
import { FORMAT_BYTES, pictureFormat } from '../../media/pictureFormat';
import { endingOf, type Ending } from './pictureNames';

/** What lies in a folder of pictures; all names in the order in which the trainer goes through them. */
export interface FolderContent {
  readonly pictures: readonly { readonly name: string; readonly ending: Ending }[];
  /** Everything else that is a file. */
  readonly others: ReadonlySet<string>;
  /** Folders in it, which the trainer does not enter, that have pictures. */
  readonly subfolders: readonly string[];
}

/** So many folders inside are looked into, and so many names in each. */
const MOST_SUBFOLDERS = 200;
const MOST_NAMES = 1000;
/** Endings that say well enough that a file is no picture. */
const NO_PICTURES =
  /^\.(?:txt|caption|captions|tags|json|jsonl|toml|yaml|yml|npz|safetensors|csv|md|log|ini|db|zip|html?|py|pt|ckpt|xml|mp4|webm|mov|part|tmp)$/i;

/**
 * Reads the entries of a folder of pictures, and looks into files whose ending says nothing.
 * @throws the error of the system
 */
export async function readFolder(folder: string, signal?: AbortSignal): Promise<FolderContent> {
  const pictures: { name: string; ending: Ending }[] = [];
  const others = new Set<string>();
  const folders: string[] = [];
  for await (const entry of await opendir(folder)) {
    signal?.throwIfAborted();
    const { name } = entry;
    // The trainer does not see hidden files either, and some systems put such a shadow beside each picture.
    if (name.startsWith('.')) continue;
    const kind = await kindOf(entry, join(folder, name));
    if (kind === 'folder') folders.push(name);
    if (kind !== 'file') continue;
    const ending = endingOf(name) ?? (await endingByContent(join(folder, name), name));
    if (ending) pictures.push({ name, ending });
    else others.add(name);
  }
  const subfolders: string[] = [];
  for (const name of folders.sort().slice(0, MOST_SUBFOLDERS))
    if (await hasPictures(join(folder, name), signal)) subfolders.push(name);
  return { pictures: pictures.sort((a, b) => (a.name < b.name ? -1 : 1)), others, subfolders };
}

/** A link that leads nowhere is a file that cannot be read. */
async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | undefined> {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (!entry.isSymbolicLink()) return undefined;
  const found = await stat(path).catch(() => undefined);
  if (!found) return 'file';
  if (found.isDirectory()) return 'folder';
  return found.isFile() ? 'file' : undefined;
}

async function endingByContent(path: string, name: string): Promise<Ending | undefined> {
  if (NO_PICTURES.test(extname(name))) return undefined;
  try {
    const file = await openRegular(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(FORMAT_BYTES), 0, FORMAT_BYTES, 0);
      return pictureFormat(buffer.subarray(0, bytesRead)) && 'unseen';
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

async function hasPictures(folder: string, signal?: AbortSignal): Promise<boolean> {
  try {
    let names = 0;
    for await (const entry of await opendir(folder)) {
      signal?.throwIfAborted();
      // Some systems keep a folder for each picture, which is called as it is.
      if (!entry.name.startsWith('.') && !entry.isDirectory() && endingOf(entry.name)) return true;
      if (++names >= MOST_NAMES) break;
    }
  } catch {
    signal?.throwIfAborted();
  }
  return false;
}
