import { writeJournalFile } from './journalFile';
import { undoEntry } from './undoEntry';
import type { RunTitle, UndoRuns } from './undoRuns';

/** Keeps, for one run, what files held before it changes them. The run is there once the first file is kept. */
export class UndoRecorder {
  private folder: Promise<string> | undefined;
  private kept = 0;

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
    this.folder ??= this.runs.begin(this.title, this.clock());
    const folder = await this.folder;
    await writeJournalFile(folder, this.kept++, 0, [undoEntry(path, before, after)]);
  }
}
