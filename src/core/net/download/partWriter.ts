import type { ByteWriter } from './byteStore';
import type { Part } from './part';

/** Larger ones are no faster, smaller ones cost a call to the system each. */
const BUFFER_BYTES = 2 ** 20;
/** So much is worth a call where none is under way: less is lost with the process. */
const SOON_BYTES = 2 ** 18;
/** Some are filled while others are written and hashed. */
const BUFFERS = 8;
/** Of a slow download, so much time at most is lost with the process. */
const HOLD_MS = 500;

/** Bytes that are on their way into the part. */
interface Filled {
  readonly buffer: Buffer;
  readonly bytes: Buffer;
  readonly hashed: Promise<void>;
}

/** Collects the pieces that come from the network for a part, which likes them large. */
export class PartWriter implements ByteWriter {
  private readonly bufferBytes: number;
  private readonly free: Buffer[] = [];
  private made = 0;
  private current: Buffer | undefined;
  private length = 0;
  private begunAt = 0;
  private readonly filled: Filled[] = [];
  /** The writes under way: one after the other, so that a process that is killed leaves no gap. */
  private writing: Promise<void> | undefined;
  private hashing: Promise<void> = Promise.resolve();
  private failure: { readonly error: unknown } | undefined;
  private onFree: (() => void) | undefined;

  /** @param mostBytes no more of them will come */
  constructor(
    private readonly part: Part,
    mostBytes: number,
  ) {
    this.bufferBytes = Math.max(1, Math.min(BUFFER_BYTES, mostBytes));
  }

  /** Takes bytes, which may be changed afterwards. @throws what writing earlier ones failed with */
  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const buffer = this.current ?? (await this.nextBuffer());
      const piece = bytes.subarray(done, done + buffer.length - this.length);
      buffer.set(piece, this.length);
      this.length += piece.length;
      done += piece.length;
      const isSoon = this.length >= SOON_BYTES && !this.writing;
      const isLate = performance.now() - this.begunAt > HOLD_MS;
      if (this.length === buffer.length || isSoon || isLate) this.send();
    }
  }

  /** Returns when all bytes are in the part, and hashed. */
  async flush(): Promise<void> {
    this.send();
    await this.writing;
    await this.hashing;
    this.throwFailure();
  }

  private async nextBuffer(): Promise<Buffer> {
    for (;;) {
      this.throwFailure();
      const buffer = this.free.pop() ?? this.newBuffer();
      if (buffer) {
        this.begunAt = performance.now();
        return (this.current = buffer);
      }
      await new Promise<void>((resolve) => (this.onFree = resolve));
    }
  }

  private newBuffer(): Buffer | undefined {
    if (this.made === BUFFERS) return undefined;
    this.made++;
    // Shared, so that another thread takes the bytes from where they are.
    return Buffer.from(new SharedArrayBuffer(this.bufferBytes));
  }

  private send(): void {
    const { current: buffer, length } = this;
    if (!buffer || length === 0) return;
    this.current = undefined;
    this.length = 0;
    const bytes = buffer.subarray(0, length);
    const hashed = this.part.hash(bytes).catch((error: unknown) => this.fail(error));
    this.hashing = hashed;
    this.filled.push({ buffer, bytes, hashed });
    this.writing ??= this.writeFilled().finally(() => (this.writing = undefined));
  }

  /** All that is there goes in one call: on a busy machine, each call waits for its turn. */
  private async writeFilled(): Promise<void> {
    while (this.filled.length > 0 && !this.failure) {
      const batch = this.filled.splice(0);
      try {
        await this.part.append(batch.map(({ bytes }) => bytes));
      } catch (error) {
        this.fail(error);
      }
      for (const { buffer, hashed } of batch) void hashed.then(() => this.release(buffer));
    }
  }

  private release(buffer: Buffer): void {
    this.free.push(buffer);
    this.onFree?.();
  }

  private fail(error: unknown): void {
    this.failure ??= { error };
    this.onFree?.();
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error;
  }
}
