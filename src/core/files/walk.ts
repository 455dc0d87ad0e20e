import { readdirSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { SKIPPED_FOLDERS } from './folderNames';

/** A folder that was read. */
export interface WalkedFolder {
  /** Absolute path with a separator at the end, to be put in front of a name. */
  readonly prefix: string;
  /** Relative to its root with forward slashes and one at the end; empty for the root. */
  readonly relative: string;
  /** Names of regular files, in no order. */
  readonly files: readonly string[];
  /** Names of links to anything but folders, of links that lead nowhere, and of pipes and devices. */
  readonly others: readonly string[];
}

export interface WalkOptions {
  /** Whether a folder is skipped with all in it; called with its path relative to the root and a slash at the end. */
  readonly isIgnored?: ((relative: string) => boolean) | undefined;
  /** Called with the absolute path of a folder that could not be read; the walk goes on. */
  readonly onUnreadable: (path: string, error: unknown) => void;
}

interface Folder {
  readonly path: string;
  readonly relative: string;
}

/** What one folder holds. */
interface Entries extends Pick<WalkedFolder, 'files' | 'others'> {
  readonly folders: string[];
  readonly links: string[];
}

/**
 * Walks through folders on the calling thread and gives each of them once: a folder before the folders in it, these by
 * name, and the roots in their order. Linked folders come last, so that a folder that is also there without a link is
 * found there. To cancel the walk, stop iterating.
 * @param roots absolute paths
 */
export function* walkFolders(
  roots: readonly string[],
  { isIgnored, onUnreadable }: WalkOptions,
): Generator<WalkedFolder, void, void> {
  /** Device and inode of the folders that were visited. */
  const visited = new Set<string>();
  const linked: Folder[] = [];
  const starts = roots.map((path): Folder => ({ path, relative: '' }));
  for (let start = starts.shift(); start; start = starts.shift() ?? linked.shift()) {
    const stack = [start];
    for (let folder = stack.pop(); folder; folder = stack.pop()) {
      const { path, relative } = folder;
      const prefix = path.endsWith(sep) ? path : path + sep;
      const enter = (names: string[]): Folder[] =>
        names
          .sort()
          .map((name) => ({ path: prefix + name, relative: `${relative}${name}/` }))
          .filter((each) => isIgnored?.(each.relative) !== true);
      let entries: Entries | undefined;
      try {
        if (isFirstVisit(path, visited)) entries = readFolder(prefix);
        if (!entries) continue;
        linked.push(...enter(entries.links));
        stack.push(...enter(entries.folders).reverse());
      } catch (error) {
        onUnreadable(path, error);
        continue;
      }
      yield { prefix, relative, files: entries.files, others: entries.others };
    }
  }
}

function isFirstVisit(path: string, visited: Set<string>): boolean {
  const { dev, ino } = statSync(path);
  const identity = `${dev}:${ino}`;
  if (visited.has(identity)) return false;
  visited.add(identity);
  return true;
}

function readFolder(prefix: string): Entries {
  const entries = {
    files: [] as string[],
    others: [] as string[],
    folders: [] as string[],
    links: [] as string[],
  };
  for (const entry of readdirSync(prefix, { withFileTypes: true })) {
    const { name } = entry;
    if (entry.isFile()) entries.files.push(name);
    else if (SKIPPED_FOLDERS.has(name)) continue;
    else if (entry.isDirectory()) entries.folders.push(name);
    else if (leadsToFolder(prefix + name)) entries.links.push(name);
    else entries.others.push(name);
  }
  return entries;
}

function leadsToFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Only the caller knows whether a file of that name is missed.
    return false;
  }
}
