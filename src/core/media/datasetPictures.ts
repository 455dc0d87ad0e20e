import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../problem/problem';
import { KindPool } from '../threads/kindPool';
import type { WorkerOptions } from '../threads/workerPool';
import type { DatasetAnswers, DatasetRequest } from './datasetWorker';
import type { MakeOrder } from './makePicture';
import type { Inspected } from './pictureFacts';
import type { SharpBuild } from './sharpBuild';

/** Each thread holds a decoded picture, which may be some hundred megabytes. */
const MOST_THREADS = 4;

/** Reads and makes the pictures of trainings, several at a time, off the calling thread. */
export class DatasetPictures {
  private readonly pool: KindPool<DatasetRequest, DatasetAnswers>;
  /** How many are worked on at a time. */
  readonly threads: number;

  /** @param options.builds the builds of `sharp` to try; by default those that are safe in this program */
  constructor(
    private readonly options: WorkerOptions & {
      readonly builds?: readonly SharpBuild[];
      readonly threads?: number;
    },
  ) {
    this.threads = options.threads ?? Math.max(1, Math.min(MOST_THREADS, availableParallelism()));
    this.pool = new KindPool(join(options.workerFolder, 'datasetWorker.js'), this.threads, options);
  }

  /** Reads a picture to its last pixel. One that brings its thread down is called damaged. */
  async inspect(path: string, signal?: AbortSignal): Promise<Inspected> {
    try {
      return await this.pool.call({ kind: 'inspect', path, builds: this.options.builds }, { signal });
    } catch (error) {
      if (error instanceof Problem || signal?.aborted) throw error;
      return { ok: false, fault: 'damaged', detail: error instanceof Error ? error.message : '' };
    }
  }

  /** Writes the picture that is trained on. @throws Problem */
  async make(order: MakeOrder, signal?: AbortSignal): Promise<void> {
    await this.pool.call({ kind: 'make', order, builds: this.options.builds }, { signal });
  }

  /** Ends the threads; pictures under way are rejected. */
  close(): Promise<void> {
    return this.pool.close();
  }
}
