import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { renameWithRetry } from '../files/atomicWrite';
import type { Problem } from '../problem/problem';
import { toProblem } from '../problem/toProblem';
import { newHoldingFolder } from './holdingFolders';
import { shrinkJournalFile, writeJournalFile } from './journalFile';
import { undoEntry, type UndoEntry } from './undoEntry';
import type { RunTitle, UndoRuns } from './undoRuns';

/** A file that was to go with another one and stayed. */
export interface HeldAlong {
  readonly path: string;
  readonly problem: Problem;
}

/** Keeps, for one run, what files held before it changes them. The run is there once the first file is kept. */
export class UndoRecorder {
  private folder: Promise<string> | undefined;
  private kept = 0;
  /** By the folder that each is in. */
  private readonly holding = new Map<string, Promise<string>>();

  constructor(
    private readonly runs: UndoRuns,
    private readonly title: RunTitle,
    private readonly clock: () => Date,
  ) {}

  /**
   * Keeps what a file holds, and returns when that is safe on the disk. To be called right before the file is changed.
   * @param before its bytes, or undefined where there is no such file
   * @param after what it is to hold, or undefined where it is to be removed
   * @throws Problem where it cannot be kept: the file must not be changed then
   */
  async keep(path: string, before: Uint8Array | undefined, after: Uint8Array | undefined): Promise<void> {
    await writeJournalFile(await this.begin(), this.kept++, 0, [undoEntry(path, before, after)]);
  }

  /**
   * Deletes a file, so that Undo brings it back: it is moved into a holding folder on its own drive, whatever its size.
   * @param path absolute; the holding folder is in its folder
   * @param along what goes with it, in the same folder or below it; one that cannot be moved stays
   * @returns what stayed
   * @throws Problem where it stays where it is, and all with it
   */
  async hold(path: string, along: readonly string[] = []): Promise<HeldAlong[]> {
    const run = await this.begin();
    const folder = dirname(path);
    const stayed: HeldAlong[] = [];
    let journalFile: string | undefined;
    let moved: UndoEntry[] = [];
    try {
      const made = this.holding.get(folder) ?? newHoldingFolder(run, folder);
      this.holding.set(folder, made);
      const holding = await made;
      const entries = [path, ...along].map((each) => ({
        path: each,
        before: null,
        after: null,
        held: join(holding, relative(folder, each)),
      }));
      journalFile = await writeJournalFile(run, this.kept++, 0, entries);
      for (const entry of entries) {
        try {
          await mkdir(dirname(entry.held), { recursive: true });
          await renameWithRetry(entry.path, entry.held);
          moved = [...moved, entry];
        } catch (error) {
          const problem = toProblem(error, basename(entry.path));
          if (entry.path === path) throw problem;
          stayed.push({ path: entry.path, problem });
        }
      }
      return stayed;
    } catch (error) {
      throw toProblem(error, basename(path));
    } finally {
      // What stayed there needs no entry; one that could not be removed does no harm.
      if (journalFile !== undefined) await shrinkJournalFile(journalFile, moved).catch(() => undefined);
    }
  }

  /** Lets the run go where nothing was changed in it after all. */
  async end(): Promise<void> {
    if (this.folder) await this.runs.forgetIfEmpty(await this.folder);
  }

  private begin(): Promise<string> {
    this.folder ??= this.runs.begin(this.title, this.clock());
    return this.folder;
  }
}
