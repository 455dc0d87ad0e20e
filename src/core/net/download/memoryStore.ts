import { createHash } from 'node:crypto';
import type { OpenAnswer } from '../answer';
import { Outgrown, type ByteStore, type ByteWriter } from './byteStore';
import type { PartNotes } from './partFile';
import { Pieces } from './pieces';

/** A small file, in memory: nothing of it is on the disk before it is whole. */
export class MemoryStore implements ByteStore, ByteWriter {
  readonly room = { require: () => Promise.resolve(), after: () => Promise.resolve() };
  private pieces = new Pieces();
  private hash = createHash('sha256');

  /** @param mostBytes of a file that has its place here */
  constructor(private readonly mostBytes: number) {}

  writer(): ByteWriter {
    return this;
  }

  /** Keeps the bytes themselves: what the network gives is not used again. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.pieces.size + bytes.length > this.mostBytes) return Promise.reject(new Outgrown());
    this.pieces.push(bytes);
    this.hash.update(bytes);
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  note({ length = 0 }: PartNotes, answer: OpenAnswer): Promise<void> {
    return length > this.mostBytes ? Promise.reject(new Outgrown(answer)) : Promise.resolve();
  }

  reset(): Promise<void> {
    this.pieces = new Pieces();
    this.hash = createHash('sha256');
    return Promise.resolve();
  }

  /** The whole file. @returns its SHA-256 in lower case */
  finish(): { readonly content: Pieces; readonly sha256: string } {
    return { content: this.pieces, sha256: this.hash.digest('hex') };
  }
}
