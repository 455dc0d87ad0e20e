import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { wholePicture } from '../../../../../src/core/downloads/creators/wholePicture';
import { JPEG, png } from '../../../../civitai/pictures';
import { tempFolder } from '../../../support/tempFolder';

const GIF = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64');
const WEBP = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');

describe('a picture that is on the disk', () => {
  const folder = tempFolder();
  const check = (bytes: Uint8Array) => {
    const path = join(folder.path, '1.jpeg');
    writeFileSync(path, bytes);
    return wholePicture(path);
  };

  for (const [name, bytes] of [
    ['JPEG', JPEG],
    ['PNG', png(8, 8, [1, 2, 3])],
    ['GIF', GIF],
    ['WebP', WEBP],
  ] as const) {
    it(`is whole as ${name}, also with bytes behind it`, async () => {
      assert.equal(await check(bytes), bytes.length);
      assert.equal(await check(Buffer.concat([bytes, Buffer.alloc(8)])), bytes.length + 8);
    });
    it(`is none where a ${name} was cut off`, async () => {
      assert.equal(await check(bytes.subarray(0, bytes.length >> 1)), undefined);
      assert.equal(await check(bytes.subarray(0, -3)), undefined);
    });
  }

  it('is none where it is something else, empty, or not there', async () => {
    assert.equal(await check(Buffer.from('<!DOCTYPE html><html></html>')), undefined);
    assert.equal(await check(Buffer.of()), undefined);
    assert.equal(await wholePicture(join(folder.path, 'none')), undefined);
  });
});
