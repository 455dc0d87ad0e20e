import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { toProblem } from '../../problem/toProblem';
import { WorkerPool } from '../../threads/workerPool';
import { prefersSequentialReads } from './device';
import type { HashRequest } from './hashWorker';
import type { FileHashes, HashKind } from './kinds';

/** More readers than this gain nothing on any disk that was measured. */
const MAX_WORKERS = 8;

/** Hashes files on threads of its own, as many at a time as suits their device. */
export class Hasher {
  private readonly pool: WorkerPool<HashRequest, FileHashes>;
  private readonly workers: number;
  private readonly prefersSequentialReads: typeof prefersSequentialReads;
  private readonly limits = new Map<number, Promise<number>>();

  /**
   * @param options.workerFolder the folder of the built workers
   * @param options.workers threads; without it (or with 0) one a core, and one a device that seeks or is remote
   * @param options.prefersSequentialReads whether a device is to have one reader where `workers` says nothing
   */
  constructor(options: {
    readonly workerFolder: string;
    readonly workers?: number;
    readonly prefersSequentialReads?: typeof prefersSequentialReads;
  }) {
    const { workerFolder, workers = 0 } = options;
    const isChosen = workers > 0;
    this.workers = isChosen ? workers : Math.min(availableParallelism(), MAX_WORKERS);
    this.prefersSequentialReads = isChosen
      ? () => Promise.resolve(false)
      : (options.prefersSequentialReads ?? prefersSequentialReads);
    this.pool = new WorkerPool(join(workerFolder, 'hashWorker.js'), this.workers);
  }

  /**
   * Hashes one file; call it for many files at once and they queue.
   * @param path absolute path
   * @param options.onBytes some ten times a second, the bytes read since the last call
   * @returns the size in bytes and one value a kind, `null` where the kind does not apply (see `HASH_KINDS`)
   * @throws Problem `empty`, `html`, `truncated`, `growing`, `missing`, `unreadable`; the signal's reason at once
   */
  async hash(
    path: string,
    kinds: readonly HashKind[],
    options: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void } = {},
  ): Promise<FileHashes> {
    const { signal, onBytes } = options;
    signal?.throwIfAborted();
    const lane = await this.lane(path);
    return this.pool.run({ path, kinds }, { signal, onProgress: onBytes, lane });
  }

  /** Ends the threads; files under way are rejected. */
  close(): Promise<void> {
    return this.pool.close();
  }

  private async lane(path: string): Promise<{ name: string; limit: number }> {
    const { dev } = await stat(path).catch((error: unknown) => {
      throw toProblem(error, basename(path));
    });
    const limit = this.limits.get(dev) ?? this.limitOf(path, dev);
    this.limits.set(dev, limit);
    return { name: String(dev), limit: await limit };
  }

  private async limitOf(path: string, device: number): Promise<number> {
    return (await this.prefersSequentialReads(path, device)) ? 1 : this.workers;
  }
}
