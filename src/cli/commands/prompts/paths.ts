import { statPath } from '../../../core/files/statPath';
import { dirname, join, relative, resolve } from 'node:path';
import { problemText } from '../../output';
import type { Row } from './report';

/** A folder or file of prompts that the call gave. */
export interface GivenPath {
  /** As the user wrote it. */
  readonly path: string;
  readonly absolute: string;
  /** The folder itself, or that of the file. Absolute. */
  readonly base: string;
}

/** Resolves the paths of a call. Those that lead nowhere are reported, and the rest is worked on all the same. */
export async function resolvePaths(
  paths: readonly string[],
): Promise<{ readonly given: readonly GivenPath[]; readonly missing: readonly Row[] }> {
  const given: GivenPath[] = [];
  const missing: Row[] = [];
  for (const path of paths) {
    try {
      const absolute = resolve(path);
      given.push({
        path,
        absolute,
        base: (await statPath(path)).isDirectory() ? absolute : dirname(absolute),
      });
    } catch (error) {
      missing.push({ path, reason: problemText(error) });
    }
  }
  return { given, missing };
}

/** The given paths by their folder: itself, or some of its files. */
export function filesByFolder(given: readonly GivenPath[]): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const { base, absolute } of given) {
    const paths = folders.get(base);
    if (paths) paths.push(absolute);
    else folders.set(base, [absolute]);
  }
  return folders;
}

/** Gives a file the name that is printed: the path that the user wrote, then the way from there to the file. */
export function displayNames(given: readonly GivenPath[]): (absolute: string) => string {
  const written = new Map(given.map(({ absolute, path }) => [absolute, path]));
  return (absolute) => {
    for (let root = absolute; ; root = dirname(root)) {
      const path = written.get(root);
      if (path !== undefined) return join(path, relative(root, absolute));
      if (root === dirname(root)) return relative(resolve(), absolute);
    }
  };
}
