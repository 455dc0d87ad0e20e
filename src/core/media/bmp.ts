/** A picture as its pixels: red, green, blue and alpha of each, row by row from the top. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** How pixels are written: plain, or with a mask for each colour. The packed ways are rare, and not read. */
const PLAIN = 0;
const MASKED: ReadonlySet<number> = new Set([3, 6]);
/** The masks of 16 and 32 bits where the file has none. */
const MASKS_16 = [0x7c00, 0x03e0, 0x001f, 0] as const;
const MASKS_32 = [0xff0000, 0x00ff00, 0x0000ff, 0] as const;

/**
 * Decodes a BMP, which the trainer reads and `sharp` does not. Own code: the known libraries mix up the colours of
 * palettes, or take the memory that a header asks for.
 * @param maxPixels more are refused before any memory is taken
 * @throws Error where it is cut off, too large, or packed
 */
export function decodeBmp(bytes: Buffer, maxPixels: number): Pixels {
  const header = bytes.length >= 30 ? bytes.readUInt32LE(14) : 0;
  if (header < 40 || bytes.length < 14 + header) throw new Error('truncated, or of a kind of OS/2');
  const width = bytes.readInt32LE(18);
  const rows = bytes.readInt32LE(22);
  const height = Math.abs(rows);
  const depth = bytes.readUInt16LE(28);
  const way = bytes.readUInt32LE(30);
  if (width <= 0 || height === 0) throw new Error('no size');
  if (width * height > maxPixels) throw new Error('pixel limit');
  if (way !== PLAIN && !MASKED.has(way)) throw new Error('packed pixels');
  const start = bytes.readUInt32LE(10);
  const stride = Math.ceil((width * depth) / 32) * 4;
  if (start + stride * height > bytes.length) throw new Error('truncated');
  const colourOf = readerOf(bytes, depth, header, MASKED.has(way));
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const row = start + stride * (rows < 0 ? y : height - 1 - y);
    for (let x = 0; x < width; x++) colourOf(row, x, data, (y * width + x) * 4);
  }
  makeOpaque(data);
  return { data, width, height };
}

/** Writes the colour of a pixel of a row. */
type ReadColour = (row: number, x: number, into: Uint8Array, at: number) => void;

function readerOf(bytes: Buffer, depth: number, header: number, isMasked: boolean): ReadColour {
  switch (depth) {
    case 1:
    case 4:
    case 8:
      return fromPalette(bytes, depth, 14 + header);
    case 24:
      return (row, x, into, at) => {
        const from = row + x * 3;
        into[at] = bytes[from + 2] ?? 0;
        into[at + 1] = bytes[from + 1] ?? 0;
        into[at + 2] = bytes[from] ?? 0;
        into[at + 3] = 255;
      };
    case 16:
    case 32: {
      const masks = isMasked ? masksOf(bytes, header) : depth === 16 ? MASKS_16 : MASKS_32;
      const channels = masks.map(channelOf);
      return (row, x, into, at) => {
        const value = depth === 16 ? bytes.readUInt16LE(row + x * 2) : bytes.readUInt32LE(row + x * 4);
        for (let channel = 0; channel < 4; channel++) into[at + channel] = channels[channel]?.(value) ?? 0;
        if (masks[3] === 0) into[at + 3] = 255;
      };
    }
    default:
      throw new Error('bad depth');
  }
}

function fromPalette(bytes: Buffer, depth: 1 | 4 | 8, palette: number): ReadColour {
  const perByte = 8 / depth;
  return (row, x, into, at) => {
    const byte = bytes[row + Math.floor(x / perByte)] ?? 0;
    const index = (byte >> (8 - depth * ((x % perByte) + 1))) & (2 ** depth - 1);
    const from = palette + index * 4;
    into[at] = bytes[from + 2] ?? 0;
    into[at + 1] = bytes[from + 1] ?? 0;
    into[at + 2] = bytes[from] ?? 0;
    into[at + 3] = 255;
  };
}

/** They follow the first 40 bytes of the header, or are part of a longer one; only a longer one has one for alpha. */
function masksOf(bytes: Buffer, header: number): readonly number[] {
  const at = 14 + 40;
  if (bytes.length < at + 16) throw new Error('truncated');
  const alpha = header >= 56 ? bytes.readUInt32LE(at + 12) : 0;
  return [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 8), alpha];
}

/** The value of a colour, 0 to 255, from the bits of a pixel. */
function channelOf(mask: number): (value: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return (value) => Math.round((((value & mask) >>> shift) * 255) / most);
}

/** Some programs leave the fourth byte of each pixel empty: a picture that cannot be seen at all is not meant. */
function makeOpaque(data: Uint8Array): void {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) return;
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
}
