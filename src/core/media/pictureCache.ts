import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { writeFileAtomic } from '../files/atomicWrite';

/** More at a time would not be faster. */
const STATS_AT_ONCE = 16;
/** So much of its bounds stays where files have to go: else each new one would make another go. */
const KEPT_SHARE = 0.9;

/** How much a cache holds at most. Other windows fill the same folder: together they may pass it for a while. */
export interface CacheBounds {
  readonly files: number;
  readonly bytes: number;
}

/** Files that can be made again, in a folder that a page may read: where they are too many, those go that were not used for longest. */
export class PictureCache {
  /** Bytes by name, the one that was used longest ago first. */
  private files: Promise<Map<string, number>> | undefined;
  private bytes = 0;
  /** Those that were used by this process: the time of their last use is on the disk. */
  private readonly used = new Set<string>();

  /** @param folder absolute; made when the first file is added */
  constructor(
    readonly folder: string,
    private readonly bounds: CacheBounds,
  ) {}

  /** Where a file is; undefined where it is not there. It counts as used now. */
  of(name: string): string | undefined {
    const path = join(this.folder, name);
    if (!existsSync(path)) return undefined;
    void this.use(name, path);
    return path;
  }

  /** @returns its absolute path. @throws Problem of writing */
  async add(name: string, bytes: Uint8Array): Promise<string> {
    const path = join(this.folder, name);
    await mkdir(this.folder, { recursive: true });
    const files = await this.read();
    await writeFileAtomic(path, bytes);
    this.bytes += bytes.length - (files.get(name) ?? 0);
    files.delete(name);
    files.set(name, bytes.length);
    this.used.add(name);
    await this.trim(files);
    return path;
  }

  private async use(name: string, path: string): Promise<void> {
    const files = await this.files;
    const size = files?.get(name);
    if (files && size !== undefined) {
      files.delete(name);
      files.set(name, size);
    }
    if (this.used.has(name)) return;
    this.used.add(name);
    const now = new Date();
    // A folder that may only be read has no order of use.
    await utimes(path, now, now).catch(() => undefined);
  }

  private read(): Promise<Map<string, number>> {
    this.files ??= this.list();
    return this.files;
  }

  private async list(): Promise<Map<string, number>> {
    const names = await readdir(this.folder).catch((): string[] => []);
    const found = await pLimit(STATS_AT_ONCE).map(names, async (name) => {
      const file = await stat(join(this.folder, name)).catch(() => undefined);
      return file?.isFile() ? [{ name, size: file.size, at: file.mtimeMs }] : [];
    });
    const files = found.flat().sort((one, other) => one.at - other.at);
    this.bytes = files.reduce((sum, { size }) => sum + size, 0);
    return new Map(files.map(({ name, size }) => [name, size]));
  }

  private async trim(files: Map<string, number>): Promise<void> {
    if (files.size <= this.bounds.files && this.bytes <= this.bounds.bytes) return;
    const [mostFiles, mostBytes] = [this.bounds.files * KEPT_SHARE, this.bounds.bytes * KEPT_SHARE];
    const gone: string[] = [];
    for (const [name, size] of files) {
      // The one that was just added stays, however large.
      if ((files.size <= mostFiles && this.bytes <= mostBytes) || files.size === 1) break;
      files.delete(name);
      this.used.delete(name);
      this.bytes -= size;
      gone.push(name);
    }
    await Promise.all(
      gone.map((name) => rm(join(this.folder, name), { force: true }).catch(() => undefined)),
    );
  }
}
