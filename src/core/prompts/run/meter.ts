import type { PromptProgress } from './types';

/** Seconds over which the rate is measured: long enough to be calm, short enough to follow a slower disk. */
const WINDOW_SECONDS = 5;

/** Counts the files of a run and tells their rate and the time left. */
export class FileMeter {
  private phase: PromptProgress['phase'] = 'finding';
  private files = 0;
  private filesDone = 0;
  private samples: { readonly at: number; readonly files: number }[] = [];

  /**
   * @param report where the progress goes
   * @param now milliseconds of a clock that only goes forward
   */
  constructor(
    private readonly report: (progress: PromptProgress) => void = () => undefined,
    private readonly now: () => number = () => performance.now(),
  ) {}

  enter(phase: PromptProgress['phase'], files = 0): void {
    this.phase = phase;
    this.files = files;
    this.filesDone = 0;
    this.samples = [{ at: this.now(), files: 0 }];
    this.tell();
  }

  add(files: number): void {
    this.filesDone += files;
    const at = this.now();
    this.samples.push({ at, files: this.filesDone });
    while ((this.samples[0]?.at ?? at) < at - WINDOW_SECONDS * 1000) this.samples.shift();
    this.tell();
  }

  private tell(): void {
    const { phase, files, filesDone } = this;
    const filesPerSecond = this.rate();
    const secondsLeft = (files - filesDone) / filesPerSecond;
    this.report({
      phase,
      files,
      filesDone,
      filesPerSecond,
      ...(filesPerSecond > 0 && { secondsLeft }),
    });
  }

  private rate(): number {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.at === first.at) return 0;
    return ((last.files - first.files) / (last.at - first.at)) * 1000;
  }
}
