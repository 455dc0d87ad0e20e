import * as l10n from '@vscode/l10n';
import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import sanitize from 'sanitize-filename';
import { Problem } from '../problem/problem';
import { isInside } from './expandPath';

/** Room for our own endings within the 255 bytes that file systems allow. */
const LONGEST_BYTES = 200;

/**
 * A file name made of a name from the network: no folders, no characters or names that some system reserves (`CON`,
 * trailing dots, control characters), not too long.
 * @param fallback used when nothing is left
 */
export function safeName(name: string, fallback: string): string {
  // What is trimmed at the ends must not uncover a reserved name, nor may what is cut off at the end.
  const clean = sanitize(trimmed(name), { replacement: '_' });
  // By code points: half a surrogate pair is no name.
  const letters = Array.from(trimmed(clean));
  while (Buffer.byteLength(letters.join('')) > LONGEST_BYTES) letters.pop();
  const short = trimmed(letters.join(''));
  return /^_*$/.test(short) ? fallback : short;
}

function trimmed(name: string): string {
  return name.replace(/^[\s.]+|[\s.]+$/g, '');
}

/**
 * A path below a folder.
 * @throws Problem `unsafe_name` where the segments lead out of it
 */
export function resolveInside(folder: string, ...segments: readonly string[]): string {
  const path = resolve(folder, ...segments);
  const way = relative(resolve(folder), path);
  const leaves = way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  if (leaves || segments.some((segment) => segment.includes('\0'))) {
    throw new Problem(
      'unsafe_name',
      l10n.t('A name leads out of its folder.'),
      l10n.t('The file that names it was changed by another program.'),
    );
  }
  return path;
}

/** Whether links in a path below a folder lead out of that folder; what is not there leads nowhere. */
export async function leadsOut(folder: string, path: string): Promise<boolean> {
  const target = await realpath(path).catch(() => undefined);
  return target !== undefined && !isInside(target, await realpath(folder));
}
