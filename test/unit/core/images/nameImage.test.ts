import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { wasCutOff } from '../../../../src/core/images/cutOff';
import { ImageIndex } from '../../../../src/core/images/imageIndex';
import { readImageRecord, recordPath, type ImageRecord } from '../../../../src/core/images/imageRecord';
import { nameImage } from '../../../../src/core/images/nameImage';
import { tempFolder } from '../../support/tempFolder';
import { problemOf } from '../civitai/clientFixture';

describe('the name of an image that came', () => {
  const folder = tempFolder();
  const part = () => join(folder.path, 'part');
  const target = () => join(folder.path, '1.png');
  const record = (more: Partial<ImageRecord> = {}): ImageRecord => ({
    id: 1,
    file: { sha256: 'a', bytes: 5 },
    downloadedAt: new Date(Date.now() + 1000).toISOString(),
    ...more,
  });
  beforeEach(() => writeFileSync(part(), 'image'));

  it('comes with its record', async () => {
    await nameImage(part(), target(), record(), false);
    assert.deepEqual(readdirSync(folder.path).sort(), ['1.png', '1.png.metadata.json']);
    assert.equal((await readImageRecord(target()))?.file?.bytes, 5);
  });

  it('is left to another file that has it, without a record of the one that came', async () => {
    writeFileSync(target(), 'mine');
    await problemOf(nameImage(part(), target(), record(), false), 'changed_meanwhile');
    assert.equal(readFileSync(target(), 'utf8'), 'mine');
    assert.ok(!existsSync(recordPath(target())));
  });

  it('is left to an image of another process, with the record of that', async () => {
    writeFileSync(target(), 'theirs');
    writeFileSync(recordPath(target()), '{"id":2}');
    await problemOf(nameImage(part(), target(), record(), false), 'changed_meanwhile');
    assert.equal((await readImageRecord(target()))?.id, 2);
  });

  it('takes the place of a record that a killed process has left', async () => {
    writeFileSync(recordPath(target()), '{"id":');
    await nameImage(part(), target(), record(), false);
    assert.equal((await readImageRecord(target()))?.id, 1);
  });

  describe('is not that of an image', () => {
    const [cut, index] = [
      async () => wasCutOff(target(), await readImageRecord(target())),
      () => ImageIndex.read(folder.path),
    ];
    /** As a power failure leaves it: shorter, and not written since. */
    const cutTo = (bytes: number) => {
      truncateSync(target(), bytes);
      utimesSync(target(), new Date(0), new Date(0));
    };

    for (const bytes of [0, 4])
      it(`where ${bytes} of its 5 bytes are there since it came`, async () => {
        await nameImage(part(), target(), record(), false);
        assert.equal(await cut(), false);
        cutTo(bytes);
        assert.equal(await cut(), true);
        const read = await index();
        assert.deepEqual([read.at(join(folder.path, '1')), read.isCutOff(target()), read.find({ id: 1 })], [target(), true, undefined]); // prettier-ignore
      });

    it('where its record has come to nothing', async () => {
      await nameImage(part(), target(), record(), false);
      writeFileSync(recordPath(target()), '');
      assert.equal((await index()).isCutOff(target()), true);
    });

    it('but is where the user has made it smaller, and where the user has changed its record', async () => {
      await nameImage(part(), target(), record({ downloadedAt: '2020-01-01T00:00:00.000Z' }), false);
      writeFileSync(target(), 'mine');
      assert.equal(await cut(), false);
      writeFileSync(recordPath(target()), '{ no JSON');
      assert.equal((await index()).isCutOff(target()), false);
    });
  });
});
