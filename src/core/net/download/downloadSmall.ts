import { mkdir, open, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RoomMeter } from '../../files/roomMeter';
import { removeDeadTemporaries, temporaryName } from '../../files/temporaryFiles';
import { errnoOf, toProblem } from '../../problem/toProblem';
import type { OpenAnswer } from '../answer';
import { cancelled } from '../failures';
import { Outgrown } from './byteStore';
import { downloadFile } from './downloadFile';
import { MemoryStore } from './memoryStore';
import type { Pieces } from './pieces';
import type { DownloadDeps, DownloadedPart, FileRequest } from './request';
import { Tries } from './tries';

/** A file up to this size is sooner downloaded again than kept in halves; it is in memory until it is whole. */
const SMALL_BYTES = 4 * 2 ** 20;

/** A file of which nothing is known beforehand. */
export type SmallRequest = Omit<FileRequest, 'bytes' | 'sha256' | 'check' | 'neverText' | 'again' | 'before'>;

export interface SmallDeps extends DownloadDeps {
  readonly roomMeter: RoomMeter;
}

/**
 * Downloads a file that is likely to be small, such as a picture: into memory, then at once into a temporary file of a
 * name of its own, so that processes need not wait for each other. It is not forced to the disk; `place` may do that. One
 * that turns out to be large is downloaded as `downloadFile` does.
 * @throws Problem as `downloadFile` does
 */
export async function downloadSmall(request: SmallRequest, deps: SmallDeps): Promise<DownloadedPart> {
  const { target, key, signal } = request;
  const store = new MemoryStore(SMALL_BYTES);
  try {
    await new Tries(request, deps, store, { key }).run();
    signal?.throwIfAborted();
    return await placed(request, store, deps.roomMeter);
  } catch (error) {
    if (error instanceof Outgrown) return await downloadLarge(request, deps, error.answer);
    throw signal?.aborted ? cancelled() : toProblem(error, basename(target));
  }
}

async function placed(
  { target, place }: SmallRequest,
  store: MemoryStore,
  room: RoomMeter,
): Promise<DownloadedPart> {
  const { content, sha256 } = store.finish();
  await room.require(dirname(target), content.size, content.size);
  const path = await writeTemporary(dirname(target), content);
  const part: DownloadedPart = { path, bytes: content.size, sha256, isVerified: false, content };
  try {
    await place?.(part);
  } catch (error) {
    await remove(path);
    throw error;
  }
  return part;
}

/** @returns the path of the file */
async function writeTemporary(folder: string, content: Pieces): Promise<string> {
  const path = join(folder, temporaryName());
  const file = await open(path, 'wx').catch(async (error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
    await mkdir(folder, { recursive: true });
    return open(path, 'wx');
  });
  try {
    await content.writeTo(file).finally(() => file.close());
  } catch (error) {
    await remove(path);
    throw error;
  }
  await removeDeadTemporaries(folder);
  return path;
}

const remove = (path: string): Promise<void> => unlink(path).catch(() => undefined);

/** @param answer the beginning of the file, which need not be asked for again where none of it is there */
async function downloadLarge(
  request: SmallRequest,
  deps: SmallDeps,
  answer: OpenAnswer | undefined,
): Promise<DownloadedPart> {
  let first = answer;
  const http: DownloadDeps['http'] = {
    open: (asked, policy) => {
      const given = first;
      first = undefined;
      if (given && asked.headers?.range === undefined) return Promise.resolve(given);
      // It would keep its connection, of which there may be one.
      given?.body.cancel();
      return deps.http.open(asked, policy);
    },
  };
  try {
    return await downloadFile(request, { ...deps, http });
  } finally {
    answer?.body.cancel();
  }
}
