import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import { copyParameters } from '../../../../../src/core/gallery/actions/copyParameters';
import { readImageInfo } from '../../../../../src/core/images/info/readImageInfo';
import { embedText } from '../../../../../src/core/media/embed/embedText';
import { JPEG, png } from '../../../../civitai/pictures';
import { tempFolder } from '../../../support/tempFolder';
import { filesIn, undoing } from './undoing';

const PNG = png(7, 5, [1, 2, 3]);
const INFOTEXT = 'a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 12345678901234567890, Size: 7x5, Model: some'; // prettier-ignore

describe('copyParameters', () => {
  const folder = tempFolder();
  const { recorder, undo } = undoing(folder);
  afterEach(() => rmSync(`${folder.path}.undo`, { recursive: true, force: true }));
  const at = (name: string) => join(folder.path, name);

  function source(): void {
    const made = embedText(PNG, INFOTEXT);
    assert.ok(made.kind === 'embedded');
    folder.write('a.png', made.picture);
  }

  it('gives what a picture was made with to others, as one undo', async () => {
    source();
    folder.write('big.jpg', JPEG);
    folder.write('other.png', png(9, 9, [4, 5, 6]));
    folder.write('other.png.metadata.json', '{"id": 7, "favourite": true}\n');
    folder.write('c.gif', 'GIF89a');
    const before = filesIn(folder.path);
    const done = await copyParameters(at('a.png'), ['a.png', 'big.jpg', 'other.png', 'c.gif', 'gone.png'].map(at), recorder('parameters')); // prettier-ignore
    assert.deepEqual(done.map(({ path, state }) => [basename(path), state]), [['big.jpg', 'embedded'], ['other.png', 'embedded'], ['c.gif', 'beside'], ['gone.png', 'failed']]); // prettier-ignore
    for (const name of ['big.jpg', 'other.png']) {
      const { prompt, negative, seed, steps } = await readImageInfo(at(name));
      assert.deepEqual([prompt, negative, seed, steps], ['a cat', 'dog', '12345678901234567890', 20]);
    }
    const record = JSON.parse(readFileSync(at('other.png.metadata.json'), 'utf8')) as Record<string, Record<string, unknown>>; // prettier-ignore
    assert.deepEqual(Object.keys(record), ['id', 'favourite', 'generation', 'infotext']);
    assert.equal(record.generation?.model, 'some');
    await undo();
    assert.deepEqual(filesIn(folder.path), before);
  });

  it('takes what the record says where the file says nothing', async () => {
    folder.write('a.png', PNG);
    folder.write('a.png.metadata.json', JSON.stringify({ infotext: INFOTEXT, generation: { tool: 'x' } }));
    folder.write('b.png', PNG);
    await copyParameters(at('a.png'), [at('b.png')], recorder());
    assert.equal((await readImageInfo(at('b.png'))).negative, 'dog');
    assert.deepEqual(JSON.parse(readFileSync(at('b.png.metadata.json'), 'utf8')), { generation: { tool: 'x' }, infotext: INFOTEXT }); // prettier-ignore
  });

  it('says where there is nothing to copy, or no other picture', async () => {
    folder.write('a.png', PNG);
    folder.write('b.png', PNG);
    await assert.rejects(copyParameters(at('a.png'), [at('b.png')], recorder()), { code: 'missing' });
    source();
    await assert.rejects(copyParameters(at('a.png'), [at('a.png')], recorder()), { code: 'bad_input' });
    await assert.rejects(copyParameters(at('gone.png'), [at('b.png')], recorder()), /gone\.png is not there/);
  });
});
