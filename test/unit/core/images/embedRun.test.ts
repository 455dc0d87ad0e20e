import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import { embedRun, type EmbedRunOptions } from '../../../../src/core/images/embedRun';
import { JPEG, png } from '../../../civitai/pictures';
import { tempFolder } from '../../support/tempFolder';
import { textsOf } from '../media/embed/containers';

const INFOTEXT = 'a cat\nSteps: 20, Sampler: Euler a';
const PNG = png(7, 5, [1, 2, 3]);

describe('embedRun', () => {
  const folder = tempFolder();
  const kept: string[] = [];
  beforeEach(() => (kept.length = 0));
  const undo = { keep: (path: string) => Promise.resolve(void kept.push(basename(path))) };
  const infotextOf = ({ infotext }: Readonly<Record<string, unknown>>) => infotext as string | undefined;

  async function run(names: readonly string[], options: EmbedRunOptions = {}) {
    const done = await embedRun(
      names.map((name) => join(folder.path, name)),
      { undo, infotextOf },
      options,
    );
    return done.map((picture) => ({ ...picture, path: basename(picture.path) }));
  }
  const textsIn = (name: string) => textsOf(readFileSync(join(folder.path, name)));

  it('writes into each picture what lies beside it, and goes on behind one that fails', async () => {
    folder.write('1.png', PNG);
    folder.write('1.txt', INFOTEXT);
    folder.write('2.png', PNG.subarray(0, 40));
    folder.write('2.txt', INFOTEXT);
    folder.write('3.jpg', JPEG);
    folder.write('3.jpg.metadata.json', JSON.stringify({ infotext: `3${INFOTEXT}` }));
    folder.write('4.png', PNG);
    const done = await run(['1.png', '2.png', '3.jpg', '4.png', 'gone.png', '1.png']);
    assert.deepEqual(
      done.map((picture) => [
        picture.path,
        picture.state === 'failed' ? picture.problem.code : picture.state,
      ]),
      [
        ['1.png', 'embedded'],
        ['2.png', 'unreadable'],
        ['3.jpg', 'embedded'],
        ['4.png', 'missing'],
        ['gone.png', 'missing'],
      ],
    );
    assert.deepEqual([textsIn('1.png'), textsIn('3.jpg')], [[INFOTEXT], [`3${INFOTEXT}`]]);
    assert.deepEqual(kept.toSorted(), ['1.png', '3.jpg']);
    const [, , , unknown, gone] = done;
    assert.ok(unknown?.state === 'failed' && gone?.state === 'failed');
    assert.equal(unknown.problem.message, 'It is not known what 4.png was made of.');
    assert.equal(gone.problem.message, 'gone.png is not there.');
  });

  it('writes one text into all of them, and nothing the second time', async () => {
    folder.write('1.png', PNG);
    folder.write('1.txt', 'a dog\nSteps: 1, Sampler: x');
    folder.write('2.jpg', JPEG);
    for (const state of ['embedded', 'unchanged'] as const)
      assert.deepEqual((await run(['1.png', '2.jpg'], { text: INFOTEXT })).map((picture) => picture.state), [state, state]); // prettier-ignore
    assert.deepEqual([textsIn('1.png'), textsIn('2.jpg')], [[INFOTEXT], [INFOTEXT]]);
    assert.equal(kept.length, 2);
  });

  it('puts what does not fit beside the picture, and says why', async () => {
    folder.write('1.jpg', JPEG);
    folder.write('2.gif', Buffer.from('GIF89a'));
    folder.write('1.txt', '{"prompt": "a cat"}');
    const text = `${'x'.repeat(40_000)}\nSteps: 20`;
    const done = await run(['1.jpg', '2.gif'], { text });
    assert.deepEqual(
      done.map((picture) => picture.state === 'beside' && [basename(picture.infotextPath), picture.reason]),
      [
        ['1.infotext.txt', 'The infotext is too long for the picture, which holds 32737 characters of it.'],
        ['2.infotext.txt', 'Pictures of this format hold no infotext: only PNG, JPEG and WebP do.'],
      ],
    );
    assert.equal(readFileSync(join(folder.path, '1.infotext.txt'), 'utf8'), `${text}\n`);
    assert.equal(readFileSync(join(folder.path, '1.txt'), 'utf8'), '{"prompt": "a cat"}');
    assert.deepEqual(kept.toSorted(), ['1.infotext.txt', '2.infotext.txt']);
  });

  it('begins no other picture once it is cancelled', async () => {
    folder.write('1.png', PNG);
    assert.deepEqual(await run(['1.png'], { text: INFOTEXT, signal: AbortSignal.abort() }), []);
    assert.deepEqual([readdirSync(folder.path), textsIn('1.png')], [['1.png'], []]);
  });
});
