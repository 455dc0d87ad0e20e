import { Worker } from 'node:worker_threads';
import { ended } from '../problem/ended';
import { Problem, type ProblemInfo } from '../problem/problem';
import type { Texts } from '../text/texts';

/** What a worker sends back: its progress, and in the end an answer or a problem. */
export type WorkerMessage<Answer> =
  | { readonly kind: 'progress'; readonly amount: number }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'problem'; readonly problem: ProblemInfo };

/** What a worker is started with. */
export interface WorkerStart {
  readonly texts?: Texts | undefined;
}

/** What everything with threads of its own needs to start them. */
export interface WorkerOptions extends WorkerStart {
  /** Absolute path of the folder of the built workers. */
  readonly workerFolder: string;
}

export interface CallOptions {
  /** Ends the call at once, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Gets the amount done since the last report, in the worker's unit (bytes, files). */
  readonly onProgress?: ((amount: number) => void) | undefined;
  /** Calls of the same lane share its limit of calls at a time. */
  readonly lane?: { readonly name: string; readonly limit: number };
}

interface Call<Request, Answer> extends CallOptions {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
}

interface Slot<Request, Answer> {
  readonly worker: Worker;
  call?: Call<Request, Answer> | undefined;
}

/**
 * Threads that each answer one call at a time (`workerSide.ts` is their end). They start on first use, do not keep
 * the process alive while they wait, and one that crashed or was cancelled is replaced when the next call needs it.
 */
export class WorkerPool<Request, Answer> {
  private readonly slots = new Set<Slot<Request, Answer>>();
  private readonly waiting: Call<Request, Answer>[] = [];
  private closed = false;

  /**
   * @param script path of the built worker
   * @param size how many threads at most
   * @param start the texts of the problems that workers report
   */
  constructor(
    private readonly script: string,
    private size: number,
    private readonly start: WorkerStart = {},
  ) {}

  /**
   * Sends a request to the next free worker.
   * @returns its answer; rejects with a `Problem`, the signal's reason, or the error that crashed the worker
   */
  run(request: Request, options: CallOptions = {}): Promise<Answer> {
    const { signal } = options;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.closed) throw ended();
      const cancel = () => this.cancel(call, toError(signal?.reason));
      const call: Call<Request, Answer> = {
        ...options,
        request,
        resolve: (answer) => {
          signal?.removeEventListener('abort', cancel);
          resolve(answer);
        },
        reject: (reason) => {
          signal?.removeEventListener('abort', cancel);
          reject(reason);
        },
      };
      signal?.addEventListener('abort', cancel, { once: true });
      this.waiting.push(call);
      this.startNext();
    });
  }

  /** Sets how many threads answer at most. Calls under way are finished, however many they are. */
  resize(size: number): void {
    this.size = size;
    this.startNext();
  }

  /** Ends all threads; calls that are under way are rejected. */
  async close(): Promise<void> {
    this.closed = true;
    const slots = [...this.slots];
    this.slots.clear();
    for (const call of this.waiting.splice(0)) call.reject(ended());
    for (const slot of slots) slot.call?.reject(ended());
    await Promise.all(slots.map(({ worker }) => worker.terminate()));
  }

  private startNext(): void {
    while (!this.closed && this.hasFreeSlot()) {
      const index = this.waiting.findIndex((call) => this.hasRoom(call));
      const [call] = index < 0 ? [] : this.waiting.splice(index, 1);
      if (!call) return;
      const slot = this.freeSlot();
      slot.call = call;
      slot.worker.ref();
      slot.worker.postMessage(call.request);
    }
  }

  private hasFreeSlot(): boolean {
    const busy = [...this.slots].filter((slot) => slot.call);
    return busy.length < this.size;
  }

  private hasRoom({ lane, signal }: Call<Request, Answer>): boolean {
    // An aborted signal rejects its calls one by one: those that are still in the queue must not start meanwhile.
    if (signal?.aborted) return false;
    if (!lane) return true;
    const running = [...this.slots].filter((slot) => slot.call?.lane?.name === lane.name);
    return running.length < lane.limit;
  }

  private freeSlot(): Slot<Request, Answer> {
    for (const slot of this.slots) if (!slot.call) return slot;
    const workerData: WorkerStart = { texts: this.start.texts };
    const slot: Slot<Request, Answer> = { worker: new Worker(this.script, { workerData }) };
    slot.worker.on('message', (message: WorkerMessage<Answer>) => this.receive(slot, message));
    slot.worker.on('error', (error: Error) => this.drop(slot, error));
    slot.worker.on('exit', () => this.drop(slot, new Error('The worker thread ended unexpectedly.')));
    this.slots.add(slot);
    return slot;
  }

  private receive(slot: Slot<Request, Answer>, message: WorkerMessage<Answer>): void {
    const { call } = slot;
    if (!call) return;
    if (message.kind === 'progress') {
      call.onProgress?.(message.amount);
      return;
    }
    slot.call = undefined;
    slot.worker.unref();
    if (message.kind === 'answer') call.resolve(message.answer);
    else call.reject(new Problem(message.problem.code, message.problem.message, message.problem.advice));
    this.startNext();
  }

  /** A busy worker cannot receive messages, and one that reads a dead network share never returns: it is ended. */
  private cancel(call: Call<Request, Answer>, reason: Error): void {
    const index = this.waiting.indexOf(call);
    if (index >= 0) this.waiting.splice(index, 1);
    call.reject(reason);
    for (const slot of this.slots) {
      if (slot.call !== call) continue;
      this.drop(slot, reason);
      void slot.worker.terminate();
    }
  }

  private drop(slot: Slot<Request, Answer>, reason: Error): void {
    this.slots.delete(slot);
    const { call } = slot;
    slot.call = undefined;
    call?.reject(reason);
    this.startNext();
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
