import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { bytesSource, type ByteSource } from '../../../../../src/core/media/text/byteSource';
import { readStealthText } from '../../../../../src/core/media/text/stealthText';
import { hiddenPixels as hidden, rowsOf } from './hiddenPixels';
import { pixelPng, pngChunk, pngFile } from './pictureFiles';

const textOf = async (bytes: Buffer, format: 'png' | 'webp' = 'png') =>
  (await readStealthText(bytesSource(bytes), format))?.text;

describe('readStealthText', () => {
  for (const [kind, width, height, channels] of [
    ['stealth_pnginfo', 64, 140, 4],
    ['stealth_pngcomp', 130, 40, 4],
    ['stealth_rgbinfo', 64, 64, 3],
    ['stealth_rgbcomp', 64, 64, 4],
  ] as const)
    it(`reads ${kind} in ${width} × ${height} pixels of ${channels} bytes`, async () => {
      const pixels = hidden(kind, 'fog, 雪 and more', width, height, channels);
      assert.equal(await textOf(pixelPng(width, height, channels, rowsOf(pixels, width * channels))), 'fog, 雪 and more'); // prettier-ignore
    });

  for (const [filter, name] of [
    [1, 'the pixel before'],
    [2, 'the row above'],
    [3, 'both'],
    [4, 'the nearest of three'],
  ] as const)
    it(`reads rows that are filtered by ${name}`, async () => {
      const [width, height] = [32, 64];
      const rows = rowsOf(hidden('stealth_rgbinfo', 'filtered', width, height, 3), width * 3);
      const filtered = rows.map((row, y) => {
        const above = rows[y - 1] ?? Buffer.alloc(width * 3);
        return Buffer.from(row.map((value, x) => {
          const [left, up, corner] = [row[x - 3] ?? 0, above[x] ?? 0, above[x - 3] ?? 0];
          const nearest = [left, up, corner].sort((a, c) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - c))[0] ?? 0; // prettier-ignore
          return value - ([0, left, up, (left + up) >> 1, nearest][filter] ?? 0);
        })); // prettier-ignore
      });
      assert.equal(await textOf(pixelPng(width, height, 3, filtered, filter)), 'filtered');
    });

  it('reads lossless WebP', async () => {
    const pixels = hidden('stealth_pnginfo', 'webp', 40, 130, 4);
    const file = await sharp(pixels, { raw: { width: 40, height: 130, channels: 4 } }).webp({ lossless: true, exact: true }).toBuffer(); // prettier-ignore
    assert.equal(await textOf(file, 'webp'), 'webp');
  });

  it('reads nothing where the length is more than the pixels hold, or none', async () => {
    for (const length of [0, 64 * 64 * 3, 0xffffffff]) {
      const pixels = hidden('stealth_rgbinfo', 'lie', 64, 64, 3, length);
      assert.equal(await textOf(pixelPng(64, 64, 3, rowsOf(pixels, 192))), undefined);
    }
  });

  it('stops at the first wrong bit: it asks for no more of a large picture', async () => {
    let state = 1;
    const noise = Buffer.from(
      Buffer.alloc(1000 * 400 * 4).map(() => (state = (state * 48271) % 0x7fffffff) >>> 8),
    );
    const file = pixelPng(1000, 400, 4, rowsOf(noise, 4000));
    let furthest = 0;
    const source: ByteSource = {
      size: file.length,
      read: (offset, length) => {
        furthest = Math.max(furthest, offset + length);
        return bytesSource(file).read(offset, length);
      },
    };
    assert.equal(await readStealthText(source, 'png'), undefined);
    assert.ok(furthest < file.length / 3, `${furthest} of ${file.length}`);
  });

  it('asks for nothing more once it has answered: the file may be closed', async () => {
    let state = 1;
    const noise = Buffer.alloc(1000 * 400 * 4).map(() => (state = (state * 48271) % 0x7fffffff) >>> 8);
    // The lowest bit of alpha is that of a signature in the first row, and wrong in the second one.
    [0, 1, 2, 3, 4003].forEach((at) => (noise[at] = 0xfe));
    const file = pixelPng(1000, 400, 4, rowsOf(Buffer.from(noise), 4000));
    let underWay = 0;
    const source: ByteSource = {
      size: file.length,
      read: async (offset, length) => {
        underWay += 1;
        // Long enough for the rows before to be inflated meanwhile.
        for (let turn = 0; turn < 500; turn++) await setImmediate();
        underWay -= 1;
        return bytesSource(file).read(offset, length);
      },
    };
    assert.equal(await readStealthText(source, 'png'), undefined);
    assert.equal(underWay, 0);
  });

  it('reads nothing of a picture that is cut off, or has no pixels', async () => {
    const file = pixelPng(64, 64, 3, rowsOf(hidden('stealth_rgbinfo', 'cut', 64, 64, 3), 192));
    assert.equal(await textOf(file.subarray(0, file.length - 40)), undefined);
    assert.equal(await textOf(pngFile(pngChunk('IDAT', 'no zlib'))), undefined);
  });
});
