import type { ImageTask } from '../../images/imageTask';
import { Rate } from './rate';

/** What is known of a download while this process runs it. */
export interface LiveDownload {
  /** How many bytes have come; undefined where images are counted. */
  readonly bytes?: number;
  /** How many there will be; undefined while that is unknown. */
  readonly totalBytes?: number | undefined;
  readonly bytesPerSecond?: number | undefined;
  readonly secondsLeft?: number | undefined;
  /** Why nothing comes for now. */
  readonly waitsFor?: string | undefined;
  /** How many images of a batch are in their places, were there before, and failed. */
  readonly counts?: { readonly completed: number; readonly skipped: number; readonly failed: number };
  /** The images that come now, and those that failed. */
  readonly images?: readonly ImageTask[];
}

/** Collects what a download of a model tells of itself. */
export class LiveModel {
  private readonly rate: Rate;
  private waitsFor: string | undefined;
  private bytes = 0;
  private totalBytes: number | undefined;

  constructor(now?: () => number) {
    this.rate = new Rate(now);
  }

  progress(bytes: number, total: number | undefined): LiveDownload {
    this.rate.update(bytes);
    [this.bytes, this.totalBytes] = [bytes, total];
    return this.now();
  }

  wait(why: string | undefined): LiveDownload {
    this.waitsFor = why;
    return this.now();
  }

  private now(): LiveDownload {
    const { bytes, totalBytes, waitsFor } = this;
    const { bytesPerSecond } = this.rate;
    const left = totalBytes === undefined ? undefined : totalBytes - bytes;
    return {
      bytes,
      totalBytes,
      waitsFor,
      bytesPerSecond,
      ...(left !== undefined && bytesPerSecond && { secondsLeft: left / bytesPerSecond }),
    };
  }
}

/** Collects what the images of a batch tell. */
export class LiveImages {
  private readonly tasks = new Map<string, ImageTask>();
  private readonly counts = { completed: 0, skipped: 0, failed: 0 };

  /** How many are done with. */
  get over(): number {
    const { completed, skipped, failed } = this.counts;
    return completed + skipped + failed;
  }

  update(task: ImageTask): LiveDownload {
    const { id, state } = task;
    if (state === 'completed' || state === 'skipped') {
      // Thousands of them are in their places in the end: they are counted, and shown no longer.
      this.tasks.delete(id);
      this.counts[state]++;
    } else {
      if (state === 'failed') this.counts.failed++;
      this.tasks.set(id, task);
    }
    return { counts: { ...this.counts }, images: [...this.tasks.values()] };
  }
}
