import assert from 'node:assert/strict';
import sharp from 'sharp';
import { pictureFormat } from '../../../../src/core/media/pictureFormat';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('pictureFormat', () => {
  for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)
    it(`knows ${format}`, async () => {
      const create = { width: 8, height: 8, channels: 3, background: 'red' } as const;
      assert.equal(pictureFormat(await sharp({ create }).toFormat(format).toBuffer()), format);
    });

  for (const [format, start] of [
    ['heic', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['heic', '\0\0\0\x18ftypmif1\0\0\0\0mif1heix'],
    ['avif', '\0\0\0\x18ftypmif1\0\0\0\0mif1avif'],
    ['jxl', '\xff\x0a\x10'],
    ['jxl', '\0\0\0\x0cJXL \r\n\x87\n'],
    ['psd', '8BPS\0\x01'],
    ['raw', 'II*\0\x10\0\0\0CR\x02\0'],
    ['svg', '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ] as const)
    it(`knows ${format} by ${JSON.stringify(start.slice(0, 12))}`, () => {
      assert.equal(pictureFormat(bytes(start)), format);
    });

  for (const start of [
    '',
    'B',
    'BM',
    'BMW drives here, and this is a long text of it',
    '<html><svg>',
    'RIFF\0\0\0\0WAVE',
    '\0\0\0\x18ftypmp42',
  ])
    it(`does not take ${JSON.stringify(start)} for a picture`, () => {
      assert.equal(pictureFormat(bytes(start)), undefined);
    });
});
