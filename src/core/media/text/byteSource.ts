import type { FileHandle } from 'node:fs/promises';
import { readAt } from '../../files/readAt';

/** Bytes of which any part can be asked for, so that a picture’s text is read without its pixels. */
export interface ByteSource {
  readonly size: number;
  /** @returns fewer than `length` bytes only where the source ends; of up to 16 KiB, valid until the next call */
  read(offset: number, length: number): Promise<Buffer>;
}

/** So much is read at once: headers of chunks lie close together. */
const WINDOW = 16 * 1024;

/** A source over an open file; the caller closes it. */
export function fileSource(file: FileHandle, size: number): ByteSource {
  return windowed(size, async (offset, length, buffer = Buffer.allocUnsafe(length)) => {
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  });
}

/**
 * `fileSource` that holds the thread while it reads: for a worker, which has nothing else to do.
 * @param windows of a source that is read no more, to be used again
 */
export function heldSource(fd: number, size: number, windows: Windows): ByteSource {
  return windowed(size, (offset, length, buffer) => readAt(fd, offset, length, buffer), windows);
}

/** Two, since what stands behind the pixels is looked at between looks at the start. */
export interface Windows {
  readonly head: Buffer;
  readonly moving: Buffer;
}

export const newWindows = (): Windows => ({
  head: Buffer.allocUnsafeSlow(WINDOW),
  moving: Buffer.allocUnsafeSlow(WINDOW),
});

function windowed(
  size: number,
  readFile: (offset: number, length: number, buffer?: Buffer) => Buffer | Promise<Buffer>,
  { head, moving }: Windows = newWindows(),
): ByteSource {
  let first: Buffer | undefined;
  let window: Buffer = Buffer.alloc(0);
  let start = 0;
  const inFile = (offset: number, length: number) => Math.max(0, Math.min(length, size - offset));
  return {
    size,
    async read(offset, length) {
      if (length > WINDOW) return readFile(offset, inFile(offset, length));
      first ??= await readFile(0, inFile(0, WINDOW), head);
      if (offset + length <= first.length) return first.subarray(offset, offset + length);
      if (offset < start || offset + length > start + window.length) {
        window = await readFile(offset, inFile(offset, WINDOW), moving);
        start = offset;
      }
      return window.subarray(offset - start, offset - start + length);
    },
  };
}

/** A source over bytes that are in memory. */
export const bytesSource = (bytes: Buffer): ByteSource => ({
  size: bytes.length,
  read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
});
