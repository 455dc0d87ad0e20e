import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import { promptLine } from '../../../../../../src/core/gallery/actions/prompts/promptLine';
import {
  exportPrompts,
  sendToPromptList,
} from '../../../../../../src/core/gallery/actions/prompts/promptLists';
import { embedText } from '../../../../../../src/core/media/embed/embedText';
import { png } from '../../../../../civitai/pictures';
import { tempFolder } from '../../../../support/tempFolder';
import { filesIn, undoing } from '../undoing';

describe('lists of prompts', () => {
  const folder = tempFolder();
  const { recorder, undo } = undoing(folder);
  afterEach(() => rmSync(`${folder.path}.undo`, { recursive: true, force: true }));
  const at = (name: string) => join(folder.path, name);
  const read = (name: string) => readFileSync(at(name), 'utf8');
  beforeEach(() => {
    const made = embedText(png(7, 5, [1, 2, 3]), 'a cat,\n雪\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 12345678901234567890, Model: some'); // prettier-ignore
    assert.ok(made.kind === 'embedded');
    folder.write('a.png', made.picture);
    folder.write('v.mp4', 'video');
    folder.write('v.mp4.metadata.json', '{"meta": {"prompt": "a dog"}, "url": "https://example.org/v"}');
    folder.write('bare.png', png(7, 5, [1, 2, 3]));
  });
  const all = () => ['a.png', 'bare.png', 'v.mp4', 'gone.png'].map(at);

  it('are texts of a prompt a line, or JSON with what is known of each', async () => {
    const { prompts, failed } = await exportPrompts(all(), at('list.txt'), recorder());
    assert.equal(read('list.txt'), 'a cat, 雪\na dog\n');
    assert.equal(prompts, 2);
    assert.deepEqual(failed.map(({ path, problem }) => [basename(path), problem.message]).sort(), [['bare.png', 'No prompt of bare.png is known.'], ['gone.png', 'gone.png is not there.']]); // prettier-ignore
    folder.write('list.json', 'old');
    await exportPrompts(all(), at('list.json'), recorder());
    assert.deepEqual(JSON.parse(read('list.json')), [
      { picture: 'a.png', prompt: 'a cat,\n雪', negative: 'dog', seed: '12345678901234567890', steps: 20, sampler: 'Euler a', cfg: 7, model: 'some' }, // prettier-ignore
      { picture: 'v.mp4', prompt: 'a dog', url: 'https://example.org/v' },
    ]);
    await undo();
    assert.equal(read('list.json'), 'old');
  });

  it('are added to, and stay as they are otherwise', async () => {
    folder.write('list.txt', '\ufeffone\r\n[x:y:0.5], two');
    folder.write('strings.json', '[\r\n\t"one",\r\n\t"two"\r\n]');
    folder.write('objects.json', '\ufeff[{"prompt": "]", "x": 1.0}]\n');
    folder.write('empty.json', '[]\n');
    const before = filesIn(folder.path);
    const add = (name: string) => sendToPromptList(all(), at(name), recorder());
    await add('list.txt');
    assert.equal(read('list.txt'), '\ufeffone\r\n[x:y:0.5], two\r\na cat, 雪\r\na dog\r\n');
    await undo();
    await add('strings.json');
    assert.equal(
      read('strings.json'),
      '[\r\n\t"one",\r\n\t"two",\r\n\t"a cat,\\n\\u96ea",\r\n\t"a dog"\r\n]',
    );
    await undo();
    await sendToPromptList([at('v.mp4')], at('objects.json'), recorder());
    assert.equal(read('objects.json'), '\ufeff[{"prompt": "]", "x": 1.0},{"picture":"v.mp4","prompt":"a dog","url":"https://example.org/v"}]\n'); // prettier-ignore
    await undo();
    await add('empty.json');
    assert.equal((JSON.parse(read('empty.json')) as unknown[]).length, 2);
    await undo();
    await add('new.txt');
    assert.equal(read('new.txt'), 'a cat, 雪\na dog\n');
    await undo();
    assert.deepEqual(filesIn(folder.path), before);
  });

  it('are refused where they are none, and not made for nothing', async () => {
    folder.write('one.txt', '{"prompt": "the file of one picture"}');
    folder.write('broken.json', '["a",');
    folder.write('latin.txt', Buffer.from([0xe9, 0x0a]));
    for (const name of ['one.txt', 'broken.json', 'latin.txt'])
      await assert.rejects(sendToPromptList(all(), at(name), recorder()), { code: 'bad_input' }, name);
    await assert.rejects(exportPrompts([at('bare.png')], at('none.txt'), recorder()), { code: 'missing' });
    assert.ok(!('none.txt' in filesIn(folder.path)));
  });

  it('have each prompt on one line, with the same meaning', () => {
    for (const [prompt, line] of [
      [' a, b ', 'a, b'],
      ['a\r\nb', 'a, b'],
      ['a,\n\n  b,\n', 'a, b,'],
      ['a\nBREAK\nb AND\nc\nBREAKFAST', 'a BREAK b AND c, BREAKFAST'],
      ['a # note, x\nb', 'a, b'],
      ['# note\na', 'a'],
      ['a # note', 'a # note'],
    ] as const)
      assert.equal(promptLine(prompt), line);
  });
});
