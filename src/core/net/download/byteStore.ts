import type { OpenAnswer } from '../answer';
import type { PartNotes } from './partFile';
import type { Room } from './room';

/** Takes the bytes of one answer, in their order. */
export interface ByteWriter {
  /** Takes bytes, which may be changed afterwards. @throws what writing earlier ones failed with */
  write(bytes: Uint8Array): Promise<void>;
  /** Returns when all bytes are in the store. */
  flush(): Promise<void>;
}

/** Where the bytes of a download are kept while they come. */
export interface ByteStore {
  readonly room: Pick<Room, 'require' | 'after'>;
  /** @param mostBytes no more of them will come */
  writer(mostBytes: number): ByteWriter;
  /** Keeps what is known of a download, before its first byte. @throws Outgrown where the store is too small for it */
  note(notes: PartNotes, answer: OpenAnswer): Promise<void>;
  /** Drops what came. @param notes what is still known */
  reset(notes: PartNotes): Promise<void>;
}

/** A download is too large for its store. */
export class Outgrown extends Error {
  /** @param answer of which nothing was read yet, for another store; the catcher cancels it */
  constructor(readonly answer?: OpenAnswer) {
    super('The file is too large.');
  }
}
