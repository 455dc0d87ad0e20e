import { readSync } from 'node:fs';

/**
 * Reads a part of an open file on the calling thread.
 * @param fd file descriptor
 * @returns fewer than `length` bytes only where the file ends
 */
export function readAt(fd: number, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const bytes = readSync(fd, buffer, filled, length - filled, offset + filled);
    if (bytes === 0) break;
    filled += bytes;
  }
  return buffer.subarray(0, filled);
}
