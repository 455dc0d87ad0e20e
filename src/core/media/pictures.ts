import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Problem } from '../problem/problem';

/** A picture that is ready to be written beside a model. */
export interface PreviewPicture {
  readonly bytes: Uint8Array;
  /** With the dot: `.jpg`, or the picture's own where it could not be converted here. */
  readonly extension: string;
}

/** Messages to and from `pictureWorker.js`. */
export interface PictureRequest {
  readonly id: number;
  readonly bytes: Uint8Array;
}
export type PictureAnswer =
  { readonly id: number; readonly picture: PreviewPicture } | { readonly id: number; readonly error: string };

interface Waiting {
  readonly resolve: (picture: PreviewPicture) => void;
  readonly reject: (error: Error) => void;
}

/** Turns downloaded pictures into previews, in a worker that starts with the first of them. */
export class Pictures {
  private worker: Worker | undefined;
  private nextId = 0;
  private readonly waiting = new Map<number, Waiting>();

  /** @param workerFolder the folder of `pictureWorker.js` */
  constructor(private readonly workerFolder: string) {}

  /**
   * A small JPEG of a picture of any format.
   * @throws Problem `bad_answer` for bytes that are no picture
   */
  async preview(bytes: Uint8Array): Promise<PreviewPicture> {
    const worker = this.start();
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, bytes } satisfies PictureRequest);
    });
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private start(): Worker {
    if (this.worker) return this.worker;
    const worker = new Worker(join(this.workerFolder, 'pictureWorker.js'));
    this.worker = worker;
    worker.on('message', (answer: PictureAnswer) => {
      const waiting = this.waiting.get(answer.id);
      this.waiting.delete(answer.id);
      if (this.waiting.size === 0) worker.unref();
      if ('picture' in answer) waiting?.resolve(answer.picture);
      else waiting?.reject(notAPicture(answer.error));
    });
    const stop = (error: Error): void => {
      // A thread that crashed ends only after its successor may have started.
      if (this.worker !== worker) return;
      this.worker = undefined;
      for (const { reject } of this.waiting.values()) reject(error);
      this.waiting.clear();
    };
    worker.on('error', (error) =>
      stop(notAPicture(error instanceof Error ? error.message : 'worker failed')),
    );
    worker.on('exit', () => stop(notAPicture('the worker ended')));
    return worker;
  }
}

function notAPicture(cause: string): Problem {
  return new Problem(
    'bad_answer',
    `The downloaded preview is no picture (${cause}).`,
    'Fetch the model again later.',
  );
}
