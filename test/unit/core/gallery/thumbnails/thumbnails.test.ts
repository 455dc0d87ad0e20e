import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, it } from 'mocha';
import sharp from 'sharp';
import { Thumbnails, type ThumbnailOf } from '../../../../../src/core/gallery/thumbnails/thumbnails';
import { thumbnailPath } from '../../../../../src/core/images/thumbnail';
import { PictureCache } from '../../../../../src/core/media/pictureCache';
import { Pictures } from '../../../../../src/core/media/pictures';
import { png } from '../../../../civitai/pictures';
import { tempFolder } from '../../../support/tempFolder';
import { until } from '../../../support/until';

const { signal } = new AbortController();

describe('thumbnails of a gallery', () => {
  const folder = tempFolder();
  const cache = () => new PictureCache(join(folder.path, 'cache'), { files: 100, bytes: 1e9 });
  const look = (path: string, kind: 'image' | 'video' = 'image'): ThumbnailOf => {
    const { size, mtimeMs } = statSync(path);
    return { path, size, mtimeMs, kind };
  };
  const picture = (name: string) => look(folder.write(name, png(4, 4, [1, 2, 3])));

  /** Has thumbnails made, and returns what was told of each picture. */
  async function near(
    thumbnails: Thumbnails,
    pictures: readonly ThumbnailOf[],
  ): Promise<Map<string, string>> {
    const told = new Map<string, string>();
    thumbnails.near(
      pictures,
      {
        onMade: (path, thumbnail) => void told.set(basename(path), thumbnail),
        onFailed: (path, { message }) => void told.set(basename(path), message),
      },
      signal,
    );
    await until(() => told.size === pictures.length);
    return told;
  }

  describe('that are drawn', () => {
    let pictures: Pictures;
    before(() => (pictures = new Pictures({ workerFolder: resolve('dist') })));
    after(() => pictures.close());

    it('are there for every format, or the reason why not', async () => {
      const colours = sharp(png(600, 300, [200, 100, 50]));
      const frame = (level: number) => png(500, 250, [level, level, level]);
      const files: Record<string, Uint8Array> = {
        'wide.png': await sharp({ create: { width: 30_000, height: 40, channels: 3, background: '#123456' } }).png().toBuffer(), // prettier-ignore
        'animated.webp': await sharp([frame(1), frame(9)], { join: { animated: true } }).webp().toBuffer(), // prettier-ignore
        'still.avif': await colours.clone().avif().toBuffer(),
        'deep.png': await colours.clone().toColourspace('rgb16').png().toBuffer(),
        'print.jpg': await colours.clone().toColourspace('cmyk').jpeg().toBuffer(),
        'turned.jpg': await colours.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
        'empty.png': Buffer.alloc(0),
        'page.png': Buffer.from('<!DOCTYPE html>'),
        'cut.png': png(600, 300, [1, 2, 3]).subarray(0, 60),
        'new.jxl': Buffer.from('\0\0\0\x0cJXL \r\n\x87\n', 'latin1'),
        'naked.jxl': Buffer.from([0xff, 0x0a, 1, 2, 3]),
      };
      const huge = png(8, 8, [1, 2, 3]);
      huge.writeUInt32BE(30_000, 16);
      huge.writeUInt32BE(30_000, 20);
      files['huge.png'] = huge;
      const all = Object.entries(files).map(([name, bytes]) => look(folder.write(name, bytes)));
      const thumbnails = new Thumbnails({ cache: cache(), pictures: () => Promise.resolve(pictures) });
      const told = await near(thumbnails, all);
      const sizes: Record<string, string> = {};
      for (const [name, value] of told) {
        const isFile = value.startsWith(folder.path);
        const { width, height, space, format } = isFile ? await sharp(value).metadata() : {};
        sizes[name] = isFile ? `${format} ${width}x${height} ${space}` : value;
      }
      assert.match(sizes['cut.png'] ?? '', /^cut\.png is damaged or not whole \(.+\)\.$/);
      delete sizes['cut.png'];
      assert.deepEqual(sizes, {
        'wide.png': 'jpeg 400x1 srgb',
        'animated.webp': 'jpeg 400x200 srgb',
        'still.avif': 'jpeg 400x200 srgb',
        'deep.png': 'jpeg 400x200 srgb',
        'print.jpg': 'jpeg 400x200 srgb',
        'turned.jpg': 'jpeg 200x400 srgb',
        'empty.png': 'empty.png is empty.',
        'page.png': 'page.png is no picture.',
        'new.jxl': 'new.jxl is JPEG XL, which nothing here decodes.',
        'naked.jxl': 'naked.jxl is JPEG XL, which nothing here decodes.',
        'huge.png': 'huge.png has more pixels than can be read here.',
      });
      const { channels } = await sharp(told.get('print.jpg')).stats();
      // The colours of the picture, and not their negative: printing inks cannot show them all.
      for (const [index, value] of [200, 100, 50].entries())
        assert.ok(Math.abs(channels[index]!.mean - value) < 40, `${index}: ${channels[index]!.mean}`);
    });
  });

  const drawn: string[] = [];
  const pictures = {
    small: (path: string) => {
      drawn.push(basename(path));
      return Promise.resolve({ bytes: Buffer.from('small'), extension: '.jpg' });
    },
  };
  const made = () => new Thumbnails({ cache: cache(), pictures: () => Promise.resolve(pictures) });
  beforeEach(() => (drawn.length = 0));

  it('are found again by what a picture is now, and their names do not tell which it is', async () => {
    const one = picture('secret.png');
    assert.equal(await made().at(one), undefined);
    const path = (await near(made(), [one])).get('secret.png') ?? '';
    assert.match(basename(path), /^[0-9a-f]{40}\.jpg$/);
    assert.equal(await made().at(one), path);
    assert.deepEqual(await near(made(), [one]), new Map([['secret.png', path]]));
    assert.deepEqual(drawn, ['secret.png']);
    const changed = { ...one, size: one.size + 1 };
    assert.equal(await made().at(changed), undefined);
    assert.notEqual((await near(made(), [changed])).get('secret.png'), path);
  });

  it('are those beside the picture where these are newer than it', async () => {
    mkdirSync(join(folder.path, '.previews'));
    const [fresh, stale, empty] = [picture('fresh.png'), picture('stale.png'), picture('empty.png')];
    for (const { path } of [fresh, stale]) writeFileSync(thumbnailPath(path), 'thumbnail');
    writeFileSync(thumbnailPath(empty.path), '');
    utimesSync(thumbnailPath(stale.path), 1, 1);
    const told = await near(made(), [fresh, stale, empty]);
    assert.equal(told.get('fresh.png'), thumbnailPath(fresh.path));
    assert.deepEqual(drawn, ['stale.png', 'empty.png']);
    assert.equal(readdirSync(join(folder.path, 'cache')).length, 2);
  });

  it('are not drawn of what has scrolled away before it was looked at', async () => {
    const thumbnails = made();
    const silent = { onMade: () => assert.fail('not wanted'), onFailed: () => assert.fail('not wanted') };
    thumbnails.near([picture('a.png'), picture('b.png')], silent, signal);
    await near(thumbnails, [picture('c.png')]);
    assert.deepEqual(drawn, ['c.png']);
  });

  it('are the posters of videos, which nothing here decodes', async () => {
    mkdirSync(join(folder.path, '.previews'));
    const [shown, bare] = ['shown.mp4', 'bare.mp4'].map((name) => look(folder.write(name, 'video'), 'video'));
    writeFileSync(thumbnailPath(shown!.path), 'poster');
    const told = await near(made(), [shown!, bare!]);
    assert.deepEqual([...told.values()], ['bare.mp4 has no still picture.', thumbnailPath(shown!.path)].reverse()); // prettier-ignore
    assert.deepEqual(drawn, []);
  });
});
