import { createHash, type Hash } from 'node:crypto';
import { constants, open, type FileHandle } from 'node:fs/promises';

/** Where links are followed, one that somebody laid there would have another file written. Windows has no such flag. */
const NO_LINKS = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
const READ_BYTES = 2 ** 20;

/** What a download is written to: a file, and the SHA-256 of what is in it. Its calls are made one after the other. */
export class Part {
  private hash: Hash = createHash('sha256');
  private at = 0;

  private constructor(private readonly file: FileHandle) {}

  /** Opens a file, or makes an empty one; what is in it stays until it is taken over, or begun anew. */
  static async open(path: string): Promise<Part> {
    return new Part(await open(path, constants.O_RDWR | constants.O_CREAT | NO_LINKS, 0o666));
  }

  /** Hashes what is there already, from the beginning on. @param bytes so much of it is kept */
  async takeOver(bytes: number, signal?: AbortSignal): Promise<void> {
    await this.reset(bytes);
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    while (this.at < bytes) {
      signal?.throwIfAborted();
      const { bytesRead } = await this.file.read(buffer, 0, READ_BYTES, this.at);
      if (bytesRead === 0) break;
      this.hash.update(buffer.subarray(0, bytesRead));
      this.at += bytesRead;
    }
  }

  /** Puts bytes behind those that are there. They are not to be changed before it resolves. */
  async append(bytes: Uint8Array): Promise<void> {
    const writing = this.write(bytes, this.at);
    // Written by the system's threads, while this one hashes.
    this.hash.update(bytes);
    this.at += bytes.length;
    await writing;
  }

  /** Begins anew. @param kept bytes that stay in the file, but not in the hash */
  async reset(kept = 0): Promise<void> {
    await this.file.truncate(kept);
    this.hash = createHash('sha256');
    this.at = 0;
  }

  /** Makes it safe on the disk. @returns its SHA-256, lower case */
  async finish(): Promise<string> {
    await this.file.sync();
    return this.hash.digest('hex');
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }
}
