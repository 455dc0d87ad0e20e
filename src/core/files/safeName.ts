import { isAbsolute, relative, resolve, sep } from 'node:path';
import sanitize from 'sanitize-filename';
import { Problem } from './problem';

/** Room for our own endings within the 255 bytes that file systems allow. */
const LONGEST_BYTES = 200;

/**
 * A file name made of a name from the network: no folders, no characters or names that some system reserves (`CON`,
 * trailing dots, control characters), not too long.
 * @param fallback used when nothing is left
 */
export function safeName(name: string, fallback: string): string {
  const clean = sanitize(name, { replacement: '_' }).replace(/^[\s.]+|[\s.]+$/g, '');
  let short = clean;
  while (Buffer.byteLength(short) > LONGEST_BYTES) short = short.slice(0, -1);
  return /^_*$/.test(short) ? fallback : short;
}

/**
 * A path below a folder.
 * @throws Problem `unsafe_name` where the parts lead out of it
 */
export function resolveInside(folder: string, ...parts: readonly string[]): string {
  const path = resolve(folder, ...parts);
  const way = relative(resolve(folder), path);
  const leaves = way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  if (leaves || parts.some((part) => part.includes('\0'))) {
    throw new Problem(
      'unsafe_name',
      'A name leads out of its folder.',
      'The file that names it was changed by somebody.',
    );
  }
  return path;
}
