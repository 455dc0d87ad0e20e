import { gzipSync } from 'node:zlib';

/** The marks of hidden texts. */
export type HiddenKind = 'stealth_pnginfo' | 'stealth_pngcomp' | 'stealth_rgbinfo' | 'stealth_rgbcomp';

/** Pixels with a text in their lowest bits. */
export function hiddenPixels(
  kind: HiddenKind,
  text: string,
  width: number,
  height: number,
  channels: 3 | 4,
  length?: number,
): Buffer {
  const bytes = kind.endsWith('comp') ? gzipSync(text) : Buffer.from(text);
  const head = Buffer.alloc(19);
  head.write(kind, 'latin1');
  head.writeUInt32BE(length ?? bytes.length * 8, 15);
  const bits = [...Buffer.concat([head, bytes])].flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((at) => (byte >> at) & 1)); // prettier-ignore
  const pixels = Buffer.alloc(width * height * channels, 0xfe);
  const planes = kind.includes('png') ? [3] : [0, 1, 2];
  bits.forEach((bit, index) => {
    const pixel = Math.floor(index / planes.length);
    const at = ((pixel % height) * width + Math.floor(pixel / height)) * channels + (planes[index % planes.length] ?? 0); // prettier-ignore
    pixels[at] = 0xfe | bit;
  });
  return pixels;
}

/** Pixels row by row. */
export function rowsOf(pixels: Buffer, rowBytes: number): Buffer[] {
  return Array.from({ length: pixels.length / rowBytes }, (_, row) => pixels.subarray(row * rowBytes, (row + 1) * rowBytes)); // prettier-ignore
}
