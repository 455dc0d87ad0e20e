import assert from 'node:assert/strict';
import { join } from 'node:path';
import { IndexFile, type IndexLine } from '../../../../../src/core/gallery/index/indexFile';
import { tempFolder } from '../../../support/tempFolder';

describe('IndexFile', () => {
  const folder = tempFolder();
  const root = '/pictures';
  const line = (name: string, prompt: Buffer): IndexLine => ({
    entry: { folder: `${root}/`, name, size: 1, mtimeMs: 1, kind: 'image', fingerprint: name, reader: 1 },
    texts: { prompt, negative: Buffer.alloc(0), words: Buffer.from(name) },
    isGone: false,
  });
  function loaded() {
    const names: string[] = [];
    let bytes = 0;
    const steps = new IndexFile(join(folder.path, 'cache'), root).load(
      ({ name }) => names.push(name) - 1,
      (_ids, { prompt }) => (bytes += prompt.lengths.reduce((sum, length) => sum + length, 0)),
    );
    for (const step of steps) step();
    return { names, bytes };
  }

  it('keeps pictures with the longest texts, however many of them follow each other', async () => {
    const prompt = Buffer.alloc(190_000, 'x');
    const lines = Array.from({ length: 120 }, (_, index) => line(`${index}.png`, prompt));
    const file = new IndexFile(join(folder.path, 'cache'), root);
    await file.append(lines);
    assert.deepEqual([loaded().names.length, loaded().bytes], [120, 120 * prompt.length]);
    await file.rewrite(lines);
    assert.deepEqual([loaded().names.length, loaded().bytes], [120, 120 * prompt.length]);
  });
});
