import * as l10n from '@vscode/l10n';
import type { Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { headerOf, type OpenAnswer } from '../answer';
import { badAnswer, halfAnswer } from '../failures';
import type { Problem } from '../../problem/problem';
import type { PartNotes } from './partFile';

/** Where the bytes of an answer belong. */
export interface Placement {
  /** The first byte that comes. */
  readonly from: number;
  /** Bytes of the whole file, where the server says it. */
  readonly length?: number;
}

/**
 * Where the bytes of an answer belong, when it was asked from byte `asked` on.
 * @returns undefined where they cannot be used: another part than asked for, or one of another file
 */
export function placementOf(
  answer: OpenAnswer,
  asked: number,
  known: PartNotes | undefined,
): Placement | undefined {
  if (answer.status === 200) {
    const length = Number(headerOf(answer, 'content-length') ?? NaN);
    return { from: 0, ...(Number.isSafeInteger(length) && { length }) };
  }
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headerOf(answer, 'content-range') ?? '');
  if (answer.status !== 206 || !range) return undefined;
  const [from, total] = [Number(range[1]), range[3] === '*' ? undefined : Number(range[3])];
  if (from !== asked || (known?.length !== undefined && total !== undefined && total !== known.length))
    return undefined;
  const length = total ?? known?.length;
  return { from, ...(length !== undefined && { length }) };
}

export interface ReceiveOptions {
  readonly file: FileHandle;
  readonly hash: Hash;
  readonly placement: Placement;
  /** Told how many bytes of the whole are there. */
  readonly onBytes: (bytes: number) => void;
  /** Waits until so many bytes more may come. */
  readonly pace: (bytes: number) => Promise<void>;
}

/**
 * Writes the body of an answer into a file, in its place.
 * @returns how many bytes of the whole are there
 * @throws Problem where the connection breaks, or more or less comes than was said: what came is in the file
 */
export async function receive(
  answer: OpenAnswer,
  { file, hash, placement: { from, length }, onBytes, pace }: ReceiveOptions,
): Promise<number> {
  let at = from;
  // One write is under way while the next bytes come and are hashed.
  let writing: Promise<unknown> = Promise.resolve();
  const writeAll = async (chunk: Uint8Array, position: number) => {
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await file.write(chunk, done, chunk.length - done, position + done);
      done += bytesWritten;
    }
  };
  try {
    for await (const chunk of answer.body) {
      if (length !== undefined && at + chunk.length > length) throw tooMuch(answer.url.host);
      hash.update(chunk);
      await writing;
      writing = writeAll(chunk, at);
      // Its failure is met by the next turn: until then it has no handler.
      writing.catch(() => undefined);
      at += chunk.length;
      onBytes(at);
      await pace(chunk.length);
    }
  } finally {
    await writing;
  }
  if (length !== undefined && at < length) throw halfAnswer(answer.url.host);
  return at;
}

const tooMuch = (host: string): Problem => badAnswer(l10n.t('{0} sent more than it had said.', host));
