import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ProblemInfo } from '../../problem/problem';
import { WorkerPool, type WorkerOptions } from '../../threads/workerPool';
import type { ImageInfo } from './imageInfo';
import type { InfoRequest } from './infoWorker';

/** Few: the texts of a picture may be large. */
const MOST_THREADS = 4;
/** So many pictures a message: one takes a fraction of a millisecond. */
const MOST_IN_BATCH = 64;
/** So many messages a thread at least, since some pictures take longer than others. */
const BATCHES_A_THREAD = 4;

/** What a picture was made with, or why it cannot be read. */
export type FoundInfo =
  | { readonly path: string; readonly info: ImageInfo }
  | { readonly path: string; readonly problem: ProblemInfo };

/**
 * Reads what many pictures were made with, as `readImageInfo` does, off the calling thread.
 * @returns in the order of the paths; once the signal is aborted, only what was read before
 */
export async function readImageInfos(
  paths: readonly string[],
  { signal, ...options }: WorkerOptions & { readonly signal?: AbortSignal },
): Promise<readonly FoundInfo[]> {
  const threads = Math.min(MOST_THREADS, availableParallelism());
  const size = Math.min(MOST_IN_BATCH, Math.ceil(paths.length / threads / BATCHES_A_THREAD));
  const batches = Array.from({ length: Math.ceil(paths.length / size) }, (_, index) =>
    paths.slice(index * size, (index + 1) * size),
  );
  const pool = new WorkerPool<InfoRequest, readonly FoundInfo[]>(join(options.workerFolder, 'infoWorker.js'), threads, options); // prettier-ignore
  const read = async (batch: readonly string[]) => {
    try {
      return await pool.run(batch, { signal });
    } catch (error) {
      if (signal?.aborted) return [];
      throw error;
    }
  };
  try {
    return (await Promise.all(batches.map(read))).flat();
  } finally {
    await pool.close();
  }
}
