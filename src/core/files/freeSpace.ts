import * as l10n from '@vscode/l10n';
import { statfs } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Problem } from '../problem/problem';
import { formatBytes } from '../text/amounts';

/** Bytes that a user may still write where a path is or will be; undefined where the system does not tell. */
export async function freeBytes(path: string): Promise<number | undefined> {
  const found = await statfs(path).catch(() => undefined);
  // Some network drives say that they have no blocks at all.
  if (found) return found.blocks > 0 ? found.bavail * found.bsize : undefined;
  return dirname(path) === path ? undefined : freeBytes(dirname(path));
}

/**
 * @param reserve bytes that are to stay free
 * @param freeAt how many bytes may still be written at a path
 * @throws Problem `disk_full` where there is no room for so many bytes
 */
export async function requireRoom(
  path: string,
  bytes: number,
  reserve = 0,
  freeAt = freeBytes,
): Promise<void> {
  const free = await freeAt(path);
  if (free === undefined || free - bytes >= reserve) return;
  throw new Problem(
    'disk_full',
    l10n.t('There is too little room for {0}: {1} are free, {2} are needed.', basename(path), formatBytes(free), formatBytes(bytes + reserve)), // prettier-ignore
    l10n.t('Make room on the drive, or choose another folder.'),
  );
}
