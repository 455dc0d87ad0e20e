import type { AnnotateProgress } from './types';

/** Seconds over which the rate is measured: long enough to be calm, short enough to follow a slower disk. */
const WINDOW_SECONDS = 5;

/** Counts what a run does and tells its rate and the time left. */
export class Meter {
  phase: AnnotateProgress['phase'] = 'reading';
  filesDone = 0;
  bytes = 0;
  bytesDone = 0;
  private readonly samples: { readonly at: number; readonly bytes: number }[] = [];

  /**
   * @param files how many files the run has
   * @param requests how many requests were sent since the run began
   * @param now milliseconds of a clock that only goes forward
   * @param report where the progress goes
   */
  constructor(
    private readonly files: number,
    private readonly requests: () => number,
    private readonly now: () => number,
    private readonly report: (progress: AnnotateProgress) => void,
  ) {}

  addBytes(bytes: number): void {
    this.bytesDone += bytes;
    const at = this.now();
    this.samples.push({ at, bytes: this.bytesDone });
    while ((this.samples[0]?.at ?? at) < at - WINDOW_SECONDS * 1000) this.samples.shift();
    this.tell();
  }

  fileDone(): void {
    this.filesDone += 1;
    this.tell();
  }

  enter(phase: AnnotateProgress['phase']): void {
    this.phase = phase;
    this.tell();
  }

  tell(): void {
    const bytesPerSecond = this.rate();
    const left = Math.max(0, this.bytes - this.bytesDone);
    this.report({
      phase: this.phase,
      files: this.files,
      filesDone: this.filesDone,
      bytes: this.bytes,
      bytesDone: this.bytesDone,
      bytesPerSecond,
      ...(bytesPerSecond > 0 && { secondsLeft: left / bytesPerSecond }),
      requests: this.requests(),
    });
  }

  private rate(): number {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.at === first.at) return 0;
    return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
  }
}
