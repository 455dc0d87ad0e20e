import * as l10n from '@vscode/l10n';
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Problem } from '../problem/problem';
import { errnoOf } from '../problem/toProblem';
import { formatBytes } from '../text/amounts';

/** A pipe without a writer would hold whoever opens it; Windows has neither such pipes nor the flag. */
const FLAGS = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/**
 * Opens a file to read it, on the calling thread. What is no regular file (a pipe, a device, a folder, or a link to one)
 * is refused at once: reading it could never end.
 * @returns the file descriptor; the caller closes it
 * @throws Problem `unreadable`, or the error of the system
 */
export function openRegularSync(path: string): number {
  return openSizedSync(path).file;
}

/** `openRegularSync`, with the bytes that the file has. */
export function openSizedSync(path: string): { readonly file: number; readonly size: number } {
  const file = openSync(path, FLAGS);
  const found = fstatSync(file);
  if (found.isFile()) return { file, size: found.size };
  closeSync(file);
  throw notRegular(path);
}

/** `openRegularSync` without holding the thread. */
export async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, FLAGS);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw notRegular(path);
}

/** No file that is read at once is this large; reading one would only fill the memory. */
const MAX_BYTES = 256 * 1024 * 1024;

/** All bytes of a regular file. @throws as `openRegular` does, and for a file that would fill the memory */
export async function readRegular(path: string, maxBytes = MAX_BYTES): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    if ((await file.stat()).size > maxBytes) throw tooLarge(path, maxBytes);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** All bytes of a regular file; undefined where there is none. @throws as `readRegular` does */
export async function readIfThere(path: string, maxBytes = MAX_BYTES): Promise<Buffer | undefined> {
  try {
    return await readRegular(path, maxBytes);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function notRegular(path: string): Problem {
  return new Problem(
    'unreadable',
    l10n.t('{0} is no regular file.', basename(path)),
    l10n.t('It may be a pipe, a device or a folder: put a file in its place.'),
  );
}

function tooLarge(path: string, maxBytes: number): Problem {
  return new Problem(
    'unreadable',
    l10n.t('{0} is larger than {1}.', basename(path), formatBytes(maxBytes)),
    l10n.t('It is no file of this kind: choose another one, or take it away.'),
  );
}
