/** Tags of TIFF and Exif that say where something else is. https://www.cipa.jp/e/std/std-sec.html (CIPA DC-008) */
export const TAG = {
  exif: 0x8769,
  gps: 0x8825,
  interoperability: 0xa005,
  subIfds: 0x014a,
  makerNote: 0x927c,
  userComment: 0x9286,
  /** Of Adobe, with offsets into the file. */
  dngPrivate: 0xc634,
} as const;

export const TYPE = { short: 3, long: 4, undefined: 7, folder: 13 } as const;

const FOLDERS: ReadonlySet<number> = new Set([TAG.exif, TAG.gps, TAG.interoperability, TAG.subIfds]);
/** Tags of offsets, and those of the lengths of what lies there: strips, tiles, a thumbnail. */
const BLOCKS: ReadonlyMap<number, number> = new Map([
  [0x0111, 0x0117],
  [0x0144, 0x0145],
  [0x0201, 0x0202],
]);
/** Bytes of a value by its type. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const MOST_FOLDERS = 32;

/** A line of a folder: twelve bytes. */
export interface Entry {
  readonly at: number;
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where its value lies: in the last four bytes of the line, or elsewhere. */
  readonly valueAt: number;
  readonly valueEnd: number;
  readonly inLine: boolean;
}

export interface Folder {
  readonly at: number;
  readonly entries: readonly Entry[];
  /** Behind the last entry. */
  readonly end: number;
  /** Where the offset of the next folder stands; undefined where the folder is no part of the chain, or has none. */
  readonly nextAt: number | undefined;
}

interface Region {
  readonly start: number;
  readonly end: number;
}

/** What is known of where everything lies. */
export interface Layout {
  readonly regions: readonly Region[];
  /** Where offsets stand that count from the beginning. */
  readonly pointers: ReadonlySet<number>;
  /** Something in it may have offsets that are not known, such as a MakerNote. */
  readonly isOpaque: boolean;
}

/** The bytes of a TIFF, as Exif is one, that are changed in place. */
export class Tiff {
  private constructor(
    public bytes: Buffer,
    private readonly isBigEndian: boolean,
  ) {}

  /** @returns undefined where it cannot be understood; the bytes are copied */
  static of(bytes: Buffer): Tiff | undefined {
    const order = bytes.toString('latin1', 0, 2);
    if (bytes.length < 8 || !['II', 'MM'].includes(order)) return undefined;
    const tiff = new Tiff(Buffer.from(bytes), order === 'MM');
    return tiff.read(2, 2) === 42 ? tiff : undefined;
  }

  read(at: number, size: 2 | 4): number {
    return this.isBigEndian ? this.bytes.readUIntBE(at, size) : this.bytes.readUIntLE(at, size);
  }

  write(at: number, value: number, size: 2 | 4): void {
    if (this.isBigEndian) this.bytes.writeUIntBE(value, at, size);
    else this.bytes.writeUIntLE(value, at, size);
  }

  /**
   * @param isChained whether it is one of the chain that begins in the header. Others, such as that of Exif, have no next
   * one, and piexif writes no offset of it.
   * @returns undefined where it leads out of the bytes
   */
  folder(at: number, isChained: boolean): Folder | undefined {
    const { bytes } = this;
    if (at < 8 || at + 2 > bytes.length) return undefined;
    const count = this.read(at, 2);
    const end = at + 2 + count * 12;
    if (end > bytes.length) return undefined;
    const entries = Array.from({ length: count }, (_, index) => this.entry(at + 2 + index * 12));
    return { at, entries, end, nextAt: isChained && end + 4 <= bytes.length ? end : undefined };
  }

  private entry(at: number): Entry {
    const [tag, type, count] = [this.read(at, 2), this.read(at + 2, 2), this.read(at + 4, 4)];
    const size = count * (TYPE_BYTES[type] ?? 0);
    const inLine = size <= 4;
    const valueAt = inLine ? at + 8 : this.read(at + 8, 4);
    return { at, tag, type, count, valueAt, valueEnd: valueAt + size, inLine };
  }

  /** Puts bytes at the end, at an even place as TIFF asks for. @returns where they are */
  append(more: Buffer): number {
    const at = this.bytes.length + (this.bytes.length % 2);
    this.bytes = Buffer.concat([this.bytes, Buffer.alloc(at - this.bytes.length), more]);
    return at;
  }

  /** Walks all folders. @returns undefined where one, or a value, leads out of the bytes */
  layout(): Layout | undefined {
    const regions: Region[] = [{ start: 0, end: 8 }];
    const pointers = new Set([4]);
    let isOpaque = false;
    const seen = new Set<number>();
    const open = [{ at: this.read(4, 4), isChained: true }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { at, isChained } = next;
      if (at === 0 || seen.has(at)) continue;
      const folder = seen.size < MOST_FOLDERS ? this.folder(at, isChained) : undefined;
      if (!folder) return undefined;
      const { end, nextAt } = folder;
      seen.add(at);
      regions.push({ start: at, end: nextAt === undefined ? end : end + 4 });
      if (nextAt !== undefined) {
        pointers.add(nextAt);
        open.push({ at: this.read(nextAt, 4), isChained });
      }
      for (const entry of folder.entries) {
        const { tag, type, valueAt, valueEnd, inLine } = entry;
        if (TYPE_BYTES[type] === undefined || type === 0) isOpaque = true;
        if (tag === TAG.makerNote || tag === TAG.dngPrivate) isOpaque = true;
        if (!inLine) {
          regions.push({ start: valueAt, end: valueEnd });
          pointers.add(entry.at + 8);
        }
        if (!FOLDERS.has(tag) && !BLOCKS.has(tag)) continue;
        const places = this.longs(entry);
        if (!places) {
          isOpaque = true;
          continue;
        }
        for (const place of places) pointers.add(place);
        const targets = places.map((place) => this.read(place, 4));
        if (FOLDERS.has(tag)) open.push(...targets.map((target) => ({ at: target, isChained: false })));
        else {
          const blocks = this.blocks(folder, BLOCKS.get(tag) ?? 0, targets);
          regions.push(...blocks);
          isOpaque ||= blocks.some(({ start, end }) => start === end);
        }
      }
    }
    // What is added at the end would become a part of it.
    if (regions.some(({ end }) => end > this.bytes.length)) return undefined;
    return { regions, pointers, isOpaque };
  }

  /** Where the numbers of 32 bits of an entry stand; undefined where they are of another type, or not there. */
  private longs({ type, count, valueAt, valueEnd }: Entry): number[] | undefined {
    if ((type !== TYPE.long && type !== TYPE.folder) || valueEnd > this.bytes.length || count > 1000)
      return undefined;
    return Array.from({ length: count }, (_, index) => valueAt + index * 4);
  }

  /** What lies at offsets; nothing where its length is not known. */
  private blocks(folder: Folder, lengthTag: number, starts: readonly number[]): Region[] {
    const lengths = folder.entries.find(({ tag }) => tag === lengthTag);
    return starts.map((start, index) => {
      const length = lengths && this.numberOf(lengths, index);
      return { start, end: start + (length ?? 0) };
    });
  }

  /** One of the numbers of an entry, of 16 or 32 bits. */
  private numberOf({ type, count, valueAt, valueEnd }: Entry, index: number): number | undefined {
    if (index >= count || valueEnd > this.bytes.length) return undefined;
    if (type === TYPE.short) return this.read(valueAt + index * 2, 2);
    return type === TYPE.long ? this.read(valueAt + index * 4, 4) : undefined;
  }
}
