import { createHash } from 'node:crypto';
import { openRegular } from '../../files/regularFile';
import type { IndexedPicture } from './indexedPicture';
import { contentKey, pathOf } from './indexedPicture';

const READ_BYTES = 256 * 1024;

/** Whether two pictures with this fingerprint may still differ between their ends. */
export const needsDigest = (picture: IndexedPicture): boolean =>
  picture.fingerprint !== '' && contentKey(picture) === undefined;

/** SHA-256 of a whole file in hex, read a part at a time; undefined where it cannot be read, or was changed meanwhile. */
export async function wholeDigest(
  picture: IndexedPicture,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    const file = await openRegular(pathOf(picture));
    try {
      const hash = createHash('sha256');
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      let size = 0;
      for (;;) {
        signal?.throwIfAborted();
        const { bytesRead } = await file.read(buffer, 0, READ_BYTES, size);
        if (bytesRead === 0) break;
        hash.update(buffer.subarray(0, bytesRead));
        size += bytesRead;
      }
      return size === picture.size ? hash.digest('hex') : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
