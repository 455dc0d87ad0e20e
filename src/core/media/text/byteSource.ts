import type { FileHandle } from 'node:fs/promises';

/** Bytes of which any part can be asked for, so that a picture’s text is read without its pixels. */
export interface ByteSource {
  readonly size: number;
  /** @returns fewer than `length` bytes only where the source ends */
  read(offset: number, length: number): Promise<Buffer>;
}

/** So much is read at once: headers of chunks lie close together. */
const WINDOW = 16 * 1024;

/** A source over an open file; the caller closes it. */
export function fileSource(file: FileHandle, size: number): ByteSource {
  let window: Buffer = Buffer.alloc(0);
  let start = 0;
  const readFile = async (offset: number, length: number): Promise<Buffer> => {
    const wanted = Math.max(0, Math.min(length, size - offset));
    const buffer = Buffer.allocUnsafe(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await file.read(buffer, filled, wanted - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  };
  return {
    size,
    async read(offset, length) {
      if (length > WINDOW) return readFile(offset, length);
      if (offset < start || offset + length > start + window.length) {
        window = await readFile(offset, WINDOW);
        start = offset;
      }
      return window.subarray(offset - start, offset - start + length);
    },
  };
}
