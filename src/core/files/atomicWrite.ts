import * as l10n from '@vscode/l10n';
import {
  access,
  constants,
  lstat,
  open,
  realpath,
  rename,
  rm,
  stat,
  type FileHandle,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import pRetry from 'p-retry';
import { Problem } from '../problem/problem';
import { errnoOf, toProblem } from '../problem/toProblem';
import { isInside } from './expandPath';
import { removeDeadTemporaries, temporaryName } from './temporaryFiles';

/** On Windows a virus scanner or an editor may hold a file for a moment. */
const HELD: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'EBUSY']);

/**
 * Writes a file whole or not at all: temporary file beside it, fsync, rename. A link stays a link, the mode is kept,
 * and a file without write permission is left alone even where the system would allow it.
 * Own code, since the known libraries write with one call and do not notice that a full disk took half of it.
 * @param content the whole content, or what writes it into the open temporary file
 * @param options.beforeRename called when the content is safe on the disk, right before it replaces the file, with the
 * path of the temporary file; what it throws leaves the old file
 * @param options.temporaryName of the temporary file; by default one that is unique
 * @param options.linksInside a folder in which a link may lead anywhere (absolute); by default its own
 * @throws Problem `unsafe_name`, `read_only`, `disk_full`, `locked`, `missing` or `write_failed`
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array | ((file: FileHandle) => Promise<void>),
  options: {
    readonly beforeRename?: (temporary: string) => Promise<void>;
    readonly temporaryName?: string;
    readonly linksInside?: string;
  } = {},
): Promise<void> {
  const name = basename(path);
  let temporary: string | undefined;
  try {
    const target = await targetOf(path, options.linksInside);
    const existing = await stat(target).catch(() => undefined);
    if (existing) requireWriteBit(existing, name);
    const beside = options.temporaryName ?? temporaryName();
    const file = await open(join(dirname(target), beside), 'wx', existing ? existing.mode & 0o777 : 0o666);
    temporary = join(dirname(target), beside);
    await removeDeadTemporaries(dirname(target));
    try {
      if (typeof content === 'function') await content(file);
      else await file.writeFile(content);
      if (existing) {
        // Root (a container, Colab) keeps the file's owner; other users may not change it, and need not.
        await file.chown(existing.uid, existing.gid).catch(() => undefined);
        await file.chmod(existing.mode & 0o777);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await options.beforeRename?.(temporary);
    await renameWithRetry(temporary, target);
    temporary = undefined;
  } catch (error) {
    throw notWritten(error, name);
  } finally {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/**
 * The file that a path means. A link may stay in its folder, such as one between two names of a file; one that leads
 * elsewhere could have any file of the user overwritten by a folder that a stranger made.
 * @throws Problem `unsafe_name`
 */
async function targetOf(path: string, linksInside: string | undefined): Promise<string> {
  const folder = linksInside ?? dirname(path);
  const root = await realpath(folder).catch(() => folder);
  const target = await realpath(path).catch(() => undefined);
  const isLink = await lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  if (!isLink) return target ?? path;
  if (
    target !== undefined &&
    (linksInside === undefined ? dirname(target) === root : isInside(target, root))
  ) {
    return target;
  }
  throw new Problem(
    'unsafe_name',
    l10n.t('{0} was left alone: it is a link to another folder.', basename(path)),
    l10n.t('Put the file itself in place of the link.'),
  );
}

/**
 * Refuses a file that `writeFileAtomic` would leave alone, as far as that can be known without writing.
 * @throws Problem `read_only`, `missing` or `unreadable`
 */
export async function requireWritable(path: string): Promise<void> {
  const name = basename(path);
  try {
    requireWriteBit(await stat(path), name);
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw notWritten(error, name);
  }
}

function requireWriteBit({ mode }: { readonly mode: number }, name: string): void {
  if ((mode & 0o222) === 0) throw readOnly(name);
}

/** Renames a file; on Windows, tries again for a moment while another program holds it. */
export async function renameWithRetry(from: string, to: string): Promise<void> {
  await pRetry(() => rename(from, to), {
    retries: process.platform === 'win32' ? 6 : 0,
    minTimeout: 50,
    shouldRetry: ({ error }) => HELD.has(errnoOf(error) ?? ''),
  });
}

function notWritten(error: unknown, name: string): Problem {
  if (errnoOf(error) === 'EACCES') return readOnly(name);
  const problem = toProblem(error, name);
  if (problem.code !== 'unreadable') return problem;
  return new Problem('write_failed', l10n.t('{0} could not be written.', name), problem.advice, {
    cause: error,
  });
}

function readOnly(name: string): Problem {
  return new Problem(
    'read_only',
    l10n.t('{0} is read-only.', name),
    l10n.t('Make the file and its folder writable to have it changed.'),
  );
}
