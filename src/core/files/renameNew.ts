import * as l10n from '@vscode/l10n';
import { link, lstat, rename, unlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { Problem } from '../problem/problem';
import { errnoOf } from '../problem/toProblem';

/**
 * Gives a file another name in its folder, never one that another file has.
 * @throws Problem `changed_meanwhile` where one has it
 */
export async function renameNew(from: string, to: string): Promise<void> {
  try {
    // `rename` would put it in the place of the other one.
    await link(from, to);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw isThere(basename(to));
    // Not every drive has links: there, only what comes in this very moment is written over.
    const isFree = await lstat(to).then(
      () => false,
      (reason: unknown) => errnoOf(reason) === 'ENOENT',
    );
    if (!isFree) throw isThere(basename(to));
    await rename(from, to);
    return;
  }
  // Another process may have found both names, and taken away this one.
  await unlink(from).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
  });
}

/** What to say where another process has brought a file of that name. */
export const isThere = (name: string): Problem =>
  new Problem(
    'changed_meanwhile',
    l10n.t('{0} has come to be there meanwhile.', name),
    l10n.t('Try it again.'),
  );
