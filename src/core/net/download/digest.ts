import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromDigest, ToDigest } from './digestWorker';

/** The SHA-256 of bytes that come one after the other. */
export interface Digest {
  /** Takes bytes, which are not to be changed before it resolves. */
  update(bytes: Uint8Array): Promise<void>;
  /** Begins again. */
  reset(): void;
  /** Of all bytes since the beginning, lower case. */
  result(): Promise<string>;
  close(): Promise<void>;
}

/** On this thread. */
export class LocalDigest implements Digest {
  private hash = createHash('sha256');

  update(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    return Promise.resolve();
  }

  reset(): void {
    this.hash = createHash('sha256');
  }

  result(): Promise<string> {
    return Promise.resolve(this.hash.digest('hex'));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** On a thread of its own, so that hashing a large file keeps neither the network nor the user waiting. */
export class ThreadDigest implements Digest {
  private readonly worker: Worker;
  private readonly asked: {
    readonly resolve: (text: string) => void;
    readonly reject: (error: Error) => void;
  }[] = [];
  private failure: Error | undefined;

  /** @param workerFolder absolute path of the folder of the built workers */
  constructor(workerFolder: string) {
    this.worker = new Worker(join(workerFolder, 'digestWorker.js'));
    this.worker.on('message', (answer: FromDigest) => this.asked.shift()?.resolve(answer));
    this.worker.on('error', (error: Error) => this.fail(error));
    this.worker.on('exit', () => this.fail(new Error('The thread that hashes has ended.')));
  }

  async update(bytes: Uint8Array): Promise<void> {
    await this.ask({ kind: 'update', bytes });
  }

  reset(): void {
    this.worker.postMessage({ kind: 'reset' } satisfies ToDigest);
  }

  result(): Promise<string> {
    return this.ask({ kind: 'result' });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private ask(question: ToDigest): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.failure) {
        reject(this.failure);
        return;
      }
      this.asked.push({ resolve, reject });
      this.worker.postMessage(question);
    });
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.asked.splice(0)) reject(this.failure);
  }
}
