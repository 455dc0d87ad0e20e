import * as l10n from '@vscode/l10n';
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Problem } from '../problem/problem';

/** A pipe without a writer would hold whoever opens it; Windows has neither such pipes nor the flag. */
const FLAGS = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/**
 * Opens a file to read it, on the calling thread. What is no regular file (a pipe, a device, a folder, or a link to one)
 * is refused at once: reading it could never end.
 * @returns the file descriptor; the caller closes it
 * @throws Problem `unreadable`, or the error of the system
 */
export function openRegularSync(path: string): number {
  const file = openSync(path, FLAGS);
  if (fstatSync(file).isFile()) return file;
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

/** All bytes of a regular file. @throws as `openRegular` does */
export async function readRegular(path: string): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function notRegular(path: string): Problem {
  return new Problem(
    'unreadable',
    l10n.t('{0} is no regular file.', basename(path)),
    l10n.t('It may be a pipe, a device or a folder: put a file in its place.'),
  );
}
