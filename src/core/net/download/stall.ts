import type { ByteStream } from '../byteStream';
import { TransientProblem } from '../failures';
import { stopped } from './failures';

/** Calls back once after so many milliseconds, unless what it returns is called before. */
export type StartTimer = (ms: number, onTime: () => void) => () => void;

/** By the clock. */
export const clockTimer: StartTimer = (ms, onTime) => {
  const timer = setTimeout(onTime, ms);
  return () => clearTimeout(timer);
};

/** A server that is silent for so long is said to be, long before it is given up. */
const QUIET_MS = 5_000;

export interface StallOptions {
  readonly host: string;
  /** How long a server may be silent, milliseconds. */
  readonly limitMs: number;
  readonly startTimer: StartTimer;
  /** Told when nothing came for a while, but still may. */
  readonly onQuiet: () => void;
}

/** A server that sent some of a file, and then nothing for longer than it may: of that file alone. */
export class Stall extends TransientProblem {
  constructor(host: string) {
    super('timeout', ...stopped(host));
  }
}

/**
 * The bytes of a body, for as long as they come. Only the time in which they are waited for counts: a reader that is
 * slow is no silent server.
 * @throws Stall where nothing comes for longer than the limit; the body is cancelled then
 */
export async function* withoutStalls(
  body: ByteStream,
  { host, limitMs, startTimer, onQuiet }: StallOptions,
): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const stall = { isOver: false };
      const stops = [
        ...(QUIET_MS < limitMs ? [startTimer(QUIET_MS, onQuiet)] : []),
        startTimer(limitMs, () => {
          stall.isOver = true;
          body.cancel();
        }),
      ];
      let next: IteratorResult<Uint8Array>;
      try {
        next = await pieces.next();
      } catch (error) {
        // The network has a limit of its own, which may be first.
        const isTimeout = error instanceof TransientProblem && error.code === 'timeout';
        throw stall.isOver || isTimeout ? new Stall(host) : error;
      } finally {
        for (const stop of stops) stop();
      }
      if (stall.isOver) throw new Stall(host);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    body.cancel();
  }
}
