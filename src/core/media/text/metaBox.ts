/** A part of an item: in the file, or in `data`. */
interface Extent {
  readonly data?: Buffer;
  readonly offset: number;
  readonly length: number;
}

/** An Exif block or an XMP packet of an AVIF or HEIC file. */
export interface MetaItem {
  readonly kind: 'Exif' | 'XMP';
  readonly extents: readonly Extent[];
}

interface Box {
  readonly type: string;
  readonly content: Buffer;
}

const MAX_ITEMS = 10_000;
const MAX_EXTENTS = 100;

/**
 * The items with text of a `meta` box (ISO 14496-12, sections 8.11.3 and 8.11.6; ISO 23008-12, annex A).
 * @param meta the content of the box; broken parts of it give fewer items
 */
export function itemsOfMeta(meta: Buffer): readonly MetaItem[] {
  try {
    const boxes = boxesIn(meta.subarray(4));
    const infos = boxes.find(({ type }) => type === 'iinf')?.content;
    const locations = boxes.find(({ type }) => type === 'iloc')?.content;
    if (!infos || !locations) return [];
    const kinds = kindsOf(infos);
    const data = boxes.find(({ type }) => type === 'idat')?.content;
    return [...extentsOf(locations, data)].flatMap(([id, extents]) => {
      const kind = kinds.get(id);
      return kind ? [{ kind, extents }] : [];
    });
  } catch (error) {
    // A length led out of the box.
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function boxesIn(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length && boxes.length < MAX_ITEMS;) {
    const length = bytes.readUInt32BE(at) || bytes.length - at;
    if (length < 8) break;
    boxes.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      content: bytes.subarray(at + 8, at + length),
    });
    at += length;
  }
  return boxes;
}

function kindsOf(infos: Buffer): Map<number, MetaItem['kind']> {
  const kinds = new Map<number, MetaItem['kind']>();
  for (const { type, content } of boxesIn(infos.subarray(infos[0] === 0 ? 6 : 8))) {
    const version = content[0] ?? 0;
    if (type !== 'infe' || version < 2) continue;
    const id = version === 2 ? content.readUInt16BE(4) : content.readUInt32BE(4);
    const at = version === 2 ? 8 : 10;
    const itemType = content.toString('latin1', at, at + 4);
    if (itemType === 'Exif') kinds.set(id, 'Exif');
    else if (itemType === 'mime' && content.includes('application/rdf+xml')) kinds.set(id, 'XMP');
  }
  return kinds;
}

function extentsOf(locations: Buffer, data: Buffer | undefined): Map<number, Extent[]> {
  const version = locations[0] ?? 0;
  const sizes = locations.readUInt16BE(4);
  const [offsetSize, lengthSize] = [sizes >> 12, (sizes >> 8) & 15];
  const [baseSize, indexSize] = [(sizes >> 4) & 15, version === 0 ? 0 : sizes & 15];
  let at = 6;
  const next = (size: number): number => {
    const value =
      size === 0 ? 0 : size === 8 ? Number(locations.readBigUInt64BE(at)) : locations.readUIntBE(at, size);
    at += size;
    return value;
  };
  const count = Math.min(next(version < 2 ? 2 : 4), MAX_ITEMS);
  const found = new Map<number, Extent[]>();
  for (let item = 0; item < count; item++) {
    const id = next(version < 2 ? 2 : 4);
    const isInData = version > 0 && (next(2) & 15) === 1;
    next(2);
    const base = next(baseSize);
    const extents: Extent[] = [];
    for (let left = next(2); left > 0; left--) {
      next(indexSize);
      const offset = base + next(offsetSize);
      const length = next(lengthSize);
      if (extents.length < MAX_EXTENTS) extents.push({ ...(isInData && data && { data }), offset, length });
    }
    found.set(id, extents);
  }
  return found;
}
