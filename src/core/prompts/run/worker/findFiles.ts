import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { Problem } from '../../../problem/problem';
import { problemInfo, toProblem } from '../../../problem/toProblem';
import { FILTER_FILES } from '../../filter/filterFiles';
import type { FailedFile, Place } from '../types';

/** What no person keeps prompts in. */
const IGNORED_FOLDERS: ReadonlySet<string> = new Set([
  '.lm-pending-delete',
  '.previews',
  '.git',
  'node_modules',
]);
const FILTER_NAMES: ReadonlySet<string> = new Set(
  Object.values(FILTER_FILES).map((name) => name.toLowerCase()),
);

export interface FoundFiles {
  /** Sorted by path. */
  readonly files: readonly FoundFile[];
  /** What could not be looked at. */
  readonly failed: readonly FailedFile[];
}

export interface FoundFile {
  readonly path: string;
  /** The index of the place that the file belongs to. */
  readonly place: number;
}

/**
 * Finds the prompt files of several places, each once, on the calling thread: every `.txt` below the folders but for
 * the files of filter words, and the files that are named themselves. Linked folders are followed once; what can be
 * reached without a link is found there. A file in two places belongs to the one with the nearest base.
 */
export function findFiles(places: readonly Place[]): FoundFiles {
  const finder = new Finder();
  for (const path of places.flatMap(({ paths }) => paths)) finder.start(path);
  const paths = finder.finish();
  return {
    files: paths.map((path) => ({ path, place: placeOf(path, places) })),
    failed: finder.failed,
  };
}

/** Which of the places a file belongs to; -1 for none. */
export function placeOf(path: string, places: readonly Place[]): number {
  if (places.length === 1) return 0;
  let nearest = -1;
  places.forEach(({ base, paths }, index) => {
    const length = places[nearest]?.base.length ?? -1;
    if (base.length > length && paths.some((each) => isIn(path, each))) nearest = index;
  });
  return nearest;
}

/** By the text alone: it is asked for each of many files, and they were found below these very paths. */
function isIn(path: string, folder: string): boolean {
  if (!path.startsWith(folder)) return false;
  return path.length === folder.length || folder.endsWith(sep) || path.startsWith(sep, folder.length);
}

class Finder {
  readonly failed: FailedFile[] = [];
  private readonly files = new Set<string>();
  /** Device and inode of the folders that were visited. */
  private readonly seen = new Set<string>();
  private readonly linkedFolders: string[] = [];
  private readonly linkedFiles = new Set<string>();

  /** Takes a folder with all in it, or a file whatever its name ends with. */
  start(path: string): void {
    try {
      const stat = statSync(path);
      if (stat.isDirectory()) this.walk(path);
      else if (stat.isFile()) (lstatSync(path).isSymbolicLink() ? this.linkedFiles : this.files).add(path);
      else
        throw new Problem('unreadable', `${basename(path)} is no file.`, 'Choose a text file or a folder.');
    } catch (error) {
      this.fail(path, error);
    }
  }

  /** Links last, so that what is also there without a link is found there, whatever the order of names. */
  finish(): string[] {
    for (let link = this.linkedFolders.shift(); link !== undefined; link = this.linkedFolders.shift()) {
      this.walk(link);
    }
    this.addLinkedFiles();
    return [...this.files].sort();
  }

  private walk(root: string): void {
    const stack = [root];
    for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
      try {
        stack.push(...this.visit(folder));
      } catch (error) {
        this.fail(folder, error);
      }
    }
  }

  /** Takes the prompt files of one folder and returns the folders in it. */
  private visit(folder: string): string[] {
    const { dev, ino } = statSync(folder);
    const identity = `${dev}:${ino}`;
    if (this.seen.has(identity)) return [];
    this.seen.add(identity);
    const prefix = folder.endsWith(sep) ? folder : folder + sep;
    const folders: string[] = [];
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const { name } = entry;
      const path = prefix + name;
      if (IGNORED_FOLDERS.has(name)) continue;
      if (entry.isFile()) {
        if (isPromptName(name)) this.files.add(path);
      } else if (entry.isDirectory()) folders.push(path);
      else this.addOther(entry, path);
    }
    return folders;
  }

  private addOther(entry: Dirent, path: string): void {
    let stat;
    try {
      stat = statSync(path);
    } catch (error) {
      // A link that leads nowhere is worth a word only where a prompt file should be.
      if (isPromptName(entry.name)) this.fail(path, error);
      return;
    }
    if (stat.isDirectory()) this.linkedFolders.push(path);
    else if (stat.isFile() && isPromptName(entry.name)) this.linkedFiles.add(path);
  }

  /** A file that is found without its link is changed there; of several links to one elsewhere the first counts. */
  private addLinkedFiles(): void {
    if (this.linkedFiles.size === 0) return;
    const folders = new Map<string, string>();
    const realFolder = (folder: string) => {
      const real = folders.get(folder) ?? realpathSync(folder);
      folders.set(folder, real);
      return real;
    };
    const taken = new Set([...this.files].map((path) => join(realFolder(dirname(path)), basename(path))));
    for (const link of [...this.linkedFiles].sort()) {
      const target = realpathSync(link);
      if (taken.has(target)) continue;
      taken.add(target);
      this.files.add(link);
    }
  }

  private fail(path: string, error: unknown): void {
    this.failed.push({ path, problem: problemInfo(toProblem(error, basename(path))) });
  }
}

function isPromptName(name: string): boolean {
  if (name.length < 4 || name.charCodeAt(name.length - 4) !== 0x2e) return false;
  const lower = name.toLowerCase();
  return lower.endsWith('.txt') && !FILTER_NAMES.has(lower);
}
