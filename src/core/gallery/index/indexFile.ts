import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { writeFileAtomic } from '../../files/atomicWrite';
import { readAt } from '../../files/readAt';
import { TEXTS, type IndexEntry, type TextBytes } from './pictureIndex';

/** A picture of an index file. */
export interface IndexLine {
  readonly entry: IndexEntry;
  readonly texts: TextBytes;
  /** It is not there any more, and kept for what the user has said of it. */
  readonly isGone: boolean;
}

/** The texts of pictures that were written at once, as `TextColumn.setMany` takes them; valid until the next ones. */
export type BatchTexts = Readonly<
  Record<keyof TextBytes, { readonly bytes: Buffer; readonly lengths: readonly number[] }>
>;

/** What `load` leaves for later. */
type Step = () => void;

/** What stands of some pictures in a line before their texts: lists, since objects take their time to read. */
interface Stored {
  /** Relative to the root, with forward slashes. */
  readonly paths: readonly string[];
  /** The rest. */
  readonly facts: readonly Omit<IndexEntry, 'folder' | 'name'>[];
  /** The lengths in bytes of the three texts of each. */
  readonly lengths: readonly number[];
  /** Which of them are gone. */
  readonly gone: readonly number[];
}

/** So many pictures stand in a line, and no further one where their texts have so many bytes: few have so long ones. */
const IN_A_LINE = 100;
const FULL_LINE_BYTES = 1024 * 1024;
const READ_BYTES = 1024 * 1024;
/** No line is longer: this is no file of ours. */
const MOST_LINE_BYTES = 16 * 1024 * 1024;
const LINE_END = 10;
const TAB = 9;
const TAB_BYTE = Buffer.from([TAB]);
const ZERO_BYTE = Buffer.from([0]);
/** A small file is not worth the work. */
const COMPACT_ABOVE = 1000;

/**
 * What is known of the pictures of one root, kept between runs. A cache: losing it costs time, nothing else. A line is a
 * JSON object of some pictures and, behind tabs, their texts that are searched; what a later line says of a picture
 * replaces what an earlier one says. Lines are only appended, so that a kill leaves at most one broken line, which is
 * skipped, and several processes can write at once. The texts stand as they are searched, so that they are copied, and read by nothing.
 */
export class IndexFile {
  /** Absolute path of the file. */
  readonly path: string;
  private readonly prefix: string;
  private pictures = 0;

  /**
   * @param folder absolute path of a cache folder; made when something is written
   * @param root absolute path of the folder of pictures
   */
  constructor(folder: string, root: string) {
    this.path = join(folder, `${createHash('sha256').update(root).digest('hex').slice(0, 32)}.gallery`);
    this.prefix = root.endsWith(sep) ? root : root + sep;
  }

  /**
   * Gives all that was written, in its order, on the calling thread, but for its texts: a list is shown before anything
   * is searched in them.
   * @param take gets a picture, and gives it a number
   * @param set gets their texts, in the steps
   * @returns steps to be gone in their order, whenever their texts are needed; the last one closes the file
   */
  load(
    take: (entry: IndexEntry, isGone: boolean) => number,
    set: (ids: readonly number[], texts: BatchTexts) => void,
  ): readonly Step[] {
    let file: number;
    try {
      file = openSync(this.path, 'r');
    } catch {
      return [];
    }
    const steps: Step[] = [];
    try {
      for (const line of linesOf(file)) {
        const read = parseLine(line);
        if (!read) continue;
        const { stored, at } = read;
        const { facts, gone, lengths } = stored;
        this.pictures += facts.length;
        const ids = facts.map((_, index) => take(this.entryOf(stored, index), gone.includes(index)));
        steps.push(() => {
          const texts = textsAt(file, at, lengths);
          if (texts) set(ids, texts);
        });
      }
    } catch {
      // It cannot be read to its end: what was read counts.
    }
    return [...steps, () => closeSync(file)];
  }

  /** Whether much of the file is out of date. @param live how many pictures there are */
  isOld(live: number): boolean {
    return this.pictures > COMPACT_ABOVE && this.pictures > 2 * live;
  }

  /** Adds lines. @throws the error of the system */
  async append(lines: readonly IndexLine[]): Promise<void> {
    if (lines.length === 0) return;
    await mkdir(dirname(this.path), { recursive: true });
    const file = await open(this.path, 'a');
    try {
      // One write, so that it stays in one piece beside those of others; it ends a line that a kill left open.
      await file.write(Buffer.concat([Buffer.from('\n'), ...this.linesOf(lines)]));
    } finally {
      await file.close();
    }
  }

  /** Writes the file again with nothing but these lines. @throws Problem of writing */
  async rewrite(lines: Iterable<IndexLine>): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    await writeFileAtomic(this.path, async (file) => {
      for (const some of inLines(lines)) await file.writeFile(Buffer.concat(this.linesOf(some)));
    });
  }

  private linesOf(pictures: readonly IndexLine[]): Buffer[] {
    const parts: Buffer[] = [];
    for (const some of inLines(pictures)) {
      parts.push(Buffer.from(JSON.stringify(this.stored(some))));
      for (const key of TEXTS)
        some.forEach(({ texts }, index) => {
          parts.push(index === 0 ? TAB_BYTE : ZERO_BYTE, Buffer.from(texts[key]));
        });
      parts.push(Buffer.from('\t\n'));
    }
    return parts;
  }

  private stored(pictures: readonly IndexLine[]): Stored {
    const relative = ({ entry }: IndexLine) => (entry.folder + entry.name).slice(this.prefix.length);
    return {
      paths: pictures.map(relative).map((path) => (sep === '/' ? path : path.replaceAll(sep, '/'))),
      facts: pictures.map(({ entry }) => ({ ...entry, folder: undefined, name: undefined })),
      lengths: pictures.flatMap(({ texts }) => TEXTS.map((key) => texts[key].length)),
      gone: pictures.flatMap(({ isGone }, index) => (isGone ? [index] : [])),
    };
  }

  private entryOf({ paths, facts }: Stored, index: number): IndexEntry {
    const path = sep === '/' ? (paths[index] ?? '') : (paths[index] ?? '').replaceAll('/', sep);
    const nameAt = path.lastIndexOf(sep) + 1;
    // It was made for this line alone.
    const entry = facts[index] as { -readonly [Key in keyof IndexEntry]: IndexEntry[Key] };
    entry.folder = this.prefix + path.slice(0, nameAt);
    entry.name = path.slice(nameAt);
    return entry;
  }
}

/** Pictures as they stand together in a line. */
function* inLines(pictures: Iterable<IndexLine>): Generator<readonly IndexLine[], void, void> {
  let some: IndexLine[] = [];
  let bytes = 0;
  for (const picture of pictures) {
    some.push(picture);
    bytes += TEXTS.reduce((sum, key) => sum + picture.texts[key].length, 0);
    if (some.length < IN_A_LINE && bytes < FULL_LINE_BYTES) continue;
    yield some;
    [some, bytes] = [[], 0];
  }
  if (some.length > 0) yield some;
}

/** @returns undefined for a line that was not written to its end, or is none of ours; else where its texts are */
function parseLine({ bytes, start, end, offset }: LineBytes) {
  const texts = bytes.indexOf(TAB, start) + 1;
  if (texts === 0 || texts >= end || bytes[end - 1] !== TAB) return undefined;
  const stored = parseStored(bytes.toString('utf8', start, texts - 1));
  const isWhole = stored && TEXTS.reduce((sum, _, column) => sum + runOf(stored.lengths, column) + 1, texts) === end; // prettier-ignore
  return isWhole ? { stored, at: offset + texts - start } : undefined;
}

const ofColumn = (lengths: readonly number[], column: number): number[] =>
  lengths.filter((_, index) => index % TEXTS.length === column);

/** Bytes of the texts of a column, with those between them. */
const runOf = (lengths: readonly number[], column: number): number =>
  ofColumn(lengths, column).reduce((sum, length) => sum + length + 1, -1);

function textsAt(file: number, at: number, lengths: readonly number[]): BatchTexts | undefined {
  const [prompt, negative, words] = [runOf(lengths, 0), runOf(lengths, 1), runOf(lengths, 2)];
  const bytes = readAt(file, at, prompt + negative + words + 2);
  if (bytes.length < prompt + negative + words + 2) return undefined;
  const of = (column: number, start: number, length: number) => ({
    bytes: bytes.subarray(start, start + length),
    lengths: ofColumn(lengths, column),
  });
  return {
    prompt: of(0, 0, prompt),
    negative: of(1, prompt + 1, negative),
    words: of(2, prompt + negative + 2, words),
  };
}

/** Where a line lies. */
interface LineBytes {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Where it begins in the file. */
  readonly offset: number;
}

/** The lines of a file, each valid until the next one is asked for. */
function* linesOf(file: number): Generator<LineBytes, void, void> {
  let buffer = Buffer.alloc(READ_BYTES);
  let filled = 0;
  /** Where the buffer begins in the file. */
  let at = 0;
  for (;;) {
    const bytes = readSync(file, buffer, filled, buffer.length - filled, null);
    filled += bytes;
    let start = 0;
    for (
      let end = buffer.indexOf(LINE_END);
      end >= 0 && end < filled;
      end = buffer.indexOf(LINE_END, start)
    ) {
      if (end > start) yield { bytes: buffer, start, end, offset: at + start };
      start = end + 1;
    }
    // What stands behind the last end is a line that a kill cut off.
    if (bytes === 0) return;
    buffer.copyWithin(0, start, filled);
    at += start;
    filled -= start;
    if (filled > MOST_LINE_BYTES) return;
    if (filled === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
  }
}

/** The file is our own, so what it cannot be is a foreign shape; a broken line is not JSON. */
function parseStored(text: string): Stored | undefined {
  try {
    const value = JSON.parse(text) as Partial<Stored> | null;
    const { paths, facts, lengths, gone } = value ?? {};
    if (![paths, facts, lengths, gone].every(Array.isArray)) return undefined;
    const stored = value as Stored;
    const count = stored.facts.length;
    const isWhole =
      count > 0 &&
      stored.paths.length === count &&
      stored.lengths.length === TEXTS.length * count &&
      stored.paths.every((path) => typeof path === 'string') &&
      stored.facts.every(isFacts);
    return isWhole ? stored : undefined;
  } catch {
    return undefined;
  }
}

function isFacts(facts: unknown): boolean {
  if (typeof facts !== 'object' || facts === null) return false;
  const { size, mtimeMs, fingerprint, reader } = facts as Partial<IndexEntry>;
  return typeof size === 'number' && typeof mtimeMs === 'number' && typeof fingerprint === 'string' && typeof reader === 'number'; // prettier-ignore
}
