import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import { savePrompts } from '../../../../../../src/core/gallery/actions/prompts/savePrompts';
import { embedText } from '../../../../../../src/core/media/embed/embedText';
import { readPromptFile } from '../../../../../../src/core/prompts/promptFile';
import { png } from '../../../../../civitai/pictures';
import { tempFolder } from '../../../../support/tempFolder';
import { filesIn, undoing } from '../undoing';

const INFOTEXT = 'a cat <lora:fur:0.8>\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Clip skip: 2, Model: some'; // prettier-ignore

describe('savePrompts', () => {
  const folder = tempFolder();
  const { recorder, undo } = undoing(folder);
  afterEach(() => rmSync(`${folder.path}.undo`, { recursive: true, force: true }));
  const at = (name: string) => join(folder.path, name);
  const json = (name: string) => JSON.parse(readFileSync(at(name), 'utf8')) as Record<string, unknown>;
  const compose = (raw: string) => ({ prompt: `filtered ${raw}`, prompt_with_clothes: raw, lora: '<lora>' });

  async function save(...names: readonly string[]) {
    const deps = { compose, loraOf: () => Promise.resolve(undefined), undo: recorder('prompt') };
    const done = await savePrompts(names.map(at), deps);
    return done.map((each) => [each.state, each.state === 'failed' ? each.problem.code : basename(each.to)]);
  }
  beforeEach(() => {
    const made = embedText(png(7, 5, [1, 2, 3]), INFOTEXT);
    assert.ok(made.kind === 'embedded');
    folder.write('a.png', made.picture);
  });

  it('writes the prompt file of a picture beside it', async () => {
    assert.deepEqual(await save('a.png'), [['saved', 'a.txt']]);
    assert.deepEqual(json('a.txt'), {
      prompt: 'filtered a cat <lora:fur:0.8>',
      prompt_with_clothes: 'a cat <lora:fur:0.8>',
      negative: 'dog',
      cfg: 7,
      steps: 20,
      sampler: 'Euler a',
      seed: 42,
      clip_skip: '2',
      raw_prompt: 'a cat <lora:fur:0.8>',
      lora: '<lora>',
      resources_used: [
        { name: 'some', type: 'checkpoint' },
        { name: 'fur', type: 'lora' },
      ],
    });
    const read = readPromptFile(readFileSync(at('a.txt')));
    assert.ok(typeof read !== 'string');
    assert.deepEqual(await save('a.png'), [['unchanged', 'a.txt']]);
    await undo();
    assert.deepEqual(Object.keys(filesIn(folder.path)), ['a.png']);
  });

  it('takes what only the record knows', async () => {
    folder.write('a.png.metadata.json', JSON.stringify({ url: 'https://example.org/1', meta: { prompt: 'other', clipSkip: 1, civitaiResources: [{ type: 'lora', modelVersionId: 5 }] } })); // prettier-ignore
    await save('a.png');
    folder.write('b.png', png(7, 5, [1, 2, 3]));
    folder.write('b.png.metadata.json', '{"meta": {"prompt": "b", "seed": "12345678901234567890"}}');
    await save('b.png');
    assert.equal(json('b.txt').seed, '12345678901234567890', 'more than a number can hold');
    const { raw_prompt, clip_skip, url, resources_used } = json('a.txt');
    assert.deepEqual([raw_prompt, clip_skip, url], ['a cat <lora:fur:0.8>', 1, 'https://example.org/1']);
    assert.deepEqual(resources_used, [{ modelVersionId: 5, type: 'lora', download_url: 'https://civitai.com/api/download/models/5' }]); // prettier-ignore
  });

  it('writes over no other text, and undo takes its files away', async () => {
    folder.write('a.txt', 'a caption');
    folder.write('a.prompt.txt', 'mine');
    folder.write('bare.png', png(7, 5, [1, 2, 3]));
    const before = filesIn(folder.path);
    assert.deepEqual(await save('a.png', 'bare.png', 'gone.png'), [['saved', 'a.prompt (2).txt'], ['failed', 'missing'], ['failed', 'missing']]); // prettier-ignore
    await undo();
    assert.deepEqual(filesIn(folder.path), before);
    rmSync(at('a.prompt.txt'));
    assert.deepEqual(await save('a.png'), [['saved', 'a.prompt.txt']]);
    assert.deepEqual(await save('a.png'), [['unchanged', 'a.prompt.txt']]);
  });
});
