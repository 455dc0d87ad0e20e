import type { Readable } from 'node:stream';

/**
 * The body of an answer, as it arrives: no faster than it is read. Leaving the loop early, or `cancel`, releases
 * the connection.
 */
export class ByteStream implements AsyncIterable<Uint8Array> {
  /** Resolves when all was read, the connection broke or the stream was cancelled. */
  readonly closed: Promise<void>;

  /** @param toProblem what a failure while reading means */
  constructor(
    private readonly source: Readable,
    private readonly toProblem: (error: unknown) => Error,
  ) {
    this.closed = new Promise((resolve) => source.once('close', resolve));
    // Errors reach the reader through the iterator; without a listener, one of a stream that is not read would end the process.
    source.on('error', () => undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    try {
      for await (const chunk of this.source as AsyncIterable<Uint8Array>) yield chunk;
    } catch (error) {
      throw this.toProblem(error);
    }
  }

  /** Discards the rest. */
  cancel(): void {
    this.source.destroy();
  }
}
