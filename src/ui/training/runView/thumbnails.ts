import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '../../../core/files/atomicWrite';
import type { Pictures } from '../../../core/media/pictures';
import type { Sample } from '../../../core/training/run/samples';

/** How often a picture is tried that cannot be read: it may still be being written. */
const MOST_TRIES = 5;

/** Small pictures of the samples of a job, in the job's folder, so that its page may show them. */
export class Thumbnails {
  private readonly folder: string;
  private readonly tries = new Map<string, number>();
  private working: Promise<void> | undefined;

  /** @param pictures asked for when the first one is made */
  constructor(
    jobFolder: string,
    private readonly pictures: () => Promise<Pictures>,
  ) {
    this.folder = join(jobFolder, 'thumbnails');
  }

  /** Where the small picture of a sample is, once it is made. */
  of(sample: Pick<Sample, 'key'>): string | undefined {
    const path = this.pathOf(sample);
    return existsSync(path) ? path : undefined;
  }

  /** Makes those that are missing, one at a time, the newest first. @param onMade called after some of them */
  make(samples: readonly Sample[], onMade: () => void, signal: AbortSignal): void {
    this.working ??= this.makeAll(samples, onMade, signal).finally(() => (this.working = undefined));
  }

  private async makeAll(samples: readonly Sample[], onMade: () => void, signal: AbortSignal): Promise<void> {
    const missing = samples.filter(
      (sample) => (this.tries.get(sample.key) ?? 0) < MOST_TRIES && this.of(sample) === undefined,
    );
    for (const sample of [...missing].reverse()) {
      if (signal.aborted) return;
      this.tries.set(sample.key, (this.tries.get(sample.key) ?? 0) + 1);
      try {
        const { bytes } = await (await this.pictures()).preview(await readFile(sample.path));
        await mkdir(this.folder, { recursive: true });
        await writeFileAtomic(this.pathOf(sample), bytes);
        onMade();
      } catch {
        // The trainer may not have finished it: the next look tries again.
      }
    }
  }

  private pathOf({ key }: Pick<Sample, 'key'>): string {
    const part = /^output\/(\d+)\//.exec(key)?.[1] ?? '0';
    return join(this.folder, `${part}-${basename(key)}.jpg`);
  }
}
