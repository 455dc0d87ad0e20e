import type { Sleep } from '../retry';

/** Waits shorter than this are left for the next bytes: a timer is not more exact. */
const SHORTEST_MS = 5;

/** How many bytes a second may come in all, shared by all downloads. */
export class ByteRate {
  /** When the bytes that were taken are due, milliseconds. */
  private due = 0;

  /**
   * @param limit bytes a second, asked each time; 0 for no limit
   * @param now milliseconds of a clock that only goes forward
   */
  constructor(
    private readonly limit: () => number,
    private readonly sleep: Sleep,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Returns when so many bytes more may come. */
  async take(bytes: number, signal?: AbortSignal): Promise<void> {
    const limit = this.limit();
    if (limit <= 0) return;
    const now = this.now();
    this.due = Math.max(this.due, now) + (bytes / limit) * 1000;
    if (this.due - now >= SHORTEST_MS) await this.sleep(this.due - now, signal);
  }
}
