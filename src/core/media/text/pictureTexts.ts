import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';

/** Where in a picture file a text stands. */
export type TextOrigin = 'png' | 'exif' | 'xmp' | 'comment' | 'stealth';

/** A text that stands in a picture file beside its pixels, or hidden in them. */
export interface PictureText {
  readonly origin: TextOrigin;
  /** The keyword of a PNG chunk, the name of an Exif tag, the qualified name of an XMP property. */
  readonly key: string;
  readonly text: string;
}

/** A text that is longer than this is no generation parameters. */
export const MAX_TEXT_BYTES = 16 * 2 ** 20;
/** All texts of a picture together. */
const MAX_TOTAL_BYTES = 64 * 2 ** 20;
const MAX_TEXTS = 2000;

const DECOMPRESSORS = { zlib: inflateSync, gzip: gunzipSync, brotli: brotliDecompressSync } as const;

/** Gathers the texts of one picture, within bounds that no file can pass. */
export class TextCollector {
  private readonly found: PictureText[] = [];
  private bytesLeft = MAX_TOTAL_BYTES;
  private wasTooLarge = false;

  add(origin: TextOrigin, key: string, text: string): void {
    const clean = trimNul(text);
    if (clean === '') return;
    if (this.found.length >= MAX_TEXTS || clean.length > this.bytesLeft) {
      this.wasTooLarge = true;
      return;
    }
    this.bytesLeft -= clean.length;
    this.found.push({ origin, key, text: clean });
  }

  /** A text was left out because of its size. */
  leaveOut(): void {
    this.wasTooLarge = true;
  }

  /** @returns undefined for what is broken, or would fill the memory; also that is paid for out of the bounds */
  decompress(bytes: Buffer, method: keyof typeof DECOMPRESSORS): Buffer | undefined {
    const maxOutputLength = Math.min(MAX_TEXT_BYTES, this.bytesLeft);
    if (maxOutputLength <= 0) return undefined;
    try {
      const options = method === 'brotli' ? {} : { finishFlush: constants.Z_SYNC_FLUSH };
      return DECOMPRESSORS[method](bytes, { ...options, maxOutputLength });
    } catch (error) {
      if (!isTooLarge(error)) return undefined;
      this.bytesLeft -= maxOutputLength;
      this.wasTooLarge = true;
      return undefined;
    }
  }

  get texts(): readonly PictureText[] {
    return this.found;
  }

  /** Whether a text was left out because of its size. */
  get tooLarge(): boolean {
    return this.wasTooLarge;
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

function trimNul(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) === 0) start += 1;
  while (end > start && text.charCodeAt(end - 1) === 0) end -= 1;
  return text.slice(start, end);
}
