import { Readable } from 'node:stream';
import { constants, createInflate, inflateSync } from 'node:zlib';
import type { ByteSource } from './byteSource';
import { MAX_CHUNKS, PNG_SIGNATURE_BYTES } from './pngTexts';

/** The form of a PNG’s pixels. */
export interface PngShape {
  readonly width: number;
  readonly height: number;
  /** Bytes a pixel. */
  readonly channels: 3 | 4;
}

/** The shape of a PNG of 8 bits in RGB or RGBA that is not interlaced; undefined for every other one. */
export async function pngShape(source: ByteSource): Promise<PngShape | undefined> {
  const header = await source.read(PNG_SIGNATURE_BYTES, 25);
  if (header.length < 25 || header.toString('latin1', 4, 8) !== 'IHDR') return undefined;
  const [depth, colours, interlaced] = [header[16], header[17], header[20]];
  if (depth !== 8 || interlaced !== 0 || (colours !== 2 && colours !== 6)) return undefined;
  const [width, height] = [header.readUInt32BE(8), header.readUInt32BE(12)];
  return width > 0 && height > 0 ? { width, height, channels: colours === 2 ? 3 : 4 } : undefined;
}

/**
 * The rows of a PNG from the top, each unfiltered (PNG specification, section 9); a caller that stops asking ends the
 * inflating. A file that is cut off or broken ends early.
 */
export async function* pngRows(
  source: ByteSource,
  { width, height, channels }: PngShape,
): AsyncGenerator<Buffer> {
  const rowBytes = width * channels;
  const input = Readable.from(pixelData(source));
  const inflated = createInflate();
  input.on('error', (error) => inflated.destroy(error));
  input.pipe(inflated);
  try {
    let left = height;
    let above: Buffer = Buffer.alloc(rowBytes);
    let row = Buffer.alloc(rowBytes + 1);
    let filled = 0;
    for await (const piece of inflated as AsyncIterable<Buffer>) {
      for (let at = 0; at < piece.length && left > 0;) {
        const copied = piece.copy(row, filled, at);
        at += copied;
        filled += copied;
        if (filled < row.length) continue;
        const pixels = row.subarray(1);
        unfilter(row[0] ?? 0, pixels, above, channels);
        yield pixels;
        above = pixels;
        row = Buffer.alloc(rowBytes + 1);
        filled = 0;
        left -= 1;
      }
      if (left === 0) return;
    }
  } catch {
    // What is broken ends where it breaks.
  } finally {
    input.destroy();
    inflated.destroy();
    // The caller may close the file from now on.
    if (!input.closed) await new Promise((resolve) => input.once('close', resolve));
  }
}

/**
 * The first pixel of a PNG, from the first bytes of its data: no stream is opened for it.
 * @returns undefined where these say nothing yet, or are broken
 */
export async function firstPixel(source: ByteSource, { channels }: PngShape): Promise<Buffer | undefined> {
  for await (const piece of pixelData(source, PEEK)) {
    try {
      const begun = inflateSync(piece, { finishFlush: constants.Z_SYNC_FLUSH });
      // Nothing lies above or left of it, so that no filter changes it.
      return begun.length > channels ? begun.subarray(1, 1 + channels) : undefined;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** @param piece how many bytes come at a time, at most */
async function* pixelData(source: ByteSource, piece = PIECE): AsyncGenerator<Buffer> {
  let at = PNG_SIGNATURE_BYTES;
  for (let count = 0; count < MAX_CHUNKS && at + 8 <= source.size; count++) {
    const header = await source.read(at, 8);
    const length = header.readUInt32BE(0);
    const type = header.toString('latin1', 4, 8);
    if (type === 'IDAT')
      for (let from = 0; from < length && at + 8 + from < source.size; from += piece)
        yield Buffer.from(await source.read(at + 8 + from, Math.min(piece, length - from)));
    else if (type === 'IEND') return;
    at += 12 + length;
  }
}

const PIECE = 64 * 1024;
/** Enough for the tables of a first block, of some 550 bytes at most, and a pixel; inflated, it is 1 MB at most. */
const PEEK = 1024;

function unfilter(filter: number, row: Buffer, above: Buffer, step: number): void {
  if (filter === 0) return;
  for (let at = 0; at < row.length; at++) {
    const left = at < step ? 0 : (row[at - step] ?? 0);
    const up = above[at] ?? 0;
    const corner = at < step ? 0 : (above[at - step] ?? 0);
    row[at] = (row[at] ?? 0) + predicted(filter, left, up, corner);
  }
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const guess = left + up - corner;
      const [toLeft, toUp, toCorner] = [
        Math.abs(guess - left),
        Math.abs(guess - up),
        Math.abs(guess - corner),
      ];
      if (toLeft <= toUp && toLeft <= toCorner) return left;
      return toUp <= toCorner ? up : corner;
    }
    default:
      return 0;
  }
}
