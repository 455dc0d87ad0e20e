import { rm } from 'node:fs/promises';
import type { ByteStore, ByteWriter } from './byteStore';
import { LocalDigest, ThreadDigest } from './digest';
import { Part } from './part';
import { partPath, readPart, removeNotes, writeNotes, type PartNotes } from './partFile';
import { PartWriter } from './partWriter';
import type { DownloadDeps, DownloadedPart, FileRequest } from './request';
import { Room } from './room';
import { Tries } from './tries';

/** A smaller file is sooner downloaded again than noted safely. */
const SMALL_BYTES = 2 ** 20;
/** Hashing it on this thread would keep the network waiting for so long that another one is worth its start. */
const LARGE_BYTES = 32 * 2 ** 20;

/** A part that is whole. Whether it is the right file remains to be seen. */
export interface WholePart {
  readonly part: DownloadedPart;
  /** Whether a whole file came before it, and was wrong. */
  readonly isSecond: boolean;
}

/** Downloads a file into its part, from where it is to its end. */
export async function downloadPart(request: FileRequest, deps: DownloadDeps): Promise<WholePart> {
  const { target, key, sha256, signal } = request;
  const path = partPath(target);
  const known = await readPart(target, key);
  const isLarge = (known?.notes.length ?? request.bytes ?? 0) >= LARGE_BYTES;
  const digest =
    isLarge && deps.workerFolder !== undefined ? new ThreadDigest(deps.workerFolder) : new LocalDigest();
  const part = await Part.open(path, digest).catch(async (error: unknown) => {
    await digest.close();
    throw error;
  });
  const store = new PartStore(part, target, new Room(target, deps.reserve, deps.freeBytes));
  const tries = new Tries(request, deps, store, known?.notes ?? { key });
  try {
    tries.goOnFrom(known?.bytes ?? 0);
    // What is there was written by another process: its hash has to be found again.
    await part.takeOver(known?.bytes ?? 0, signal);
    await tries.run();
    const hash = await part.finish();
    return {
      part: { path, bytes: tries.bytes, sha256: hash, isVerified: hash === sha256 },
      isSecond: known?.notes.wrong !== undefined,
    };
  } catch (error) {
    if (tries.bytes === 0) {
      // Nothing has come: what would go on is not there.
      await rm(path, { force: true });
      if (!tries.isSecond) await removeNotes(target);
    }
    throw error;
  } finally {
    await part.close();
  }
}

/** A part with its notes beside it, so that another process can go on. */
class PartStore implements ByteStore {
  constructor(
    private readonly part: Part,
    private readonly target: string,
    readonly room: Room,
  ) {}

  writer(mostBytes: number): ByteWriter {
    return new PartWriter(this.part, mostBytes);
  }

  /** Before the first byte comes, so that there is none of which nothing is known. */
  async note(notes: PartNotes): Promise<void> {
    if ((notes.length ?? Infinity) > SMALL_BYTES || notes.wrong !== undefined)
      await writeNotes(this.target, notes);
  }

  async reset({ wrong }: PartNotes): Promise<void> {
    await this.part.reset();
    if (wrong === undefined) await removeNotes(this.target);
  }
}
