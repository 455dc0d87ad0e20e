import { createHash } from 'node:crypto';
import { openRegular } from '../../files/regularFile';
import type { ModelFile } from '../modelFile';

/** Bytes of a piece that is measured: enough that a seek, or the way to a server, is a small part of its time. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** Files that are measured: the bytes of one may be in memory, and a disk that sleeps takes seconds for the first. */
const SAMPLES = 3;

/**
 * How fast files of one device are hashed, in bytes a second. Infinity: none is so large that it matters; 0: none can
 * be read.
 */
export type HashingSpeed = (files: readonly ModelFile[], signal?: AbortSignal) => Promise<number>;

/**
 * Measures the speed on pieces of some of the files. A file that is no larger than a piece is hashed as fast as it
 * would be measured.
 * @throws the signal's reason
 */
export const measureHashingSpeed: HashingSpeed = async (files, signal) => {
  const large = files.filter(({ size }) => size > PIECE_BYTES);
  if (large.length === 0) return Infinity;
  const bySize = [...large].sort((one, other) => one.size - other.size);
  const last = bySize.length - 1;
  const chosen = new Set(
    Array.from({ length: SAMPLES }, (_, index) => bySize[Math.round((index * last) / (SAMPLES - 1))]),
  );
  let bytes = 0;
  let seconds = 0;
  for (const file of chosen) {
    signal?.throwIfAborted();
    const sample = file && (await measure(file).catch(() => undefined));
    if (!sample) continue;
    bytes += PIECE_BYTES;
    seconds += sample;
  }
  return bytes === 0 ? 0 : bytes / seconds;
};

/** Seconds that a piece of the middle of a file takes: a worker reads the next one while it hashes, so the slower counts. */
async function measure({ path, size }: ModelFile): Promise<number | undefined> {
  const file = await openRegular(path);
  try {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const start = performance.now();
    const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, Math.floor((size - PIECE_BYTES) / 2));
    const read = performance.now();
    createHash('sha256').update(piece).digest();
    const hashed = performance.now();
    return bytesRead < PIECE_BYTES ? undefined : Math.max(read - start, hashed - read) / 1000;
  } finally {
    await file.close();
  }
}
