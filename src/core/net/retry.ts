import pRetry from 'p-retry';
import { cancelled, TransientProblem } from './failures';

/** Waits so many milliseconds; rejects as soon as the signal is aborted. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

const TIMEOUT_RETRIES = 1;
const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 30_000;

/**
 * Tries again while the failure is one that may pass: after the wait that the server asked for, else after
 * 1, 2, 4 … 30 s, less up to half of it by chance so that many clients do not come back at once.
 * @param options.retries how many tries may follow the first
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  options: {
    readonly retries: number;
    readonly sleep: Sleep;
    readonly signal?: AbortSignal | undefined;
    readonly onRetry: (problem: TransientProblem, waitMs: number) => void;
  },
): Promise<T> {
  const { retries, sleep, signal, onRetry } = options;
  return pRetry(work, {
    retries,
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!(error instanceof TransientProblem)) return false;
      // Each try takes as long as a server may be silent.
      if (error.code === 'timeout' && attemptNumber > TIMEOUT_RETRIES) return false;
      const waitMs = error.waitMs ?? backOff(attemptNumber);
      onRetry(error, waitMs);
      await sleep(waitMs, signal).catch((reason: unknown) => {
        throw signal?.aborted ? cancelled() : reason;
      });
      return true;
    },
  });
}

function backOff(attempt: number): number {
  const longest = Math.min(FIRST_BACK_OFF_MS * 2 ** (attempt - 1), LONGEST_BACK_OFF_MS);
  return longest * (1 - Math.random() / 2);
}
