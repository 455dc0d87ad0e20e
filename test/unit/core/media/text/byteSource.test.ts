import assert from 'node:assert/strict';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { tempFolder } from '../../../support/tempFolder';
import {
  fileSource,
  heldSource,
  newWindows,
  type ByteSource,
} from '../../../../../src/core/media/text/byteSource';

const SIZE = 100_000;
const READS = [[0, 512], [50_000, 8], [8, 25], [16_380, 8], [16_384, 8], [70_000, 30_000], [99_990, 8], [99_990, 50], [SIZE, 4], [SIZE + 9, 4], [0, SIZE], [99_999, 20_000]] as const; // prettier-ignore

describe('byte sources', () => {
  const folder = tempFolder();
  const bytesOf = (seed: number, size = SIZE) => Buffer.from(Array.from({ length: size }, (_, at) => (at * seed + (at >> 8)) & 255)); // prettier-ignore
  const file = (bytes: Buffer) => {
    const path = join(folder.path, `${bytes.length}-${bytes[1] ?? 0}`);
    writeFileSync(path, bytes);
    return path;
  };
  async function check(source: ByteSource, bytes: Buffer): Promise<void> {
    for (const [offset, length] of READS)
      assert.deepEqual(
        Buffer.from(await source.read(offset, length)),
        bytes.subarray(offset, offset + length),
        `${offset}, ${length}`,
      );
  }

  for (const size of [SIZE, 20_000, 3])
    it(`give the parts of a file of ${size} bytes`, async () => {
      const bytes = bytesOf(3, size);
      const handle = await open(file(bytes));
      try {
        await check(fileSource(handle, size), bytes);
      } finally {
        await handle.close();
      }
    });

  it('that hold the thread give the parts of one file after the other, in the same windows', async () => {
    const windows = newWindows();
    for (const bytes of [bytesOf(3), bytesOf(5), bytesOf(7, 20_000), bytesOf(11, 3)]) {
      const fd = openSync(file(bytes), 'r');
      try {
        await check(heldSource(fd, bytes.length, windows), bytes);
      } finally {
        closeSync(fd);
      }
    }
  });
});
