import type { PictureFormat } from '../pictureFormat';
import { loadSharp, safeBuilds } from '../sharpBuild';
import type { ByteSource } from './byteSource';
import { TextCollector, type PictureText } from './pictureTexts';
import { firstPixel, pngRows, pngShape, type PngShape } from './pngRows';
import { hiddenText, SIGNATURE_BITS, signatureBit, type LowBits, type StealthPlane } from './stealthBits';

/** Larger pictures are not searched: no generator makes them, and each pixel takes a byte here. */
const MAX_PIXELS = 64 * 2 ** 20;
const MAX_WEBP_BYTES = 128 * 2 ** 20;

/**
 * The text that NovelAI, and extensions of other programs, hide in the lowest bits of the pixels, so that it outlives
 * services that take the rest away. Of a PNG only as many rows are inflated as it takes to find a wrong bit.
 * @returns undefined where nothing is hidden
 */
export async function readStealthText(
  source: ByteSource,
  format: PictureFormat | undefined,
): Promise<PictureText | undefined> {
  const bits =
    format === 'png' ? await bitsOfPng(source) : format === 'webp' ? await bitsOfWebp(source) : undefined;
  const text = bits && hiddenText(bits.bits, bits.planes, new TextCollector());
  return text === undefined || text === '' ? undefined : { origin: 'stealth', key: 'stealth', text };
}

interface FoundBits {
  readonly bits: LowBits;
  readonly planes: readonly StealthPlane[];
}

async function bitsOfPng(source: ByteSource): Promise<FoundBits | undefined> {
  const shape = await pngShape(source);
  if (!shape || shape.width * shape.height > MAX_PIXELS) return undefined;
  const { width, height, channels } = shape;
  let planes: readonly StealthPlane[] = channels === 4 ? ['alpha', 'rgb'] : ['rgb'];
  // Most pictures end the look at their first pixel, all others row by row.
  const pixel = await firstPixel(source, shape);
  if (pixel) {
    const bits = new Uint8Array(1);
    copyLowBits(pixel, bits, 0, { ...shape, width: 1 });
    planes = planes.filter((plane) => isPossible(plane, bits[0] ?? 0, 0));
    if (planes.length === 0) return undefined;
  }
  const rows: Uint8Array[] = [];
  for await (const row of pngRows(source, shape)) {
    const bits = new Uint8Array(width);
    copyLowBits(row, bits, 0, shape);
    planes = planes.filter((plane) => isPossible(plane, bits[0] ?? 0, rows.length));
    if (planes.length === 0) return undefined;
    rows.push(bits);
  }
  return rows.length < height ? undefined : { bits: { width, height, pixels: Buffer.concat(rows) }, planes };
}

/** Whether the first pixel of a row has the bits of a plane’s signature. */
function isPossible(plane: StealthPlane, pixel: number, y: number): boolean {
  const bits = plane === 'alpha' ? [(pixel >> 3) & 1] : [pixel & 1, (pixel >> 1) & 1, (pixel >> 2) & 1];
  return bits.every((bit, index) => {
    const at = y * bits.length + index;
    const wanted = at < SIGNATURE_BITS ? signatureBit(plane, at) : undefined;
    return wanted === undefined || wanted === bit;
  });
}

function copyLowBits(row: Buffer, pixels: Uint8Array, to: number, { width, channels }: PngShape): void {
  for (let x = 0; x < width; x++) {
    const at = x * channels;
    const colours = ((row[at] ?? 0) & 1) | (((row[at + 1] ?? 0) & 1) << 1) | (((row[at + 2] ?? 0) & 1) << 2);
    pixels[to + x] = colours | (channels === 4 ? ((row[at + 3] ?? 0) & 1) << 3 : 0);
  }
}

/** Only lossless WebP keeps lowest bits. */
async function bitsOfWebp(source: ByteSource): Promise<FoundBits | undefined> {
  if (source.size > MAX_WEBP_BYTES || !(await isLossless(source))) return undefined;
  const sharp = await loadSharp(safeBuilds(process));
  if (!sharp) return undefined;
  try {
    const bytes = await source.read(0, source.size);
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels !== 3 && channels !== 4) return undefined;
    const pixels = new Uint8Array(width * height);
    copyLowBits(data, pixels, 0, { width: width * height, height: 1, channels });
    return { bits: { width, height, pixels }, planes: channels === 4 ? ['alpha', 'rgb'] : ['rgb'] };
  } catch {
    return undefined; // A picture that cannot be decoded hides nothing.
  }
}

async function isLossless(source: ByteSource): Promise<boolean> {
  let at = 12;
  for (let count = 0; count < 10 && at + 8 <= source.size; count++) {
    const header = await source.read(at, 8);
    const type = header.toString('latin1', 0, 4);
    if (type === 'VP8L') return true;
    if (type === 'VP8 ' || type === 'ANMF' || type === 'ANIM') return false;
    const length = header.readUInt32LE(4);
    at += 8 + length + (length % 2);
  }
  return false;
}
