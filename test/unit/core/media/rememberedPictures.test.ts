import assert from 'node:assert/strict';
import { utimesSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'mocha';
import { RememberedPictures } from '../../../../src/core/media/rememberedPictures';
import { JPEG, png } from '../../../civitai/pictures';
import { tempFolder } from '../../support/tempFolder';

describe('pictures that are remembered', () => {
  const folder = tempFolder();

  it('are read once for each state of their file', async () => {
    const pictures = new RememberedPictures({ workerFolder: resolve('dist'), threads: 1 });
    try {
      const path = folder.write('a.png', png(8, 8, [1, 2, 3]));
      const first = await pictures.inspect(path);
      assert.ok(first.ok && first.facts.width === 8);
      assert.equal(await pictures.inspect(path), first);
      writeFileSync(path, JPEG);
      utimesSync(path, new Date(), new Date());
      const second = await pictures.inspect(path);
      assert.ok(second.ok && second.facts.width === 32);
      const none = await pictures.inspect(`${path}.none`);
      assert.equal(none.ok, false);
      assert.notEqual(await pictures.inspect(`${path}.none`), none);
    } finally {
      await pictures.close();
    }
  });
});
