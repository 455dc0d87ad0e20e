import type { PictureFormat } from './pictureFormat';
import type { ByteSource } from './text/byteSource';

/** Pixels of a picture as it is stored. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

type Reader = (source: ByteSource) => Promise<PixelSize | undefined>;

/** Headers of a picture lie in its first bytes, but for a JPEG with a long Exif block. */
const HEAD = 64;
const MAX_SEGMENTS = 2000;
const MAX_BOX_BYTES = 1024 * 1024;
const MAX_IFD_ENTRIES = 1000;

const png: Reader = async (source) => {
  const head = await source.read(0, HEAD);
  return head.toString('latin1', 12, 16) === 'IHDR' ? sized(head.readUInt32BE(16), head.readUInt32BE(20)) : undefined; // prettier-ignore
};

const gif: Reader = async (source) => {
  const head = await source.read(0, HEAD);
  return sized(head.readUInt16LE(6), head.readUInt16LE(8));
};

/** Bitmap headers of OS/2 have two bytes a side, all others four; a picture from the top down has a negative height. */
const bmp: Reader = async (source) => {
  const head = await source.read(0, HEAD);
  if (head.readUInt32LE(14) === 12) return sized(head.readUInt16LE(18), head.readUInt16LE(20));
  return sized(head.readInt32LE(18), Math.abs(head.readInt32LE(22)));
};

/** RFC 9649, sections 2.5 to 2.7. */
const webp: Reader = async (source) => {
  const head = await source.read(0, HEAD);
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8X':
      return sized(head.readUIntLE(24, 3) + 1, head.readUIntLE(27, 3) + 1);
    case 'VP8L': {
      const bits = head.readUInt32LE(21);
      return head[20] === 0x2f ? sized((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1) : undefined;
    }
    case 'VP8 ':
      return sized(head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff);
    default:
      return undefined;
  }
};

/** The start of frame (ITU-T T.81, B.2.2), turned by the orientation of Exif. */
const jpeg: Reader = async (source) => {
  let at = 2;
  let isTurned = false;
  for (let count = 0; count < MAX_SEGMENTS; count++) {
    const head = await source.read(at, 9);
    const marker = head[1] ?? 0;
    if (head.length < 4 || head[0] !== 0xff) return undefined;
    if (marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    // All from C0 to CF but tables of Huffman codes, a reserved one, and arithmetic conditioning.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      if (head.length < 9) return undefined;
      const [width, height] = [head.readUInt16BE(7), head.readUInt16BE(5)];
      return isTurned ? sized(height, width) : sized(width, height);
    }
    if (marker === 0xda || marker === 0xd9) return undefined;
    const length = head.readUInt16BE(2);
    if (length < 2) return undefined;
    if (marker === 0xe1) isTurned ||= swapsSides(orientationOf(await source.read(at + 4, Math.min(length - 2, 4096)))); // prettier-ignore
    at += 2 + length;
  }
  return undefined;
};

const swapsSides = (orientation: number): boolean => orientation >= 5 && orientation <= 8;

function orientationOf(app1: Buffer): number {
  return app1.toString('latin1', 0, 6) === 'Exif\0\0' ? (tagsOf(app1.subarray(6)).get(0x0112) ?? 1) : 1;
}

/** Numbers of the first directory of a TIFF block (TIFF 6.0, section 2). */
function tagsOf(tiff: Buffer): ReadonlyMap<number, number> {
  const tags = new Map<number, number>();
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  if (tiff.length < 10) return tags;
  const start = u32(4);
  if (start + 2 > tiff.length) return tags;
  const count = Math.min(u16(start), MAX_IFD_ENTRIES);
  for (let at = start + 2; at < start + 2 + count * 12 && at + 12 <= tiff.length; at += 12) {
    const type = u16(at + 2);
    if (type === 3 || type === 4) tags.set(u16(at), type === 3 ? u16(at + 8) : u32(at + 8));
  }
  return tags;
}

const tiff: Reader = async (source) => {
  const head = await source.read(0, 8);
  const start = head.toString('latin1', 0, 2) === 'II' ? head.readUInt32LE(4) : head.readUInt32BE(4);
  const directory = await source.read(start, 2 + MAX_IFD_ENTRIES * 12);
  const moved = Buffer.concat([head, directory]);
  if (head.toString('latin1', 0, 2) === 'II') moved.writeUInt32LE(8, 4);
  else moved.writeUInt32BE(8, 4);
  const tags = tagsOf(moved);
  const [width = 0, height = 0] = [tags.get(0x0100), tags.get(0x0101)];
  return swapsSides(tags.get(0x0112) ?? 1) ? sized(height, width) : sized(width, height);
};

/** The largest of the spatial extents (ISO 23008-12, 6.5.3) of an AVIF, turned by a quarter where all items are. */
const avif: Reader = async (source) => {
  let at = 0;
  for (let count = 0; count < 100 && at + 8 <= source.size; count++) {
    const head = await source.read(at, 8);
    const length = head.readUInt32BE(0);
    if (head.toString('latin1', 4, 8) === 'meta') {
      const meta = await source.read(at, Math.min(length, MAX_BOX_BYTES));
      const sizes: PixelSize[] = [];
      for (
        let box = meta.indexOf('ispe');
        box >= 0 && box + 16 <= meta.length;
        box = meta.indexOf('ispe', box + 4)
      ) {
        const size = sized(meta.readUInt32BE(box + 8), meta.readUInt32BE(box + 12));
        if (size) sizes.push(size);
      }
      const largest = sizes.sort((one, other) => other.width * other.height - one.width * one.height)[0];
      const turn = meta.indexOf('irot');
      const isTurned = turn >= 0 && ((meta[turn + 4] ?? 0) & 1) === 1;
      return largest && (isTurned ? { width: largest.height, height: largest.width } : largest);
    }
    if (length < 8) return undefined;
    at += length;
  }
  return undefined;
};

const READERS: Partial<Record<PictureFormat, Reader>> = { png, gif, bmp, webp, jpeg, tiff, avif };

/**
 * The pixels of a picture as it is shown (turned upright), out of its head alone: some tens of microseconds, where a
 * decoder takes a thousand.
 * @returns undefined where it does not tell, or for a format that is not shown here
 */
export async function pictureSize(source: ByteSource, format: PictureFormat): Promise<PixelSize | undefined> {
  try {
    return await READERS[format]?.(source);
  } catch (error) {
    // It ends before its size.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const sized = (width: number, height: number): PixelSize | undefined =>
  width > 0 && height > 0 ? { width, height } : undefined;
