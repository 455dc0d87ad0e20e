import { stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { openRegular } from '../files/regularFile';
import { watchFile } from '../files/watchFile';
import { errnoOf, toProblem } from '../problem/toProblem';

const CHUNK_BYTES = 64 * 1024;

/**
 * Receives bytes and the place in the file where they begin. A place that is not where the last bytes ended is 0: the
 * file was emptied or replaced.
 */
export type OnBytes = (bytes: Uint8Array, at: number) => Promise<void> | void;

/**
 * Follows a file that grows, such as a log, until it is cancelled. The file may not be there yet; one that is shorter
 * than what was read of it, and one in its place, is read from its beginning.
 * @param path absolute
 * @returns up to where it was read: what was written since can be read by `readRest`
 * @throws Problem where the file is there but cannot be read; what `onBytes` throws
 */
export async function followFile(
  path: string,
  fromByte: number,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<number> {
  let at = fromByte;
  let file: FileHandle | undefined;
  let isChanged = false;
  let wake = (): void => undefined;
  const onAbort = (): void => wake();
  const isAborted = () => signal.aborted;
  signal.addEventListener('abort', onAbort);
  const stopWatching = watchFile(path, () => {
    isChanged = true;
    wake();
  });
  try {
    while (!isAborted()) {
      if (!isChanged) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      isChanged = false;
      file ??= await openIfThere(path);
      if (!file) continue;
      const isReplaced = await isAnother(path, file);
      // What was written before it was replaced belongs to it, too.
      at = await readOn(path, file, at, onBytes, signal);
      if (!isReplaced || isAborted()) continue;
      await file.close();
      file = undefined;
      at = 0;
      isChanged = true;
    }
    return at;
  } finally {
    stopWatching();
    signal.removeEventListener('abort', onAbort);
    await file?.close();
  }
}

/** Reads what a file holds from a place to its end. @returns where it ends; `fromByte` where there is no file */
export async function readRest(path: string, fromByte: number, onBytes: OnBytes): Promise<number> {
  const file = await openIfThere(path);
  try {
    return file ? await readOn(path, file, fromByte, onBytes) : fromByte;
  } finally {
    await file?.close();
  }
}

async function readOn(
  path: string,
  file: FileHandle,
  from: number,
  onBytes: OnBytes,
  signal?: AbortSignal,
): Promise<number> {
  let at = from;
  while (signal?.aborted !== true) {
    const bytes = await readChunk(file, at).catch((error: unknown) => {
      throw toProblem(error, basename(path));
    });
    if (bytes.length > 0) {
      await onBytes(bytes, at);
      at += bytes.length;
    } else if ((await file.stat()).size < at) at = 0;
    else break;
  }
  return at;
}

async function readChunk(file: FileHandle, at: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, at);
  return buffer.subarray(0, bytesRead);
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await openRegular(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw toProblem(error, basename(path));
  }
}

/** Whether the path leads to another file than the open one. A file that is only gone is not replaced yet. */
async function isAnother(path: string, file: FileHandle): Promise<boolean> {
  const [there, opened] = [
    await stat(path, { bigint: true }).catch(() => undefined),
    await file.stat({ bigint: true }),
  ];
  return there !== undefined && (there.ino !== opened.ino || there.dev !== opened.dev);
}
