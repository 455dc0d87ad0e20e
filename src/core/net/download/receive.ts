import type { OpenAnswer } from '../answer';
import { halfAnswer } from '../failures';
import type { ByteStore } from './byteStore';
import { tooMuch } from './failures';
import type { Placement } from './range';

export interface ReceiveOptions {
  /** The body of the answer. */
  readonly body: AsyncIterable<Uint8Array>;
  readonly store: ByteStore;
  readonly placement: Placement;
  /** More than this is no longer the file, where its length is not said. */
  readonly mostBytes: number;
  /** Looks at the first bytes of the file, before they are kept. */
  readonly onStart: (first: Uint8Array) => void;
  /** Told how many bytes of the whole are there. */
  readonly onBytes: (bytes: number) => void;
  /** Waits until so many bytes more may come. @param left bytes that are still to come; 0 where that is not known */
  readonly pace: (bytes: number, left: number) => Promise<void>;
}

/**
 * Puts the body of an answer into a store, in its place.
 * @throws Problem where the connection breaks, or more or less comes than was said: what came is in the store
 */
export async function receive(
  { url: { host } }: OpenAnswer,
  { body, store, placement: { from, length }, mostBytes, onStart, onBytes, pace }: ReceiveOptions,
): Promise<void> {
  let at = from;
  const writer = store.writer((length ?? mostBytes) - from);
  try {
    for await (const chunk of body) {
      if (at + chunk.length > (length ?? mostBytes)) throw tooMuch(host);
      if (at === 0) onStart(chunk);
      await writer.write(chunk);
      at += chunk.length;
      onBytes(at);
      await pace(chunk.length, length === undefined ? 0 : length - at);
    }
  } finally {
    await writer.flush();
  }
  if (length !== undefined && at < length) throw halfAnswer(host);
}
