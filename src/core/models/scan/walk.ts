import { readdirSync, statSync } from 'node:fs';
import { basename, sep } from 'node:path';
import ignore from 'ignore';
import type { ProblemInfo } from '../../problem/problem';
import { problemInfo, toProblem } from '../../problem/toProblem';
import { isModelFile, type ModelFile } from '../modelFile';

/** Other tools' waste and picture folders, and what is no library at all. */
const IGNORED_FOLDERS: ReadonlySet<string> = new Set([
  '.lm-pending-delete',
  '.previews',
  '.git',
  'node_modules',
]);
/** In the names of half-written files; other endings of theirs (`.part`, `.aria2`, …) are no model's anyway. */
const TEMPORARY = '.tmp-';
const SIDECAR_ENDING = '.metadata.json';

export interface Walk {
  readonly files: ModelFile[];
  readonly missing: boolean;
  readonly unreadable: { path: string; problem: ProblemInfo }[];
}

interface WalkState {
  /** By the patterns; of a path relative to the root, with a slash at the end for a folder. */
  readonly isIgnored: (path: string) => boolean;
  /** Device and inode of the folders that were visited. */
  readonly seen: Set<string>;
  readonly linked: Folder[];
  readonly files: ModelFile[];
  readonly unreadable: { path: string; problem: ProblemInfo }[];
}

interface Folder {
  /** Absolute path. */
  readonly path: string;
  /** Relative to the root with forward slashes and one at the end; empty for the root. */
  readonly relative: string;
}

/**
 * Finds the model files below a folder, on the calling thread.
 * @param root absolute path
 * @param patterns in the syntax of .gitignore, relative to `root`
 */
export function walk(root: string, patterns: readonly string[]): Walk {
  const state: WalkState = {
    // Asking costs as much as the rest of the scan, so nobody is asked when there is nothing to ignore.
    isIgnored: patterns.length === 0 ? () => false : ignores(patterns),
    seen: new Set(),
    linked: [],
    files: [],
    unreadable: [],
  };
  if (isMissing(root)) return { files: [], missing: true, unreadable: [] };
  walkFolder({ path: root, relative: '' }, state);
  // Links last, so that a folder that is also there without a link is found there, whatever the order of names.
  for (let link = state.linked.shift(); link; link = state.linked.shift()) walkFolder(link, state);
  return { files: state.files, missing: false, unreadable: state.unreadable };
}

/** A root that is there but may not be read is not missing: the walk reports it. */
function isMissing(root: string): boolean {
  try {
    return !statSync(root).isDirectory();
  } catch (error) {
    return toProblem(error, basename(root)).code === 'missing';
  }
}

function ignores(patterns: readonly string[]): (path: string) => boolean {
  const matcher = ignore().add([...patterns]);
  return (path) => matcher.ignores(path);
}

function walkFolder(start: Folder, state: WalkState): void {
  const stack = [start];
  for (let folder = stack.pop(); folder; folder = stack.pop()) {
    try {
      stack.push(...visit(folder, state).reverse());
    } catch (error) {
      reportUnreadable(folder.path, error, state);
    }
  }
}

/** Takes the model files of one folder and returns the folders in it. */
function visit(folder: Folder, state: WalkState): Folder[] {
  const { dev, ino } = statSync(folder.path);
  const identity = `${dev}:${ino}`;
  if (state.seen.has(identity)) return [];
  state.seen.add(identity);

  const prefix = folder.path.endsWith(sep) ? folder.path : folder.path + sep;
  const sidecars = new Set<string>();
  const models: string[] = [];
  const folders: string[] = [];
  const links: string[] = [];
  for (const entry of readdirSync(folder.path, { withFileTypes: true })) {
    const { name } = entry;
    if (IGNORED_FOLDERS.has(name)) continue;
    if (entry.isDirectory()) folders.push(name);
    else if (name.endsWith(SIDECAR_ENDING)) sidecars.add(name);
    else if (entry.isSymbolicLink() && linksToFolder(prefix + name)) links.push(name);
    else if (isModelFile(name) && !name.includes(TEMPORARY)) models.push(name);
  }

  for (const name of models.sort()) {
    if (!state.isIgnored(folder.relative + name))
      addFile(prefix + name, sidecars.has(name + SIDECAR_ENDING), state);
  }
  const wanted = (names: string[]): Folder[] =>
    names
      .sort()
      .map((name) => ({ path: prefix + name, relative: `${folder.relative}${name}/` }))
      .filter((each) => !state.isIgnored(each.relative));
  state.linked.push(...wanted(links));
  return wanted(folders);
}

function addFile(path: string, hasSidecar: boolean, state: WalkState): void {
  try {
    const stat = statSync(path);
    // A pipe or a device may have any name.
    if (!stat.isFile()) return;
    const { size, mtimeMs, ino } = stat;
    const beside = hasSidecar ? statSync(path + SIDECAR_ENDING, { throwIfNoEntry: false }) : undefined;
    const sidecar = beside && { size: beside.size, mtimeMs: beside.mtimeMs };
    state.files.push({ path, size, mtimeMs, ino, ...(sidecar && { sidecar }) });
  } catch (error) {
    reportUnreadable(path, error, state);
  }
}

function linksToFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // It leads nowhere: a model of that name is reported when it is read, anything else is none of ours.
    return false;
  }
}

function reportUnreadable(path: string, error: unknown, state: WalkState): void {
  state.unreadable.push({ path, problem: problemInfo(toProblem(error, basename(path))) });
}
