import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { digestOf } from '../../../../src/core/files/digest';
import { DatasetPictures } from '../../../../src/core/media/datasetPictures';
import type { MakeOrder, PictureFit } from '../../../../src/core/media/makePicture';
import type { SharpBuild } from '../../../../src/core/media/sharpBuild';
import { tempFolder } from '../../support/tempFolder';

const workerFolder = resolve('dist');
const FIXTURES = 'test/fixtures/training/datasets';

/** Red grows to the right, green downwards; with four channels the left half cannot be seen. */
function gradient(width: number, height: number, channels: 3 | 4 = 3): Sharp {
  const data = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels;
      data[at] = (x * 255) / width;
      data[at + 1] = (y * 255) / height;
      data[at + 2] = 128;
      if (channels === 4) data[at + 3] = x < width / 2 ? 0 : 255;
    }
  return sharp(data, { raw: { width, height, channels } });
}

describe('DatasetPictures', () => {
  const folder = tempFolder();

  for (const build of ['native', 'wasm'] satisfies SharpBuild[])
    describe(`with the ${build} build of sharp`, () => {
      let pictures: DatasetPictures;
      before(() => (pictures = new DatasetPictures({ workerFolder, builds: [build], threads: 2 })));
      after(() => pictures.close());

      const inspect = async (bytes: Buffer, name = 'picture') => pictures.inspect(folder.write(name, bytes));
      const facts = async (bytes: Buffer) => {
        const inspected = await inspect(bytes);
        assert.ok(inspected.ok, JSON.stringify(inspected));
        return inspected.facts;
      };
      const fault = async (bytes: Buffer) => {
        const inspected = await inspect(bytes);
        return inspected.ok ? 'none' : inspected.fault;
      };

      for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)
        it(`reads a ${format} to its end, and tells one that is cut off`, async () => {
          const whole = await gradient(120, 80).toFormat(format).toBuffer();
          const found = await facts(whole);
          assert.deepEqual([found.format, found.width, found.height], [format, 120, 80]);
          assert.equal(found.digest, digestOf(whole));
          for (const share of [0.4, 0.9])
            assert.equal(await fault(whole.subarray(0, Math.floor(whole.length * share))), 'damaged');
        });

      it('tells how a camera was held', async () => {
        const bytes = await gradient(120, 80).jpeg().withMetadata({ orientation: 6 }).toBuffer();
        const { width, height, orientation } = await facts(bytes);
        assert.deepEqual([width, height, orientation], [80, 120, 6]);
      });

      it('tells what is transparent from an alpha channel that hides nothing', async () => {
        assert.equal((await facts(await gradient(60, 60, 4).png().toBuffer())).transparent, true);
        assert.equal((await facts(await gradient(60, 60).ensureAlpha().png().toBuffer())).transparent, false);
        assert.equal(
          (await facts(await gradient(60, 60, 4).png({ palette: true }).toBuffer())).transparent,
          true,
        );
        const dot = await gradient(300, 300).ensureAlpha().raw().toBuffer();
        dot[3] = 254;
        const raw = { width: 300, height: 300, channels: 4 } as const;
        assert.equal((await facts(await sharp(dot, { raw }).png().toBuffer())).transparent, true);
      });

      it('tells 16 bits, CMYK and colour profiles', async () => {
        assert.equal((await facts(await gradient(60, 60).toColourspace('rgb16').png().toBuffer())).bits, 16);
        const cmyk = await facts(await gradient(60, 60).toColourspace('cmyk').jpeg().toBuffer());
        assert.deepEqual([cmyk.space, cmyk.bits], ['cmyk', 8]);
        assert.match(
          (await facts(await gradient(60, 60).withIccProfile('p3').jpeg().toBuffer())).profile ?? '',
          /P3/,
        );
        assert.equal(
          (await facts(await gradient(60, 60).withIccProfile('srgb').jpeg().toBuffer())).profile,
          undefined,
        );
      });

      it('counts frames', async () => {
        assert.ok((await facts(readFileSync(`${FIXTURES}/animp.png`))).frames > 1);
        assert.ok((await facts(readFileSync(`${FIXTURES}/animw.webp`))).frames > 1);
        assert.equal((await facts(readFileSync(`${FIXTURES}/orig.png`))).frames, 1);
      });

      it('says why a file cannot be read', async () => {
        assert.equal(await fault(Buffer.from('<html>no picture')), 'no_picture');
        assert.equal(await fault(Buffer.alloc(0)), 'no_picture');
        assert.equal(await fault(readFileSync(`${FIXTURES}/phone.heic`)), 'unsupported');
        const huge = await gradient(8, 8).png().toBuffer();
        huge.writeUInt32BE(60_000, 16);
        huge.writeUInt32BE(60_000, 20);
        assert.equal(await fault(huge), 'too_large');
        mkdirSync(join(folder.path, 'folder.png'));
        for (const name of ['folder.png', 'missing.png']) {
          const inspected = await pictures.inspect(join(folder.path, name));
          assert.ok(!inspected.ok);
          assert.equal(inspected.fault, 'unreadable');
          assert.ok(!inspected.detail.includes(folder.path), inspected.detail);
        }
      });

      const make = async (bytes: Buffer, fit: PictureFit, more: Partial<MakeOrder> = {}) => {
        const from = folder.write('from', bytes);
        const to = join(folder.path, 'to.png');
        const order = { from, digest: digestOf(bytes), to, fit, background: '#ff0000', keepAlpha: false };
        await pictures.make({ ...order, ...more });
        return pixelsOf(to);
      };
      const canvas: PictureFit = { kind: 'canvas', width: 64, height: 64 };

      it('puts a picture upright in the middle of a canvas, and leaves nothing but its pixels', async () => {
        const photo = await gradient(120, 60)
          .jpeg({ quality: 100 })
          .withMetadata({ orientation: 6 })
          .toBuffer();
        const { at, found } = await make(photo, canvas);
        assert.deepEqual(
          [found.width, found.height, found.channels, found.depth, found.space],
          [64, 64, 3, 'uchar', 'srgb'],
        );
        assert.deepEqual(
          [found.format, found.exif, found.icc, found.orientation],
          ['png', undefined, undefined, undefined],
        );
        assert.deepEqual(
          [at(2, 32), at(61, 32)],
          [
            [255, 0, 0],
            [255, 0, 0],
          ],
        );
        // Turned to the right, its left side is on top.
        assert.ok(at(32, 3)[0]! < 40 && at(32, 60)[0]! > 210, `${String(at(32, 3))} ${String(at(32, 60))}`);
      });

      it('flattens what is transparent, of colours and of greys', async () => {
        for (const bytes of [
          await gradient(80, 80, 4).png().toBuffer(),
          await gradient(80, 80, 4).toColourspace('b-w').png().toBuffer(),
        ]) {
          const { at, found } = await make(bytes, canvas);
          assert.equal(found.channels, 3);
          assert.deepEqual(at(10, 32), [255, 0, 0]);
          assert.notDeepEqual(at(50, 32), [255, 0, 0]);
        }
      });

      it('makes 8-bit sRGB of 16 bits, of CMYK and of other profiles', async () => {
        const plain = (await make(await gradient(64, 64).png().toBuffer(), canvas)).at(40, 20);
        const near = (found: number[], tolerance: number, what: string) =>
          assert.ok(
            found.every((value, index) => Math.abs(value - plain[index]!) <= tolerance),
            `${what}: ${String(found)} ${String(plain)}`,
          );
        near(
          (await make(await gradient(64, 64).toColourspace('rgb16').png().toBuffer(), canvas)).at(40, 20),
          1,
          '16',
        );
        near(
          (await make(await gradient(64, 64).withIccProfile('p3').png().toBuffer(), canvas)).at(40, 20),
          3,
          'p3',
        );
        const cmyk = await gradient(64, 64).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
        near((await make(cmyk, canvas)).at(40, 20), 40, 'cmyk');
        const grey = await gradient(64, 64).toColourspace('grey16').png().toBuffer();
        const found = (await make(grey, canvas)).at(40, 20);
        assert.ok(found[0]! > 60 && found[0]! < 200 && found[0] === found[1], String(found));
      });

      it('scales to exactly a size, and keeps its middle', async () => {
        const bytes = await gradient(100, 50).png().toBuffer();
        const { at, found } = await make(bytes, { kind: 'exact', width: 200, height: 100, keep: [100, 100] });
        assert.deepEqual([found.width, found.height], [100, 100]);
        assert.ok(Math.abs(at(0, 50)[0]! - 64) < 4 && Math.abs(at(99, 50)[0]! - 191) < 4);
      });

      it('cuts to what draws the eye, and its mask alike', async () => {
        const subject = await sharp({ create: { width: 30, height: 40, channels: 3, background: '#e01010' } })
          .png()
          .toBuffer();
        const scene = await sharp({ create: { width: 200, height: 60, channels: 3, background: '#808080' } })
          .composite([{ input: subject, left: 150, top: 10 }])
          .png()
          .toBuffer();
        const shown = await sharp({ create: { width: 30, height: 40, channels: 3, background: '#fff' } })
          .png()
          .toBuffer();
        const mask = await sharp({ create: { width: 200, height: 60, channels: 3, background: '#000' } })
          .composite([{ input: shown, left: 150, top: 10 }])
          .toColourspace('b-w')
          .png()
          .toBuffer();
        const to = join(folder.path, 'mask-to.png');
        const order = { from: folder.write('mask', mask), digest: digestOf(mask), to };
        const { at } = await make(scene, { kind: 'subject', width: 60, height: 60 }, { mask: order });
        const fitted = await pixelsOf(to);
        assert.deepEqual([fitted.found.width, fitted.found.height], [60, 60]);
        let red = 0;
        for (let y = 2; y < 58; y += 4)
          for (let x = 2; x < 58; x += 4) {
            const isRed = at(x, y)[0]! > 190 && at(x, y)[1]! < 60;
            const isGrey = at(x, y)[1]! > 110;
            if (isRed) assert.ok(fitted.at(x, y)[0]! > 128, `${x},${y}`);
            if (isGrey) assert.ok(fitted.at(x, y)[0]! < 128, `${x},${y}`);
            if (isRed) red += 1;
          }
        assert.ok(red > 20, 'the subject is there');
      });

      it('keeps the transparency as a mask where that is asked for', async () => {
        const bytes = await gradient(80, 40, 4).png().toBuffer();
        const { at, found } = await make(bytes, canvas, { keepAlpha: true });
        assert.equal(found.channels, 4);
        assert.deepEqual(
          [at(10, 32), at(32, 2)],
          [
            [255, 0, 0, 0],
            [255, 0, 0, 0],
          ],
        );
        assert.equal(at(50, 32)[3], 255);
        assert.equal(
          (await make(await gradient(8, 8).png().toBuffer(), canvas, { keepAlpha: true })).found.channels,
          3,
        );
      });

      it('refuses a file that is another one than was checked', async () => {
        const bytes = await gradient(8, 8).png().toBuffer();
        await assert.rejects(make(bytes, canvas, { digest: digestOf(Buffer.from('other')) }), {
          code: 'changed_meanwhile',
        });
        assert.deepEqual(readdirSync(folder.path), ['from']);
      });
    });

  it('says that no build of sharp can be loaded', async () => {
    const pictures = new DatasetPictures({ workerFolder, builds: [] });
    try {
      await assert.rejects(pictures.inspect(folder.write('a.png', 'a')), {
        name: 'Problem',
        code: 'unreadable',
      });
    } finally {
      await pictures.close();
    }
  });

  it('calls a picture damaged that brings its thread down, and reads the next', async () => {
    writeFileSync(
      join(folder.path, 'datasetWorker.js'),
      `const { parentPort } = require('node:worker_threads');
       parentPort.on('message', ({ path }) => {
         if (path === 'bad') throw new Error('crashed as told');
         parentPort.postMessage({ kind: 'answer', answer: { ok: true, facts: path } });
       });`,
    );
    const pictures = new DatasetPictures({ workerFolder: folder.path, threads: 1 });
    try {
      const [bad, good] = await Promise.all([pictures.inspect('bad'), pictures.inspect('good')]);
      assert.deepEqual(bad, { ok: false, fault: 'damaged', detail: 'crashed as told' });
      assert.deepEqual(good, { ok: true, facts: 'good' });
    } finally {
      await pictures.close();
    }
  });
});

async function pixelsOf(path: string) {
  const bytes = readFileSync(path);
  const found = await sharp(bytes).metadata();
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const from = (y * info.width + x) * info.channels;
    return [...data.subarray(from, from + info.channels)];
  };
  return { found, at };
}
