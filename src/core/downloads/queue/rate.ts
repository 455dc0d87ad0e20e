/** Milliseconds whose bytes make the rate: shorter, it jumps about; longer, it tells of what is over. */
const WINDOW_MS = 5000;

/** How fast bytes come, over the last seconds. */
export class Rate {
  private samples: readonly { readonly at: number; readonly bytes: number }[] = [];

  /** @param now milliseconds of a clock that only goes forward */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Takes in how many bytes are there by now. What was there from the start is no speed. */
  update(bytes: number): void {
    const at = this.now();
    this.samples = [...this.samples.filter((sample) => at - sample.at <= WINDOW_MS), { at, bytes }];
  }

  /** Bytes a second; undefined until there are two moments to compare. */
  get bytesPerSecond(): number | undefined {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    if (!first || !last || last.at <= first.at) return undefined;
    return Math.max(0, ((last.bytes - first.bytes) / (last.at - first.at)) * 1000);
  }
}
