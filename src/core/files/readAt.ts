import { readSync } from 'node:fs';

/**
 * Reads a part of an open file on the calling thread.
 * @param fd file descriptor
 * @param buffer of at least `length` bytes, to read into
 * @returns fewer than `length` bytes only where the file ends
 */
export function readAt(
  fd: number,
  offset: number,
  length: number,
  buffer: Buffer = Buffer.allocUnsafe(length),
): Buffer {
  let filled = 0;
  while (filled < length) {
    const bytes = readSync(fd, buffer, filled, length - filled, offset + filled);
    if (bytes === 0) break;
    filled += bytes;
  }
  return buffer.subarray(0, filled);
}
