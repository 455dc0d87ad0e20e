import { constants, open, type FileHandle } from 'node:fs/promises';
import type { Digest } from './digest';
import { writePieces } from './pieces';

/** Where links are followed, one that another program laid there would have another file written. Windows has no such flag. */
const NO_LINKS = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
const READ_BYTES = 2 ** 20;

/** What a download is written to: a file, and the SHA-256 of what is in it. Its calls are made one after the other. */
export class Part {
  private at = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly digest: Digest,
  ) {}

  /** Opens a file, or makes an empty one; what is in it stays until it is taken over, or begun again. */
  static async open(path: string, digest: Digest): Promise<Part> {
    return new Part(await open(path, constants.O_RDWR | constants.O_CREAT | NO_LINKS, 0o666), digest);
  }

  /** Hashes what is there already, from the beginning on. @param bytes so much of it is kept */
  async takeOver(bytes: number, signal?: AbortSignal): Promise<void> {
    await this.reset(bytes);
    const buffer = Buffer.from(new SharedArrayBuffer(Math.min(bytes, READ_BYTES)));
    while (this.at < bytes) {
      signal?.throwIfAborted();
      const { bytesRead } = await this.file.read(buffer, 0, buffer.length, this.at);
      if (bytesRead === 0) break;
      await this.digest.update(buffer.subarray(0, bytesRead));
      this.at += bytesRead;
    }
  }

  /** Takes bytes into the hash, in their order. They are not to be changed before it resolves. */
  hash(bytes: Uint8Array): Promise<void> {
    return this.digest.update(bytes);
  }

  /** Puts bytes behind those that are in the file. They are not to be changed before it resolves. */
  async append(pieces: readonly Uint8Array[]): Promise<void> {
    await writePieces(this.file, pieces, this.at, (bytes) => (this.at += bytes));
  }

  /** Begins again. @param kept bytes that stay in the file, but not in the hash */
  async reset(kept = 0): Promise<void> {
    await this.file.truncate(kept);
    this.digest.reset();
    this.at = 0;
  }

  /** Makes it safe on the disk. @returns its SHA-256, lower case */
  async finish(): Promise<string> {
    await this.file.sync();
    return this.digest.result();
  }

  async close(): Promise<void> {
    await this.digest.close();
    await this.file.close();
  }
}
