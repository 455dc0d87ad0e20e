import assert from 'node:assert/strict';
import { bytesSource } from '../../../../../src/core/media/text/byteSource';
import { readTexts } from '../../../../../src/core/media/text/readTexts';
import { pngChunk, pngFile, textChunk } from './pictureFiles';

const CHUNKS = 300;
const pixels = (length: number) => pngChunk('IDAT', Buffer.alloc(length, length));
const many = (length: number, count = CHUNKS) => Array.from({ length: count }, () => pixels(length));

async function read(...chunks: readonly Buffer[]) {
  const source = bytesSource(pngFile(...chunks));
  let reads = 0;
  const { texts } = await readTexts({
    size: source.size,
    read: (offset, length) => {
      reads += 1;
      return source.read(offset, length);
    },
  });
  return { texts: texts.map(({ text }) => text), reads };
}

describe('readPngTexts', () => {
  const before = textChunk('parameters', 'before');
  const after = textChunk('Comment', 'after');
  for (const [what, chunks] of [
    ['of one length', many(100)],
    ['of one length but the last', [...many(100), pixels(7)]],
    ['of one', many(100, 1)],
    ['of two', many(100, 2)],
    ['of nothing', many(0)],
  ] as const)
    it(`finds texts around pixels ${what}, and reads few of their chunks`, async () => {
      const { texts, reads } = await read(before, ...chunks, after);
      assert.deepEqual(texts, ['before', 'after']);
      assert.ok(reads < 40, `${reads} reads`);
    });

  for (const [what, chunks] of [
    ['of any length', Array.from({ length: 20 }, (_, at) => pixels(1 + ((at * 7) % 13)))],
    ['with a long text behind them', [...many(10, 20), textChunk('Comment', 'x'.repeat(5000))]],
    ['of a first length and then others', [pixels(9), ...many(100, 20), ...many(50, 20)]],
  ] as const)
    it(`finds texts around pixels ${what}`, async () => {
      const { texts } = await read(before, ...chunks, after);
      assert.deepEqual([texts[0], texts.at(-1)], ['before', 'after']);
    });

  it('finds the text before pixels that are cut off', async () => {
    const whole = pngFile(before, ...many(100, 3));
    for (let end = whole.length - 350; end < whole.length; end++)
      assert.deepEqual((await readTexts(bytesSource(whole.subarray(0, end)))).texts.map(({ text }) => text), ['before']); // prettier-ignore
  });
});
