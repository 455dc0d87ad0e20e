import { TransientProblem } from '../failures';

/** So many tries in a row bring not one byte more, before it has failed. */
const MOST_IDLE_TRIES = 5;
/** Each of these takes as long as a server may be silent. */
const MOST_SILENCES = 3;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** How often a download is tried again, and after which wait. Each byte more starts the count again. */
export class Patience {
  /** The most bytes that ever were there: a server that begins again each time does not get on. */
  private furthest = 0;
  private idleTries = 0;
  private silences = 0;

  /** So many bytes of the whole are there. */
  cameTo(bytes: number): void {
    if (bytes <= this.furthest) return;
    this.furthest = bytes;
    this.idleTries = this.silences = 0;
  }

  /**
   * A try has failed.
   * @returns milliseconds until the next one: what the server asked for, else 1, 2, 4 … 60 s, less up to half of it by
   * chance so that many clients do not come back at once; undefined where there is none
   */
  waitAfter(error: unknown): number | undefined {
    if (!(error instanceof TransientProblem)) return undefined;
    this.idleTries++;
    if (error.code === 'timeout') this.silences++;
    if (this.idleTries >= MOST_IDLE_TRIES || this.silences >= MOST_SILENCES) return undefined;
    const longest = Math.min(FIRST_WAIT_MS * 2 ** (this.idleTries - 1), LONGEST_WAIT_MS);
    return error.waitMs ?? longest * (1 - Math.random() / 2);
  }
}
