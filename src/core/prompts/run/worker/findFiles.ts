import * as l10n from '@vscode/l10n';
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { INFOTEXT_ENDING } from '../../../files/infotextEnding';
import { walkFolders } from '../../../files/walk';
import { Problem } from '../../../problem/problem';
import { problemInfo, toProblem } from '../../../problem/toProblem';
import { isFilterFile } from '../../filter/filterNames';
import type { FailedFile, Place } from '../types';

export interface FoundFiles {
  /** Sorted by path. */
  readonly files: readonly FoundFile[];
  /** What could not be read. */
  readonly failed: readonly FailedFile[];
}

export interface FoundFile {
  readonly path: string;
  /** The index of the place that the file belongs to. */
  readonly place: number;
}

/**
 * Finds the prompt files of several places, each once, on the calling thread: every `.txt` below the folders except
 * the files of filter words, and the files that are given themselves. Linked folders are followed once; what can be
 * reached without a link is found there. A file in two places belongs to the one with the nearest base.
 */
export function findFiles(places: readonly Place[]): FoundFiles {
  const finder = new Finder();
  finder.find(places.flatMap(({ paths }) => paths));
  return {
    files: finder.sorted().map((path) => ({ path, place: placeOf(path, places) })),
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

/** Compares texts only: this is asked for each of many files, all found below these very paths. */
function isIn(path: string, folder: string): boolean {
  if (!path.startsWith(folder)) return false;
  return path.length === folder.length || folder.endsWith(sep) || path.startsWith(sep, folder.length);
}

class Finder {
  readonly failed: FailedFile[] = [];
  private readonly files = new Set<string>();
  private readonly linkedFiles = new Set<string>();

  /** Adds the prompt files below folders, and files whatever their names end with. */
  find(paths: readonly string[]): void {
    const folders: string[] = [];
    for (const path of paths) {
      this.attempt(path, () => {
        if (statSync(path).isDirectory()) folders.push(path);
        else this.addGiven(path);
      });
    }
    const onUnreadable = (path: string, error: unknown) => this.fail(path, error);
    for (const { prefix, files, others } of walkFolders(folders, { onUnreadable })) {
      for (const name of files) if (isPromptName(name)) this.files.add(prefix + name);
      // A link that leads nowhere is reported only where a prompt file should be.
      for (const name of others.filter(isPromptName)) {
        const path = prefix + name;
        this.attempt(path, () => statSync(path).isFile() && this.linkedFiles.add(path));
      }
    }
    this.addLinkedFiles();
  }

  sorted(): string[] {
    return [...this.files].sort();
  }

  private addGiven(path: string): void {
    if (!statSync(path).isFile())
      throw new Problem(
        'unreadable',
        l10n.t('{0} is no file.', basename(path)),
        l10n.t('Choose a text file or a folder.'),
      );
    (lstatSync(path).isSymbolicLink() ? this.linkedFiles : this.files).add(path);
  }

  /** Adds linked files, but no file twice: one that was found without a link stays there, else its first link counts. */
  private addLinkedFiles(): void {
    if (this.linkedFiles.size === 0) return;
    const folders = new Map<string, string>();
    const realFolder = (folder: string) => {
      const real = folders.get(folder) ?? realpathSync(folder);
      folders.set(folder, real);
      return real;
    };
    const found = new Set([...this.files].map((path) => join(realFolder(dirname(path)), basename(path))));
    for (const link of [...this.linkedFiles].sort()) {
      const target = realpathSync(link);
      if (found.has(target)) continue;
      found.add(target);
      this.files.add(link);
    }
  }

  private attempt(path: string, work: () => unknown): void {
    try {
      work();
    } catch (error) {
      this.fail(path, error);
    }
  }

  private fail(path: string, error: unknown): void {
    this.failed.push({ path, problem: problemInfo(toProblem(error, basename(path))) });
  }
}

function isPromptName(name: string): boolean {
  if (name.length < 4 || name.charCodeAt(name.length - 4) !== 0x2e) return false;
  const lower = name.toLowerCase();
  return lower.endsWith('.txt') && !lower.endsWith(INFOTEXT_ENDING) && !isFilterFile(name);
}
