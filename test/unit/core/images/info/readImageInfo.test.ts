import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readImageInfo } from '../../../../../src/core/images/info/readImageInfo';
import { pngFile, textChunk } from '../../media/text/pictureFiles';
import { tempFolder } from '../../../support/tempFolder';

const INFOTEXT = 'fog\nSteps: 1, Sampler: x, Seed: 2, Size: 64x64';

describe('readImageInfo', () => {
  const folder = tempFolder();
  const file = (name: string, bytes: Buffer | string) => {
    const path = join(folder.path, name);
    writeFileSync(path, bytes);
    return path;
  };

  it('goes by the content, not the name', async () => {
    assert.equal(
      (await readImageInfo(file('a.jpg', pngFile(textChunk('parameters', INFOTEXT))))).prompt,
      'fog',
    );
  });

  it('takes what Civitai says beside a picture that tells nothing', async () => {
    const record = JSON.stringify({ meta: { prompt: 'said', seed: 5 } });
    file('a.png.metadata.json', record);
    const found = await readImageInfo(file('a.png', pngFile()));
    assert.deepEqual([found.prompt, found.seed, found.sources.prompt], ['said', '5', 'a.png.metadata.json']);
    file('b.png.metadata.json', record);
    assert.equal(
      (await readImageInfo(file('b.png', pngFile(textChunk('parameters', INFOTEXT))))).prompt,
      'fog',
    );
    file('c.png.metadata.json', '{');
    assert.equal((await readImageInfo(file('c.png', pngFile()))).prompt, null);
  });

  it('keeps texts that are no parameters', async () => {
    const found = await readImageInfo(file('a.png', pngFile(textChunk('Comment', 'Created with GIMP'))));
    assert.deepEqual([found.prompt, found.tool, found.raw], [null, null, [{ source: 'PNG text Comment', text: 'Created with GIMP' }]]); // prettier-ignore
  });

  for (const [what, make] of [
    ['nothing', () => join(folder.path, 'none.png')],
    ['an empty file', () => file('e.png', '')],
    ['a text', () => file('t.png', 'words')],
    [
      'a folder',
      () => {
        mkdirSync(join(folder.path, 'f.png'));
        return join(folder.path, 'f.png');
      },
    ],
  ] as const)
    // prettier-ignore
    it(`fails with a problem on ${what}`, () => assert.rejects(readImageInfo(make()), { name: 'Problem' }));
});
