import pLimit from 'p-limit';
import { cancelled } from './failures';

/** After so many answers in a row without trouble, one more request may run at a time. */
const SUCCESSES_TO_GROW = 10;

/** How many requests run at a time: fewer as soon as the server is in trouble, more again while it is well. */
export class RateControl {
  private readonly limit;
  private successes = 0;

  /** @param max never more than this at a time */
  constructor(private readonly max: number) {
    this.limit = pLimit(max);
  }

  /** How many may run at a time now. */
  get concurrency(): number {
    return this.limit.concurrency;
  }

  /** Runs the work when its turn comes. Aborting ends the wait for the turn, too. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) throw cancelled();
    const turn = this.limit(async () => {
      if (signal?.aborted) throw cancelled();
      return work();
    });
    if (!signal) return turn;
    return new Promise<T>((resolve, reject) => {
      const onAbort = (): void => reject(cancelled());
      signal.addEventListener('abort', onAbort, { once: true });
      turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  /** The server answered as it should. */
  succeeded(): void {
    this.successes++;
    if (this.successes < SUCCESSES_TO_GROW || this.limit.concurrency >= this.max) return;
    this.successes = 0;
    this.limit.concurrency++;
  }

  /** The server asked for fewer requests, or failed. */
  troubled(): void {
    this.successes = 0;
    this.limit.concurrency = Math.max(1, Math.floor(this.limit.concurrency / 2));
  }
}
