import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../core/files/atomicWrite';
import type { Pictures } from '../../core/media/pictures';

/** How often a picture is tried that cannot be read: it may still be being written. */
const MOST_TRIES = 5;

/** A picture that a page shows small. */
export interface SmallPicture {
  /** The name of its small file, which is another one for each state of the picture. */
  readonly name: string;
  /** Absolute path of the picture itself. */
  readonly path: string;
}

/** Small pictures in a folder that a page may read: made once, one at a time. */
export class SmallPictures {
  private readonly tries = new Map<string, number>();
  private working: Promise<void> | undefined;

  /** @param pictures asked for when the first one is made */
  constructor(
    readonly folder: string,
    private readonly pictures: () => Promise<Pictures>,
  ) {}

  /** Where a small picture is, once it is made. */
  of({ name }: Pick<SmallPicture, 'name'>): string | undefined {
    const path = join(this.folder, name);
    return existsSync(path) ? path : undefined;
  }

  /** Makes those that are missing, the first one first. @param onMade called after each of them */
  make(wanted: readonly SmallPicture[], onMade: () => void, signal: AbortSignal): void {
    this.working ??= this.makeAll(wanted, onMade, signal).finally(() => (this.working = undefined));
  }

  private async makeAll(
    wanted: readonly SmallPicture[],
    onMade: () => void,
    signal: AbortSignal,
  ): Promise<void> {
    for (const picture of wanted) {
      const tries = this.tries.get(picture.name) ?? 0;
      if (tries >= MOST_TRIES || this.of(picture) !== undefined) continue;
      if (signal.aborted) return;
      this.tries.set(picture.name, tries + 1);
      try {
        const { bytes } = await (await this.pictures()).preview(await readFile(picture.path));
        await mkdir(this.folder, { recursive: true });
        await writeFileAtomic(join(this.folder, picture.name), bytes);
        onMade();
      } catch {
        // Another program may not have finished it: the next look tries again.
      }
    }
  }
}
