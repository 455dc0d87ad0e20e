import type { OpenAnswer } from '../answer';
import { halfAnswer } from '../failures';
import { tooMuch } from './failures';
import type { Part } from './part';
import type { Placement } from './range';

export interface ReceiveOptions {
  readonly part: Part;
  readonly placement: Placement;
  /** More than this is no longer the file, where its length is not said. */
  readonly mostBytes: number;
  /** Told how many bytes of the whole are there. */
  readonly onBytes: (bytes: number) => void;
  /** Waits until so many bytes more may come. */
  readonly pace: (bytes: number) => Promise<void>;
}

/**
 * Puts the body of an answer into a part, in its place.
 * @throws Problem where the connection breaks, or more or less comes than was said: what came is in the part
 */
export async function receive(
  { body, url: { host } }: OpenAnswer,
  { part, placement: { from, length }, mostBytes, onBytes, pace }: ReceiveOptions,
): Promise<void> {
  let at = from;
  // One piece is written while the next one comes.
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const chunk of body) {
      if (at + chunk.length > (length ?? mostBytes)) throw tooMuch(host);
      await writing;
      writing = part.append(chunk);
      // Its failure is met by the next turn: until then it has no handler.
      writing.catch(() => undefined);
      at += chunk.length;
      onBytes(at);
      await pace(chunk.length);
    }
  } finally {
    await writing;
  }
  if (length !== undefined && at < length) throw halfAnswer(host);
}
