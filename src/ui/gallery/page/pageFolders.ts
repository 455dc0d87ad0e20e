import { isDeepStrictEqual } from 'node:util';

/**
 * The folders that a page may read. The editor loads a page again whenever they are set to others, so that they are set
 * only where they differ.
 */
export class PageFolders {
  private known: readonly string[] | undefined;

  /** @param wanted what the page shows as things are now; absolute paths */
  constructor(
    private readonly wanted: () => readonly string[],
    private readonly set: (folders: readonly string[]) => void,
  ) {
    this.update();
  }

  /** What there is to show may have changed. */
  update(): void {
    const folders = this.wanted();
    if (isDeepStrictEqual(folders, this.known)) return;
    this.known = folders;
    this.set(folders);
  }
}
