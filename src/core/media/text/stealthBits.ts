import { MAX_TEXT_BYTES, type TextCollector } from './pictureTexts';

/** The lowest bits of a picture’s pixels, row by row: red in bit 0, green in 1, blue in 2, alpha in 3. */
export interface LowBits {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Where a text is hidden: in alpha one bit a pixel, or in the colours three bits a pixel. */
export type StealthPlane = 'alpha' | 'rgb';

const SIGNATURES = {
  alpha: { plain: 'stealth_pnginfo', packed: 'stealth_pngcomp' },
  rgb: { plain: 'stealth_rgbinfo', packed: 'stealth_rgbcomp' },
} as const;
/** Both signatures of a plane have these bytes first. */
const COMMON_BYTES = 11;
export const SIGNATURE_BITS = 15 * 8;
const LENGTH_BITS = 32;

/** The bit that a plane’s signatures have at an index; undefined where they differ from each other. */
export function signatureBit(plane: StealthPlane, index: number): number | undefined {
  if (index >= COMMON_BYTES * 8) return undefined;
  return (SIGNATURES[plane].plain.charCodeAt(index >> 3) >> (7 - (index & 7))) & 1;
}

/**
 * The text that is hidden in the lowest bits, column by column: a signature, the length in bits as 32 bits with the
 * highest first, and UTF-8, gzipped for the signatures that end in `comp`.
 * @returns undefined where there is none, or its length is more than the pixels hold
 */
export function hiddenText(
  bits: LowBits,
  planes: readonly StealthPlane[],
  collector: TextCollector,
): string | undefined {
  for (const plane of planes) {
    const read = bitReader(bits, plane);
    const signature = read(0, SIGNATURE_BITS)?.toString('latin1');
    const { plain, packed } = SIGNATURES[plane];
    if (signature !== plain && signature !== packed) continue;
    const length = read(SIGNATURE_BITS, LENGTH_BITS)?.readUInt32BE(0) ?? 0;
    if (length === 0 || length > MAX_TEXT_BYTES * 8) return undefined;
    const bytes = read(SIGNATURE_BITS + LENGTH_BITS, length - (length % 8));
    const text = bytes && signature === packed ? collector.decompress(bytes, 'gzip') : bytes;
    return text?.toString('utf8');
  }
  return undefined;
}

/** Reads bytes out of the bits of a plane; undefined where the pixels end before. */
function bitReader({ width, height, pixels }: LowBits, plane: StealthPlane) {
  const perPixel = plane === 'alpha' ? 1 : 3;
  const total = width * height * perPixel;
  const bitAt = (index: number): number => {
    const pixel = Math.floor(index / perPixel);
    const value = pixels[(pixel % height) * width + Math.floor(pixel / height)] ?? 0;
    return plane === 'alpha' ? (value >> 3) & 1 : (value >> (index % 3)) & 1;
  };
  return (start: number, count: number): Buffer | undefined => {
    if (start + count > total) return undefined;
    const bytes = Buffer.alloc(count >> 3);
    for (let index = 0; index < count; index++)
      bytes[index >> 3] = ((bytes[index >> 3] ?? 0) << 1) | bitAt(start + index);
    return bytes;
  };
}
