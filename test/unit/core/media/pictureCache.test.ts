import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { PictureCache } from '../../../../src/core/media/pictureCache';
import { tempFolder } from '../../support/tempFolder';
import { until } from '../../support/until';

describe('PictureCache', () => {
  const folder = tempFolder();
  const place = () => join(folder.path, 'cache');
  const names = () => readdirSync(place()).sort();

  /** Files `1` to `5`, each used a minute before the one ahead of it. */
  function fill(bytes = 1): void {
    mkdirSync(place());
    for (let age = 1; age <= 5; age++) {
      const path = join(place(), String(age));
      writeFileSync(path, 'x'.repeat(bytes));
      utimesSync(path, Date.now() / 1000 - age * 60, Date.now() / 1000 - age * 60);
    }
  }

  it('lets those go that were not used for longest where there are too many', async () => {
    fill();
    const cache = new PictureCache(place(), { files: 5, bytes: 1e6 });
    await cache.add('new', Buffer.from('y'));
    assert.deepEqual(names(), ['1', '2', '3', 'new']);
  });

  it('lets them go where they take too much', async () => {
    fill(10);
    const cache = new PictureCache(place(), { files: 100, bytes: 40 });
    await cache.add('new', Buffer.from('y'.repeat(5)));
    assert.deepEqual(names(), ['1', '2', '3', 'new']);
  });

  it('keeps what was looked at, also over the end of the program', async () => {
    fill();
    assert.equal(new PictureCache(place(), { files: 9, bytes: 9 }).of('5'), join(place(), '5'));
    await until(() => statSync(join(place(), '5')).mtimeMs > statSync(join(place(), '1')).mtimeMs);
    const cache = new PictureCache(place(), { files: 5, bytes: 1e6 });
    await cache.add('new', Buffer.from('y'));
    assert.deepEqual(names(), ['1', '2', '5', 'new']);
    assert.equal(cache.of('4'), undefined);
  });

  it('counts a file that is written again once, and keeps the newest one however large it is', async () => {
    const cache = new PictureCache(place(), { files: 100, bytes: 40 });
    for (let round = 0; round < 9; round++) await cache.add('same', Buffer.alloc(10));
    await cache.add('other', Buffer.alloc(10));
    assert.deepEqual(names(), ['other', 'same']);
    await cache.add('huge', Buffer.alloc(1000));
    assert.deepEqual(names(), ['huge']);
  });
});
