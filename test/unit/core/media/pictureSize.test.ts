import assert from 'node:assert/strict';
import fc from 'fast-check';
import sharp from 'sharp';
import { pictureFormat } from '../../../../src/core/media/pictureFormat';
import { pictureSize } from '../../../../src/core/media/pictureSize';
import { bytesSource } from '../../../../src/core/media/text/byteSource';

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 9, g: 99, b: 30, alpha: 0.5 } } });

async function sizeOf(bytes: Buffer) {
  const format = pictureFormat(bytes);
  assert.ok(format);
  return pictureSize(bytesSource(bytes), format);
}

describe('the size of a picture by its head', () => {
  const makers = {
    png: () => plain(37, 21).png().toBuffer(),
    'png of 16 bits': () => plain(37, 21).toColourspace('rgb16').png().toBuffer(),
    jpeg: () => plain(37, 21).jpeg().toBuffer(),
    'progressive jpeg': () => plain(37, 21).jpeg({ progressive: true }).toBuffer(),
    'cmyk jpeg': () => plain(37, 21).toColourspace('cmyk').jpeg().toBuffer(),
    webp: () => plain(37, 21).webp().toBuffer(),
    'opaque webp': () => plain(37, 21).removeAlpha().webp().toBuffer(),
    'lossless webp': () => plain(37, 21).removeAlpha().webp({ lossless: true }).toBuffer(),
    avif: () => plain(37, 21).avif({ effort: 0 }).toBuffer(),
    gif: () => plain(37, 21).gif().toBuffer(),
    tiff: () => plain(37, 21).tiff().toBuffer(),
  };
  for (const [name, make] of Object.entries(makers))
    it(`is read of a ${name}`, async () =>
      assert.deepEqual(await sizeOf(await make()), { width: 37, height: 21 }));

  it('is that of the picture as it is shown', async () => {
    for (const orientation of [1, 3, 6, 8]) {
      const bytes = await plain(37, 21).withMetadata({ orientation }).jpeg().toBuffer();
      const { autoOrient } = await sharp(bytes).metadata();
      assert.deepEqual(await sizeOf(bytes), { width: autoOrient.width, height: autoOrient.height });
    }
  });

  it('is not told by a picture that is cut off before it, and nothing is thrown', async () => {
    const files = await Promise.all(Object.values(makers).map((make) => make()));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(400),
        fc.nat(400),
        fc.nat(255),
        async (file, end, at, byte) => {
          const bytes = Buffer.from(file.subarray(0, 12 + end));
          if (at >= 16 && at < bytes.length) bytes[at] = byte;
          const format = pictureFormat(bytes);
          if (format) await pictureSize(bytesSource(bytes), format);
        },
      ),
      { numRuns: 500 },
    );
  });
});
