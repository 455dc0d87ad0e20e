import { decode } from 'bmp-ts';

/** A picture as its pixels: red, green, blue and alpha of each, row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const BI_RLE8 = 1;
const BI_RLE4 = 2;

/**
 * Decodes a BMP, which the trainer reads and `sharp` does not.
 * @param maxPixels more are refused before any memory is taken
 * @throws Error where it is cut off, too large, or of a rare kind
 */
export function decodeBmp(bytes: Buffer, maxPixels: number): Pixels {
  if (bytes.length < 54) throw new Error('truncated');
  const width = bytes.readUInt32LE(18);
  const height = Math.abs(bytes.readInt32LE(22));
  const depth = bytes.readUInt16LE(28);
  const compression = bytes.readUInt32LE(30);
  if (width === 0 || height === 0 || ![1, 4, 8, 16, 24, 32].includes(depth)) throw new Error('bad header');
  if (width * height > maxPixels) throw new Error('pixel limit');
  const colours = bytes.readUInt32LE(46);
  if (colours > 256) throw new Error('bad header');
  const isPacked = compression === BI_RLE8 || compression === BI_RLE4;
  const rowBytes = Math.ceil((width * depth) / 32) * 4;
  if (!isPacked && bytes.readUInt32LE(10) + rowBytes * height > bytes.length) throw new Error('truncated');
  const { data } = decode(bytes, { toRGBA: true });
  // Most programs leave the fourth byte of a pixel empty: only where some pixel shows, it means transparency.
  let shown = false;
  for (let at = 3; at < data.length && !shown; at += 4) shown = data[at] !== 0;
  if (!shown || depth !== 32) for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return { data, width, height };
}
