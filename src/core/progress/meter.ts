import type { Count, OnProgress, Phase } from './progress';

/** Seconds over which the rate is measured: long enough to be calm, short enough to follow a slower disk. */
const WINDOW_SECONDS = 5;

/** A server that is silent for so long is worth a word. */
const SILENCE_MS = 5_000;

/** What a meter measures, and with what. */
export interface MeterOptions {
  /** Which rate is reported: that of the bytes (default), or of the files in a run that counts no bytes. */
  readonly rate?: 'bytes' | 'files';
  /** How many requests were sent since the run began. */
  readonly requests?: () => number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

/** What a phase changes; everything else goes on as in the phase before. */
export interface PhaseOptions {
  /** How many files there are; they are counted from 0. */
  readonly files?: number;
  /** How many bytes there are; they are counted from 0. */
  readonly bytes?: number;
  /** Between which percents of the whole run the counts go from nothing to all; at first from 0 to 100. */
  readonly share?: readonly [from: number, to: number];
}

/** Counts the work of a run, and reports its share, its rate and the time left. */
export class Meter {
  private phase: Phase | undefined;
  private share: readonly [from: number, to: number] = [0, 100];
  private files: Count | undefined;
  private bytes: Count | undefined;
  private samples: { readonly at: number; readonly done: number }[] = [];
  private readonly now: () => number;
  /** When something was counted last. */
  private movedAt = 0;

  /** @param report where the progress goes */
  constructor(
    private readonly report: OnProgress = () => undefined,
    private readonly options: MeterOptions = {},
  ) {
    this.now = options.now ?? (() => performance.now());
  }

  /** Begins a phase and reports it. */
  enter(phase: Phase, { files, bytes, share }: PhaseOptions = {}): void {
    this.phase = phase;
    this.movedAt = this.now();
    if (share) this.share = share;
    if (files !== undefined) this.files = { done: 0, total: files };
    if (bytes !== undefined) this.bytes = { done: 0, total: bytes };
    if (this.options.rate === 'files' ? files !== undefined : bytes !== undefined) {
      this.samples = [{ at: this.now(), done: 0 }];
    }
    this.tell();
  }

  addFiles(files = 1): void {
    this.movedAt = this.now();
    this.files = plus(this.files, files);
    if (this.options.rate === 'files') this.sample(this.files);
    this.tell();
  }

  addBytes(bytes: number): void {
    this.movedAt = this.now();
    this.bytes = plus(this.bytes, bytes);
    if (this.options.rate !== 'files') this.sample(this.bytes);
    this.tell();
  }

  /** Reports again where only Civitai can go on, and has been silent; to be called every second or so. */
  tick(): void {
    if (this.isWaiting()) this.tell();
  }

  private isWaiting(): boolean {
    const { phase, bytes } = this;
    const asks = phase === 'asking' || phase === 'previews';
    // When all is hashed, the last answers are still to come.
    const isHashed = phase === 'hashing' && bytes?.done === bytes?.total;
    return (asks || isHashed) && this.now() - this.movedAt >= SILENCE_MS;
  }

  private tell(): void {
    const { phase, files, bytes } = this;
    if (!phase) return;
    const measured = this.options.rate === 'files' ? files : bytes;
    const left = measured ? measured.total - measured.done : 0;
    const perSecond = left > 0 ? this.perSecond() : 0;
    this.report({
      phase,
      percent: this.percent(),
      ...(files && { files }),
      ...(bytes && { bytes }),
      ...(perSecond > 0 && { perSecond, secondsLeft: left / perSecond }),
      ...(this.options.requests && { requests: this.options.requests() }),
      ...(this.options.requests && this.isWaiting() && { isWaiting: true as const }),
    });
  }

  /** By bytes where there are any, else by files. */
  private percent(): number {
    const { done, total } = (this.bytes?.total ? this.bytes : this.files) ?? { done: 0, total: 0 };
    const [from, to] = this.share;
    return from + (done / Math.max(1, total)) * (to - from);
  }

  private sample(count: Count | undefined): void {
    if (!count) return;
    const at = this.now();
    this.samples.push({ at, done: count.done });
    while ((this.samples[0]?.at ?? at) < at - WINDOW_SECONDS * 1000) this.samples.shift();
  }

  private perSecond(): number {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.at === first.at) return 0;
    return ((last.done - first.done) / (last.at - first.at)) * 1000;
  }
}

/** Adds to a count, if there is one, up to its total: a file may have grown by its new header. */
function plus(count: Count | undefined, more: number): Count | undefined {
  return count && { ...count, done: Math.min(count.total, count.done + more) };
}
