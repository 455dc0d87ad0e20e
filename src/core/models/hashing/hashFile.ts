import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { growing } from '../header/refusals';
import { inspectOpenFile } from '../scan/inspect';
import { isModelFile } from '../modelFile';
import { partHashes, type FileHashes, type HashKind, type PartHash } from './kinds';

/** From 1 to 8 MiB the rate is the same within what can be measured. */
const BUFFER_BYTES = 4 * 1024 * 1024;

/** A worker hashes one file after the other, so these two do for all of them. */
const buffers = [Buffer.allocUnsafeSlow(BUFFER_BYTES), Buffer.allocUnsafeSlow(BUFFER_BYTES)] as const;

/**
 * Hashes a file in one pass over the bytes that the kinds need.
 * @param path absolute path
 * @param report gets the bytes read since the last call
 * Throws `Problem`: model files that are `empty`, `html` or `truncated`, files that change meanwhile (`growing`)
 * or cannot be read. A file with a `bad_header` is a file and has hashes.
 */
export async function hashFile(
  path: string,
  kinds: readonly HashKind[],
  report: (bytes: number) => void,
): Promise<FileHashes> {
  const name = basename(path);
  try {
    const file = await open(path, 'r');
    try {
      const before = await file.stat();
      if (isModelFile(name)) refuseUnlessWhole(file, path);
      const first = await file.read(Buffer.alloc(8), 0, 8, 0);
      const parts = await partHashes(kinds, before.size, first.buffer.subarray(0, first.bytesRead));
      await feed(file, parts, report, name);
      const after = await stat(path);
      const changed =
        after.size !== before.size || after.mtimeMs !== before.mtimeMs || after.ino !== before.ino;
      if (changed) throw growing(name);
      const none = Object.fromEntries(kinds.map((kind) => [kind, null]));
      return Object.assign({ size: before.size }, none, ...parts.map((part) => part.results())) as FileHashes;
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

/** Reads all that the parts need, with the next read under way while the last one is hashed. */
async function feed(
  file: FileHandle,
  parts: readonly PartHash[],
  report: (bytes: number) => void,
  name: string,
): Promise<void> {
  let position = Math.min(...parts.map((part) => part.start));
  const end = Math.max(...parts.map((part) => part.end));
  if (position >= end) return;
  const [one, other] = buffers;
  const read = (buffer: Buffer) => file.read(buffer, 0, Math.min(BUFFER_BYTES, end - position), position);
  let current = one;
  let reading = read(current);
  while (position < end) {
    const { bytesRead } = await reading;
    // Shorter than it was a moment ago.
    if (bytesRead === 0) throw growing(name);
    const start = position;
    const bytes = current.subarray(0, bytesRead);
    position += bytesRead;
    if (position < end) {
      current = current === one ? other : one;
      reading = read(current);
    }
    for (const part of parts) {
      const from = Math.max(part.start - start, 0);
      const to = Math.min(part.end - start, bytesRead);
      if (from < to) part.update(bytes.subarray(from, to));
    }
    report(bytesRead);
  }
}
