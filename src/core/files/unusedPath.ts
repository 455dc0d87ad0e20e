import { lstat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { errnoOf } from '../problem/toProblem';

const MOST_TRIES = 10_000;

/**
 * A path that no file has: the one that is asked for, else with a number behind its name, `a (2).png`.
 * @param taken further paths that are not to be used
 * @throws the error of the system where the folder cannot be looked at
 */
export async function unusedPath(path: string, taken: ReadonlySet<string> = new Set()): Promise<string> {
  const ending = extname(path);
  const stem = join(dirname(path), basename(path, ending));
  for (let number = 1; number < MOST_TRIES; number++) {
    const candidate = number === 1 ? path : `${stem} (${number})${ending}`;
    if (!taken.has(candidate) && (await isUnused(candidate))) return candidate;
  }
  return path;
}

async function isUnused(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return true;
    throw error;
  }
}
