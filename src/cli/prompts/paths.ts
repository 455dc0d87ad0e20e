import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { Problem } from '../../core/problem/problem';
import { toProblem } from '../../core/problem/toProblem';
import { problemText } from '../output';
import type { Row } from './report';

/** A folder or file of prompts that a person named. */
export interface NamedPath {
  /** As the person wrote it. */
  readonly path: string;
  readonly absolute: string;
  /** The folder itself, or that of the file. Absolute. */
  readonly base: string;
}

/** What paths mean, and which of them mean nothing: the rest is worked on all the same. */
export async function namedPaths(
  paths: readonly string[],
): Promise<{ readonly named: readonly NamedPath[]; readonly missing: readonly Row[] }> {
  const named: NamedPath[] = [];
  const missing: Row[] = [];
  for (const path of paths) {
    try {
      const absolute = resolve(path);
      named.push({ path, absolute, base: (await isFolder(path)) ? absolute : dirname(absolute) });
    } catch (error) {
      missing.push({ path, reason: problemText(error) });
    }
  }
  return { named, missing };
}

/** What was named of each folder: itself, or some of its files. */
export function byFolder(named: readonly NamedPath[]): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const { base, absolute } of named) {
    const paths = folders.get(base);
    if (paths) paths.push(absolute);
    else folders.set(base, [absolute]);
  }
  return folders;
}

/** How files are called: as the person wrote them or the folder, and then from there. */
export function namer(named: readonly NamedPath[]): (absolute: string) => string {
  const written = new Map(named.map(({ absolute, path }) => [absolute, path]));
  return (absolute) => {
    for (let root = absolute; ; root = dirname(root)) {
      const path = written.get(root);
      if (path !== undefined) return join(path, relative(root, absolute));
      if (root === dirname(root)) return relative(resolve(), absolute);
    }
  };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const problem = toProblem(error, path);
    if (problem.code !== 'missing') throw problem;
    throw new Problem('missing', `There is no ${path}.`, 'Check the path, and that its drive is there.');
  }
}
