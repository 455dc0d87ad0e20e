import pLimit from 'p-limit';

/** Looks at something that changes often: one look at a time, and soon ones not more often than users read. */
export class Looks {
  private readonly looking = pLimit(1);
  private soonTimer: NodeJS.Timeout | undefined;
  private lookedAt = -Infinity;

  /** @param notBeforeMs milliseconds between two looks, where the second one is to be soon */
  constructor(
    private readonly look: () => Promise<void>,
    private readonly notBeforeMs: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Looks now. */
  now(): void {
    clearTimeout(this.soonTimer);
    this.soonTimer = undefined;
    // One that waits will see what is new.
    if (this.looking.pendingCount > 0) return;
    void this.looking(async () => {
      this.lookedAt = performance.now();
      await this.look().catch(this.onError);
    });
  }

  soon(): void {
    const wait = this.lookedAt + this.notBeforeMs - performance.now();
    if (wait <= 0) this.now();
    else this.soonTimer ??= setTimeout(() => this.now(), wait);
  }

  dispose(): void {
    clearTimeout(this.soonTimer);
  }
}
