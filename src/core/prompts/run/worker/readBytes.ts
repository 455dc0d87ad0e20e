import { closeSync, fstatSync, readSync } from 'node:fs';
import { MAX_PROMPT_FILE_BYTES } from '../../promptFile';
import { openRegularSync } from '../../../files/regularFile';

/** Larger than nearly every prompt file. */
const shared = Buffer.allocUnsafe(64 * 1024);

/**
 * Reads a file whole, on the calling thread and without a new buffer for each of many small files.
 * @returns bytes that are good until the next call; of a file that is larger than a prompt file may be, one more than
 * it may have
 */
export function readBytes(path: string): Uint8Array {
  const file = openRegularSync(path);
  try {
    let bytes = readSync(file, shared, 0, shared.length, 0);
    // What ends as JSON does is all there is: one call less for nearly every file.
    if (bytes === shared.length || !endsLikeJson(bytes)) bytes = readInto(file, shared, bytes);
    if (bytes < shared.length) return shared.subarray(0, bytes);
    const size = Math.min(fstatSync(file).size, MAX_PROMPT_FILE_BYTES) + 1;
    const large = Buffer.allocUnsafe(Math.max(size, bytes + 1));
    shared.copy(large);
    return large.subarray(0, readInto(file, large, bytes));
  } finally {
    closeSync(file);
  }
}

const [BRACE, LINE_FEED] = [0x7d, 0x0a];

function endsLikeJson(bytes: number): boolean {
  const last = shared[bytes - 1];
  return last === BRACE || last === LINE_FEED;
}

/** Reads until the file ends or the buffer is full: a network share may give less than was asked for. */
function readInto(file: number, buffer: Buffer, from: number): number {
  let end = from;
  while (end < buffer.length) {
    const bytes = readSync(file, buffer, end, buffer.length - end, end);
    if (bytes === 0) break;
    end += bytes;
  }
  return end;
}
