import * as l10n from '@vscode/l10n';
import { lstat, mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { renameNew } from '../files/renameNew';
import { Problem } from '../problem/problem';
import { errnoOf, toProblem } from '../problem/toProblem';

/**
 * Whether a deleted file is to be brought back; false where it is back already.
 * @param path where it was
 * @param held where it waits
 * @throws Problem `changed_meanwhile` where another file has its place, `missing` where it is gone for good
 */
export async function isHeld(path: string, held: string): Promise<boolean> {
  const [isBack, isWaiting] = [await isThere(path), await isThere(held)];
  if (isBack && isWaiting)
    throw new Problem(
      'changed_meanwhile',
      l10n.t('Another {0} has come to be there since.', basename(path)),
      l10n.t('Give that one another name first to have the old one brought back.'),
    );
  if (isBack || isWaiting) return isWaiting;
  throw new Problem(
    'missing',
    l10n.t('{0} is not in its holding folder any more.', basename(path)),
    l10n.t('Look for it in the trash of the system.'),
  );
}

/** Brings a deleted file back, never in the place of another one. @throws Problem */
export async function bringBack(path: string, held: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await renameNew(held, path);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return false;
    throw toProblem(error, basename(path));
  }
}
