import { statSync } from 'node:fs';
import { basename } from 'node:path';
import ignore from 'ignore';
import { walkFolders, type WalkedFolder } from '../../files/walk';
import type { ProblemInfo } from '../../problem/problem';
import { problemInfo, toProblem } from '../../problem/toProblem';
import { isModelFile, type ScannedFile } from '../modelFile';
import { PipelineParts } from './pipelineParts';
import { SIDECAR_SUFFIX } from '../sidecar/path';
import { withSidecar } from './statModel';

/** In the names of half-written files; other endings of theirs (`.part`, `.aria2`, …) are no model's anyway. */
const TEMPORARY = '.tmp-';

/** The model files below a folder. */
export interface FoundModels {
  readonly files: ScannedFile[];
  /** The root is not there, or is no folder. */
  readonly missing: boolean;
  /** Folders and files that could not be read. Absolute paths. */
  readonly unreadable: { path: string; problem: ProblemInfo }[];
}

/**
 * Finds the model files below a folder, on the calling thread.
 * @param root absolute path
 * @param patterns in the syntax of .gitignore, relative to `root`
 */
export function findModelFiles(root: string, patterns: readonly string[]): FoundModels {
  const files: ScannedFile[] = [];
  const unreadable: FoundModels['unreadable'] = [];
  if (isMissing(root)) return { files, missing: true, unreadable };
  const onUnreadable = (path: string, error: unknown): void => {
    unreadable.push({ path, problem: problemInfo(toProblem(error, basename(path))) });
  };
  // Matching costs as much as the rest of the scan: it is left out where there are no patterns.
  const isIgnored = patterns.length === 0 ? undefined : matcher(patterns);
  const parts = new PipelineParts();
  for (const folder of walkFolders([root], { isIgnored, onUnreadable })) {
    if (parts.includes(folder)) continue;
    const { models, sidecars } = sortOut(folder);
    for (const name of models) {
      if (isIgnored?.(folder.relative + name)) continue;
      const path = folder.prefix + name;
      try {
        const file = statFile(path, sidecars.has(name + SIDECAR_SUFFIX));
        if (file) files.push(file);
      } catch (error) {
        onUnreadable(path, error);
      }
    }
  }
  return { files, missing: false, unreadable };
}

/** A root that is there but may not be read is not missing: the walk reports it. */
function isMissing(root: string): boolean {
  try {
    return !statSync(root).isDirectory();
  } catch (error) {
    return toProblem(error, basename(root)).code === 'missing';
  }
}

function matcher(patterns: readonly string[]): (relative: string) => boolean {
  const matching = ignore().add([...patterns]);
  return (relative) => matching.ignores(relative);
}

/** The names of the model files of a folder, sorted, and those of its sidecars. */
function sortOut({ files, others }: WalkedFolder): {
  readonly models: readonly string[];
  readonly sidecars: ReadonlySet<string>;
} {
  const models: string[] = [];
  const sidecars = new Set<string>();
  for (const names of [files, others]) {
    for (const name of names) {
      if (name.endsWith(SIDECAR_SUFFIX)) sidecars.add(name);
      else if (isModelFile(name) && !name.includes(TEMPORARY)) models.push(name);
    }
  }
  return { models: models.sort(), sidecars };
}

/** @returns undefined for a pipe or a device, which may have any name */
function statFile(path: string, hasSidecar: boolean): ScannedFile | undefined {
  const stat = statSync(path);
  if (!stat.isFile()) return undefined;
  const { size, mtimeMs, ino } = stat;
  const file = { path, size, mtimeMs, ino };
  return hasSidecar ? withSidecar(file) : file;
}
