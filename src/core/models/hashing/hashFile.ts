import { stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { growing } from '../header/refusals';
import { inspectOpenFile } from '../scan/inspect';
import { isModelFile } from '../modelFile';
import { rangeHashes, type FileHashes, type HashKind, type RangeHash } from './kinds';
import { openRegular } from '../../files/regularFile';

/** From 1 to 8 MiB there is no measurable difference in speed. */
const BUFFER_BYTES = 4 * 1024 * 1024;

/** Used again for each file: a worker hashes one file after the other. */
const buffers = [Buffer.allocUnsafeSlow(BUFFER_BYTES), Buffer.allocUnsafeSlow(BUFFER_BYTES)] as const;

/**
 * Hashes a file in one pass over the bytes that the kinds need.
 * @param path absolute path
 * @param report gets the bytes read since the last call
 * @throws Problem for model files that are `empty`, `html` or `truncated`, and for files that change meanwhile
 * (`growing`) or cannot be read; a file with a `bad_header` has hashes like any other
 */
export async function hashFile(
  path: string,
  kinds: readonly HashKind[],
  report: (bytes: number) => void,
): Promise<FileHashes> {
  const name = basename(path);
  try {
    const file = await openRegular(path);
    try {
      const before = await file.stat();
      if (isModelFile(name)) refuseUnlessWhole(file, path);
      const first = await file.read(Buffer.alloc(8), 0, 8, 0);
      const hashes = await rangeHashes(kinds, before.size, first.buffer.subarray(0, first.bytesRead));
      await feed(file, hashes, report, name);
      const after = await stat(path);
      const changed =
        after.size !== before.size || after.mtimeMs !== before.mtimeMs || after.ino !== before.ino;
      if (changed) throw growing(name);
      const none = Object.fromEntries(kinds.map((kind) => [kind, null]));
      const results = hashes.map((hash) => hash.results());
      return Object.assign({ size: before.size }, none, ...results) as FileHashes;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw toProblem(error, name);
  }
}

function refuseUnlessWhole(file: FileHandle, path: string): void {
  try {
    inspectOpenFile(file.fd, path, Date.now());
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'bad_header')) throw error;
  }
}

/** Reads all bytes that the hashes need, with the next read under way while the last one is hashed. */
async function feed(
  file: FileHandle,
  hashes: readonly RangeHash[],
  report: (bytes: number) => void,
  name: string,
): Promise<void> {
  let position = Math.min(...hashes.map((hash) => hash.start));
  const end = Math.max(...hashes.map((hash) => hash.end));
  if (position >= end) return;
  const [one, other] = buffers;
  const read = (buffer: Buffer) => file.read(buffer, 0, Math.min(BUFFER_BYTES, end - position), position);
  let current = one;
  let reading = read(current);
  while (position < end) {
    const { bytesRead } = await reading;
    // The file became shorter since its size was asked.
    if (bytesRead === 0) throw growing(name);
    const start = position;
    const bytes = current.subarray(0, bytesRead);
    position += bytesRead;
    if (position < end) {
      current = current === one ? other : one;
      reading = read(current);
    }
    for (const hash of hashes) {
      const from = Math.max(hash.start - start, 0);
      const to = Math.min(hash.end - start, bytesRead);
      if (from < to) hash.update(bytes.subarray(from, to));
    }
    report(bytesRead);
  }
}
