import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { Problem } from '../core/files/problem';
import { toProblem } from '../core/files/toProblem';
import { EXIT } from './output';
import type { Session } from './session';

/** A folder or file of prompts that a person named. */
export interface NamedPath {
  /** As the person wrote it. */
  readonly path: string;
  readonly absolute: string;
  /** The folder itself, or that of the file. Absolute. */
  readonly base: string;
}

/** What paths mean. One that is missing is told, and makes `code` 1; the rest is worked on all the same. */
export async function namedPaths(
  { output }: Session,
  paths: readonly string[],
): Promise<{ readonly named: readonly NamedPath[]; readonly code: number }> {
  const named: NamedPath[] = [];
  for (const path of paths) {
    try {
      const absolute = resolve(path);
      named.push({ path, absolute, base: (await isFolder(path)) ? absolute : dirname(absolute) });
    } catch (error) {
      output.problem(error);
    }
  }
  return { named, code: named.length < paths.length ? EXIT.failed : EXIT.ok };
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
