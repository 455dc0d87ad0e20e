import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { toProblem } from '../../problem/toProblem';
import { WorkerPool, type CallOptions, type WorkerOptions } from '../../threads/workerPool';
import { prefersSequentialReads } from './device';
import type { HashRequest } from './hashWorker';
import type { FileHashes, HashKind } from './kinds';

/** More readers than this gain nothing on any disk that was measured. */
const MAX_WORKERS = 8;
const DEFAULT_WORKERS = Math.min(availableParallelism(), MAX_WORKERS);

/** Hashes files on threads of its own, as many at a time as suits their device. */
export class Hasher {
  private readonly pool: WorkerPool<HashRequest, FileHashes>;
  private asksDevice = true;
  private readonly prefersSequentialReads: typeof prefersSequentialReads;
  /** By device, whether it wants a single reader. */
  private readonly sequential = new Map<number, Promise<boolean>>();

  /**
   * @param options.workers threads; without it (or with 0) one a core, and one a device that seeks or is remote
   * @param options.prefersSequentialReads whether a device is to have one reader where `workers` says nothing
   */
  constructor(
    options: WorkerOptions & {
      readonly workers?: number;
      readonly prefersSequentialReads?: typeof prefersSequentialReads;
    },
  ) {
    this.prefersSequentialReads = options.prefersSequentialReads ?? prefersSequentialReads;
    this.pool = new WorkerPool(join(options.workerFolder, 'hashWorker.js'), DEFAULT_WORKERS, options);
    this.resize(options.workers);
  }

  /**
   * Sets how many files are hashed at a time. It holds for files that wait, too; those under way are finished.
   * @param workers as for the constructor
   */
  resize(workers = 0): void {
    this.asksDevice = workers <= 0;
    this.pool.resize(this.asksDevice ? DEFAULT_WORKERS : workers);
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

  private async lane(path: string): Promise<NonNullable<CallOptions['lane']>> {
    const { dev } = await stat(path).catch((error: unknown) => {
      throw toProblem(error, basename(path));
    });
    const asked = this.sequential.get(dev) ?? this.prefersSequentialReads(path, dev);
    this.sequential.set(dev, asked);
    const isSequential = await asked;
    const limit = (): number => (this.asksDevice && isSequential ? 1 : Infinity);
    return {
      name: String(dev),
      // Asked again whenever a file could be next, since the setting may have changed while it waited.
      get limit() {
        return limit();
      },
    };
  }
}
