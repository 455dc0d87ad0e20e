import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { execa } from 'execa';
import sharp from 'sharp';
import { Pictures } from '../../../../src/core/media/pictures';
import type { SharpBuild } from '../../../../src/core/media/sharpBuild';
import { png } from '../../../civitai/pictures';
import { makePicture } from '../../../fixtures/makePictures';
import { tempFolder } from '../../support/tempFolder';

const workerFolder = resolve('dist');

/** Crashes on an empty picture, and keeps every other as it came. */
const CRASHING_WORKER = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ picture }) => {
  if (picture.length === 0) throw new Error('crashed as told');
  parentPort.postMessage({ kind: 'answer', answer: { bytes: picture, extension: '.jpg' } });
});
`;

/** Has the built worker make one preview and prints which native libraries of sharp the process has loaded. */
const ONE_PREVIEW = `
const { Worker } = require('node:worker_threads');
const { readFileSync } = require('node:fs');
const [, , script, picture] = process.argv;
const worker = new Worker(script);
worker.on('message', ({ answer }) => {
  const native = process.report.getReport().sharedObjects.filter((file) => /sharp-|vips/.test(file));
  console.log(JSON.stringify({ extension: answer.extension, native }));
  void worker.terminate();
});
worker.postMessage({ picture: readFileSync(picture) });
`;
/** Preloaded, also by worker threads: what tells desktop VS Code on Linux from Node. */
const DESKTOP_LINUX = `
Object.defineProperty(process, 'platform', { value: 'linux' });
Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: '39.2.3' } });
`;

describe('Pictures', () => {
  const folder = tempFolder();

  for (const build of ['native', 'wasm'] satisfies SharpBuild[]) {
    describe(`with the ${build} build of sharp`, () => {
      let pictures: Pictures;
      before(() => (pictures = new Pictures({ workerFolder, builds: [build] })));
      after(() => pictures.close());

      const sizeOf = async (bytes: Uint8Array) => {
        const { format, width, height } = await sharp(bytes).metadata();
        return [format, width, height];
      };

      for (const format of ['jpeg', 'png', 'webp'] as const) {
        it(`makes a small JPEG of a ${format.toUpperCase()}`, async () => {
          const picture = await makePicture(1, format, 1024, 1536);
          const { bytes, extension } = await pictures.preview(picture);
          assert.equal(extension, '.jpg');
          assert.deepEqual(await sizeOf(bytes), ['jpeg', 341, 512]);
          const [small, original] = await Promise.all([bytes, picture].map((it) => sharp(it).stats()));
          for (const [channel, { mean }] of small!.channels.entries())
            assert.ok(Math.abs(mean - original!.channels[channel]!.mean) < 2, `channel ${channel}`);
        });
      }

      for (const format of ['gif', 'avif'] as const) {
        it(`makes a small JPEG of a ${format.toUpperCase()}`, async () => {
          const picture = await sharp(png(600, 300, [200, 100, 50]))
            .toFormat(format)
            .toBuffer();
          assert.deepEqual(await sizeOf((await pictures.preview(picture)).bytes), ['jpeg', 512, 256]);
        });
      }

      it('does not enlarge, and puts white behind what is transparent', async () => {
        const clear = { r: 0, g: 0, b: 0, alpha: 0 };
        const create = { width: 20, height: 10, channels: 4, background: clear } as const;
        const { bytes } = await pictures.preview(await sharp({ create }).png().toBuffer());
        assert.deepEqual(await sizeOf(bytes), ['jpeg', 20, 10]);
        const { channels } = await sharp(bytes).stats();
        assert.deepEqual(
          channels.map(({ min }) => min),
          [255, 255, 255],
        );
      });

      it('turns a photo the way its camera was held', async () => {
        const photo = await sharp(png(40, 20, [9, 9, 9]))
          .jpeg()
          .withMetadata({ orientation: 6 })
          .toBuffer();
        assert.deepEqual(await sizeOf((await pictures.preview(photo)).bytes), ['jpeg', 20, 40]);
      });

      it('refuses what is no picture, is cut off, or claims too many pixels, and makes the next', async () => {
        const whole = await makePicture(2, 'jpeg');
        const huge = png(8, 8, [1, 2, 3]);
        huge.writeUInt32BE(20_000, 16);
        huge.writeUInt32BE(20_000, 20);
        const refused = (bytes: Uint8Array, message: RegExp) =>
          assert.rejects(pictures.preview(bytes), { name: 'Problem', code: 'bad_answer', message });
        await refused(Buffer.from('<!DOCTYPE html>'), /unknown format/);
        await refused(whole.subarray(0, whole.length / 2), /is no picture \(.+\)/);
        await refused(huge, /pixel limit/);
        assert.deepEqual(await sizeOf((await pictures.preview(whole)).bytes), ['jpeg', 341, 512]);
      });
    });
  }

  it('keeps a picture as it came where no build can be loaded', async () => {
    const pictures = new Pictures({ workerFolder, builds: [] });
    try {
      const picture = png(4, 4, [1, 2, 3]);
      const kept = await pictures.preview(picture);
      assert.equal(kept.extension, '.png');
      assert.deepEqual(Buffer.from(kept.bytes), picture);
      await assert.rejects(pictures.preview(Buffer.from('text')), { code: 'bad_answer' });
    } finally {
      await pictures.close();
    }
  });

  it('loads no native code in desktop VS Code on Linux', async () => {
    const preload = folder.write('desktopLinux.cjs', DESKTOP_LINUX);
    const script = folder.write('onePreview.cjs', ONE_PREVIEW);
    const args = [resolve('dist/pictureWorker.js'), folder.write('picture.png', png(4, 4, [1, 2, 3]))];
    const { stdout } = await execa(process.execPath, ['--require', preload, script, ...args]);
    assert.deepEqual(JSON.parse(stdout), { extension: '.jpg', native: [] });
  });

  it('tells of the picture that crashed its worker, and makes the next ones', async () => {
    folder.write('pictureWorker.js', CRASHING_WORKER);
    const pictures = new Pictures({ workerFolder: folder.path });
    try {
      const crashing = pictures.preview(new Uint8Array());
      const waiting = pictures.preview(new Uint8Array([1]));
      // Asked for at the very moment when the first fails, before its thread has ended.
      const next = crashing.catch(() => pictures.preview(new Uint8Array([2])));
      await assert.rejects(crashing, { name: 'Problem', code: 'bad_answer', message: /crashed as told/ });
      assert.deepEqual([...(await waiting).bytes], [1]);
      assert.deepEqual([...(await next).bytes], [2]);
    } finally {
      await pictures.close();
    }
  });
});
