import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/atomicWrite';
import type { Pictures } from './pictures';

/** How often a picture is tried that cannot be read: it may still be being written. */
const MOST_TRIES = 5;
/** Where a folder has more small pictures than this, the oldest go. */
const MOST_FILES = 5000;

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
  /** Those to be made, the next one last. */
  private wanted: SmallPicture[] = [];
  private working: Promise<void> | undefined;
  private isTrimmed = false;

  /**
   * @param folder absolute
   * @param pictures asked for when the first one is made
   */
  constructor(
    readonly folder: string,
    private readonly pictures: () => Promise<Pictures>,
    private readonly mostFiles = MOST_FILES,
  ) {}

  /** Where a small picture is, once it is made. */
  of({ name }: Pick<SmallPicture, 'name'>): string | undefined {
    const path = join(this.folder, name);
    return existsSync(path) ? path : undefined;
  }

  /**
   * Makes those that are missing, the first one first, before those that were wanted earlier: what is in sight now
   * matters most.
   * @param onMade called after each of them
   */
  make(wanted: readonly SmallPicture[], onMade: (made: SmallPicture) => void, signal: AbortSignal): void {
    const names = new Set(wanted.map(({ name }) => name));
    this.wanted = [...this.wanted.filter(({ name }) => !names.has(name)), ...[...wanted].reverse()];
    this.working ??= this.makeAll(onMade, signal).finally(() => (this.working = undefined));
  }

  private async makeAll(onMade: (made: SmallPicture) => void, signal: AbortSignal): Promise<void> {
    await this.trim();
    for (let picture = this.wanted.pop(); picture && !signal.aborted; picture = this.wanted.pop()) {
      const tries = this.tries.get(picture.name) ?? 0;
      if (tries >= MOST_TRIES || this.of(picture) !== undefined) continue;
      this.tries.set(picture.name, tries + 1);
      try {
        const { bytes } = await (await this.pictures()).preview(await readFile(picture.path));
        await mkdir(this.folder, { recursive: true });
        await writeFileAtomic(join(this.folder, picture.name), bytes);
        onMade(picture);
      } catch {
        // Another program may not have finished it: the next look tries again.
      }
    }
  }

  /** Lets the oldest go, once a session: they are made again when they are looked at. */
  private async trim(): Promise<void> {
    if (this.isTrimmed) return;
    this.isTrimmed = true;
    const names = await readdir(this.folder).catch((): string[] => []);
    if (names.length <= this.mostFiles) return;
    const files = await Promise.all(
      names.map(async (name) => ({ name, time: (await stat(join(this.folder, name)).catch(() => undefined))?.mtimeMs ?? 0 })), // prettier-ignore
    );
    files.sort((one, other) => one.time - other.time);
    for (const { name } of files.slice(0, files.length - this.mostFiles))
      await rm(join(this.folder, name), { force: true }).catch(() => undefined);
  }
}
