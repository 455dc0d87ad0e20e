import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { writeFileAtomic } from '../../files/atomicWrite';
import type { IndexEntry, TextBytes } from './pictureIndex';

/** A picture of an index file. */
export interface IndexLine {
  readonly entry: IndexEntry;
  readonly texts: TextBytes;
  /** It is not there any more, and kept for what the user has said of it. */
  readonly isGone: boolean;
}

/** What stands in a line before its texts. */
interface Stored {
  /** Relative to the root, with forward slashes. */
  readonly p: string;
  readonly gone?: 1;
  readonly f: Omit<IndexEntry, 'folder' | 'name'>;
}

const READ_BYTES = 1024 * 1024;
/** No line is longer: this is no file of ours. */
const MOST_LINE_BYTES = 16 * 1024 * 1024;
const LINE_END = 10;
const TAB = 9;
/** A small file is not worth the work. */
const COMPACT_ABOVE_LINES = 1000;

/**
 * What is known of the pictures of one root, kept between runs. A cache: losing it costs time, nothing else. A line is a
 * JSON object and, behind tabs, the three texts that are searched; a later line replaces an earlier one of the same
 * picture. Lines are only appended, so that a kill leaves at most one broken line, which is skipped, and several
 * processes can write at once. The texts stand as they are searched, so that opening copies them and reads none.
 */
export class IndexFile {
  /** Absolute path of the file. */
  readonly path: string;
  private readonly prefix: string;
  private lines = 0;

  /**
   * @param folder absolute path of a cache folder; made when something is written
   * @param root absolute path of the folder of pictures
   */
  constructor(folder: string, root: string) {
    this.path = join(folder, `${createHash('sha256').update(root).digest('hex').slice(0, 32)}.gallery`);
    this.prefix = root.endsWith(sep) ? root : root + sep;
  }

  /** Gives all lines in their order. On the calling thread, for speed. @returns whether much of it is out of date */
  load(take: (line: IndexLine) => void): boolean {
    let file: number;
    try {
      file = openSync(this.path, 'r');
    } catch {
      return false;
    }
    try {
      const paths = new Set<string>();
      for (const bytes of linesOf(file)) {
        const line = this.parse(bytes);
        if (!line) continue;
        this.lines++;
        take(line);
        paths.add(line.entry.folder + line.entry.name);
      }
      return this.lines > COMPACT_ABOVE_LINES && this.lines > 2 * paths.size;
    } catch {
      // It cannot be read to its end: what was read counts.
      return false;
    } finally {
      closeSync(file);
    }
  }

  /** Adds lines. @throws the error of the system */
  async append(lines: readonly IndexLine[]): Promise<void> {
    if (lines.length === 0) return;
    await mkdir(dirname(this.path), { recursive: true });
    const file = await open(this.path, 'a');
    try {
      // One write, so that it stays in one piece beside those of others; it ends a line that a kill left open.
      await file.write(
        Buffer.concat([Buffer.from([LINE_END]), ...lines.flatMap((line) => this.bytesOf(line))]),
      );
    } finally {
      await file.close();
    }
  }

  /** Writes the file again with nothing but these lines. @throws Problem of writing */
  async rewrite(lines: Iterable<IndexLine>): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    await writeFileAtomic(this.path, async (file) => {
      let parts: Buffer[] = [];
      for (const line of lines) {
        parts.push(...this.bytesOf(line));
        if (parts.length < 4000) continue;
        await file.writeFile(Buffer.concat(parts));
        parts = [];
      }
      await file.writeFile(Buffer.concat(parts));
    });
  }

  private bytesOf({ entry, texts, isGone }: IndexLine): Buffer[] {
    const { folder, name, ...f } = entry;
    const relative = (folder + name).slice(this.prefix.length);
    const stored: Stored = {
      p: sep === '/' ? relative : relative.replaceAll(sep, '/'),
      ...(isGone && { gone: 1 }),
      f,
    };
    const tab = Buffer.from([TAB]);
    const { prompt, negative, words } = texts;
    return [Buffer.from(JSON.stringify(stored)), tab, Buffer.from(prompt), tab, Buffer.from(negative), tab, Buffer.from(words), Buffer.from([LINE_END])]; // prettier-ignore
  }

  /** @returns undefined for a line that was not written to its end, or is none of ours */
  private parse(bytes: Buffer): IndexLine | undefined {
    const tabs: number[] = [];
    for (let at = bytes.indexOf(TAB); at >= 0; at = bytes.indexOf(TAB, at + 1)) tabs.push(at);
    const [first, second, third] = tabs;
    if (first === undefined || second === undefined || third === undefined || tabs.length > 3)
      return undefined;
    const stored = parseStored(bytes.toString('utf8', 0, first));
    if (!stored) return undefined;
    const path = this.prefix + (sep === '/' ? stored.p : stored.p.replaceAll('/', sep));
    const nameAt = path.lastIndexOf(sep) + 1;
    return {
      entry: { ...stored.f, folder: path.slice(0, nameAt), name: path.slice(nameAt) },
      texts: {
        prompt: bytes.subarray(first + 1, second),
        negative: bytes.subarray(second + 1, third),
        words: bytes.subarray(third + 1),
      },
      isGone: stored.gone === 1,
    };
  }
}

/** The lines of a file, each valid until the next one is asked for. */
function* linesOf(file: number): Generator<Buffer, void, void> {
  let buffer = Buffer.alloc(READ_BYTES);
  let filled = 0;
  for (;;) {
    const bytes = readSync(file, buffer, filled, buffer.length - filled, null);
    filled += bytes;
    let start = 0;
    for (
      let end = buffer.indexOf(LINE_END);
      end >= 0 && end < filled;
      end = buffer.indexOf(LINE_END, start)
    ) {
      if (end > start) yield buffer.subarray(start, end);
      start = end + 1;
    }
    // What stands behind the last end is a line that a kill cut off.
    if (bytes === 0) return;
    buffer.copyWithin(0, start, filled);
    filled -= start;
    if (filled > MOST_LINE_BYTES) return;
    if (filled === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
  }
}

/** The file is our own, so what it cannot be is a foreign shape; a broken line is not JSON. */
function parseStored(text: string): Stored | undefined {
  try {
    const value = JSON.parse(text) as Partial<{ [K in keyof Stored]: Stored[K] | null }> | null;
    if (typeof value?.p !== 'string' || typeof value.f !== 'object' || value.f === null) return undefined;
    const { size, mtimeMs, fingerprint, reader }: Partial<IndexEntry> = value.f;
    const isWhole = typeof size === 'number' && typeof mtimeMs === 'number' && typeof fingerprint === 'string' && typeof reader === 'number'; // prettier-ignore
    return isWhole ? (value as Stored) : undefined;
  } catch {
    return undefined;
  }
}
