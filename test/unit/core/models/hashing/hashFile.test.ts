import assert from 'node:assert/strict';
import { appendFileSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { hashFile } from '../../../../../src/core/models/hashing/hashFile';
import { tempFolder } from '../../../support/tempFolder';

/** Three buffers: while the first is reported, the second is read, and the third is still to be asked for. */
const THREE_BUFFERS = 12 * 1024 ** 2;

describe('hashFile', () => {
  const folder = tempFolder();

  for (const [how, change] of [
    ['grows', (path: string) => appendFileSync(path, 'more')],
    ['is cut off where it is still to be read', (path: string) => truncateSync(path, 10)],
    ['gets other bytes', (path: string) => writeFileSync(path, Buffer.alloc(THREE_BUFFERS))],
    ['is replaced', (path: string) => renameSync(`${path}.new`, path)],
  ] as const) {
    it(`refuses a file that ${how} while it is hashed`, async () => {
      const path = folder.write('file.dat', Buffer.alloc(THREE_BUFFERS));
      const twin = folder.write('file.dat.new', Buffer.alloc(THREE_BUFFERS));
      for (const file of [path, twin]) utimesSync(file, 1e9, 1e9);
      let reports = 0;
      const report = () => {
        if (reports++ === 0) change(path);
      };
      await assert.rejects(hashFile(path, ['sha256'], report), { code: 'growing' });
      assert.ok(reports > 0);
    });
  }
});
