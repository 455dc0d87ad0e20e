/** A tag with its value, which lies elsewhere where it has more than four bytes. */
export interface Tag {
  readonly tag: number;
  readonly type: number;
  readonly value: Buffer;
}

export interface TiffParts {
  readonly isBig: boolean;
  /** In the order of tags, as are the others. */
  readonly main: readonly Tag[];
  /** The folder of Exif; undefined for none. */
  readonly exif?: readonly Tag[] | undefined;
  readonly gps?: readonly Tag[] | undefined;
  /** The folder of a thumbnail, which is the next one of the chain. */
  readonly thumbnail?: Buffer | undefined;
  /** Orders what lies in it: the same numbers give the same order. */
  readonly order: readonly number[];
  /** Bytes between the parts. */
  readonly gap: number;
}

const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const LONG = 4;

/** What lies somewhere: its bytes, and where in them the offsets of others go. */
interface Block {
  readonly name: string;
  readonly bytes: Buffer;
  readonly pointers: readonly (readonly [at: number, to: string])[];
}

/** Writes a TIFF whose folders and values lie in any order. */
export function tiffOf({ isBig, main, exif, gps, thumbnail, order, gap }: TiffParts): Buffer {
  const uint = (bytes: Buffer, at: number, value: number, size: 2 | 4) =>
    isBig ? bytes.writeUIntBE(value, at, size) : bytes.writeUIntLE(value, at, size);
  const folder = (
    name: string,
    tags: readonly (Tag | { tag: number; to: string })[],
    next?: string,
  ): Block[] => {
    const bytes = Buffer.alloc(2 + tags.length * 12 + 4);
    const pointers: [number, string][] = next === undefined ? [] : [[bytes.length - 4, next]];
    const values: Block[] = [];
    uint(bytes, 0, tags.length, 2);
    for (const [index, entry] of tags.entries()) {
      const at = 2 + index * 12;
      uint(bytes, at, entry.tag, 2);
      if ('to' in entry) {
        uint(bytes, at + 2, LONG, 2);
        uint(bytes, at + 4, 1, 4);
        pointers.push([at + 8, entry.to]);
        continue;
      }
      const { type, value } = entry;
      uint(bytes, at + 2, type, 2);
      uint(bytes, at + 4, value.length / (SIZES[type] ?? 1), 4);
      if (value.length <= 4) value.copy(bytes, at + 8);
      else {
        pointers.push([at + 8, `${name}/${entry.tag}`]);
        values.push({ name: `${name}/${entry.tag}`, bytes: value, pointers: [] });
      }
    }
    return [{ name, bytes, pointers }, ...values];
  };
  const length = Buffer.alloc(4);
  uint(length, 0, thumbnail?.length ?? 0, 4);
  const blocks = [
    ...folder('main', [...main, ...(exif ? [{ tag: 0x8769, to: 'exif' }] : []), ...(gps ? [{ tag: 0x8825, to: 'gps' }] : [])], thumbnail && 'next'), // prettier-ignore
    ...(exif ? folder('exif', exif) : []),
    ...(gps ? folder('gps', gps) : []),
    ...(thumbnail
      ? [...folder('next', [{ tag: 0x201, to: 'thumbnail' }, { tag: 0x202, type: LONG, value: length }]), { name: 'thumbnail', bytes: thumbnail, pointers: [] }] // prettier-ignore
      : []),
  ];
  const shuffled = blocks
    .map((block, index) => ({ block, rank: order[index % order.length] ?? 0 }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ block }) => block);
  const places = new Map<string, number>();
  let end = 8;
  for (const { name, bytes } of shuffled) {
    places.set(name, end);
    end += bytes.length + gap;
    end += end % 2;
  }
  const tiff = Buffer.alloc(end);
  tiff.write(isBig ? 'MM\0*' : 'II*\0', 'latin1');
  uint(tiff, 4, places.get('main') ?? 0, 4);
  for (const { name, bytes, pointers } of shuffled) {
    const at = places.get(name) ?? 0;
    bytes.copy(tiff, at);
    for (const [pointer, to] of pointers) uint(tiff, at + pointer, places.get(to) ?? 0, 4);
  }
  return tiff;
}
