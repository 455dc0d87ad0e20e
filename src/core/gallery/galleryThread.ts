import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ended } from '../problem/ended';
import { Problem, type ProblemInfo } from '../problem/problem';
import type { WorkerOptions, WorkerStart } from '../threads/workerPool';
import type { GalleryChange, GalleryEngine } from './engine';

/** What the thread of galleries is asked: the methods of its engine. */
export type EngineMethod = 'open' | 'setFolders' | 'setModels' | 'look' | 'cells' | 'selected' | 'place' | 'placesOf' | 'facets' | 'picturesOf' | 'changes' | 'drop' | 'refresh' | 'close'; // prettier-ignore

export interface EngineCall {
  readonly id: number;
  readonly method: EngineMethod;
  readonly params: readonly unknown[];
}

export type EngineMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'problem'; readonly id: number; readonly problem: ProblemInfo }
  | { readonly kind: 'change'; readonly change: GalleryChange };

export interface GalleryStart extends WorkerStart {
  readonly cacheFolder: string | undefined;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The caller's end of the thread of galleries. It starts when it is made, and does not keep the process alive. */
export class GalleryThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private error: Error | undefined;

  constructor(
    { workerFolder, texts, cacheFolder }: WorkerOptions & GalleryStart,
    private readonly onChange: (change: GalleryChange) => void,
  ) {
    const workerData: GalleryStart = { texts, cacheFolder };
    this.worker = new Worker(join(workerFolder, 'galleryWorker.js'), { workerData });
    this.worker.on('message', (message: EngineMessage) => this.receive(message));
    this.worker.on('error', (error: Error) => this.fail(error));
    this.worker.on('exit', () => this.fail(new Error('The thread of galleries ended unexpectedly.')));
    this.worker.unref();
  }

  /** Whether it has ended, for whatever reason. */
  get hasEnded(): boolean {
    return this.error !== undefined;
  }

  /** @throws Problem of the call, or the error that ended the thread */
  call<Method extends EngineMethod>(
    method: Method,
    ...params: Parameters<GalleryEngine[Method]>
  ): Promise<Awaited<ReturnType<GalleryEngine[Method]>>> {
    return new Promise((resolve, reject) => {
      if (this.error) throw this.error;
      const id = ++this.lastId;
      this.waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.worker.ref();
      this.worker.postMessage({ id, method, params } satisfies EngineCall);
    });
  }

  /** Lets what is under way end where it keeps what it has read, and ends the thread. */
  async close(): Promise<void> {
    if (!this.error) await this.call('close').catch(() => undefined);
    this.fail(ended());
    await this.worker.terminate();
  }

  private receive(message: EngineMessage): void {
    if (message.kind === 'change') {
      this.onChange(message.change);
      return;
    }
    const call = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (this.waiting.size === 0) this.worker.unref();
    if (message.kind === 'answer') call?.resolve(message.answer);
    else call?.reject(new Problem(message.problem.code, message.problem.message, message.problem.advice));
  }

  private fail(error: Error): void {
    this.error ??= error;
    for (const { reject } of this.waiting.values()) reject(this.error);
    this.waiting.clear();
  }
}
