import assert from 'node:assert/strict';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import {
  infotextBeside,
  readInfotextFile,
  writeInfotextBeside,
} from '../../../../src/core/images/infotextFile';
import { tempFolder } from '../../support/tempFolder';

const INFOTEXT = 'a cat\nNegative prompt: bad\nSteps: 20, Sampler: Euler a, Seed: 1';
const OTHER = 'a dog\nSteps: 1, Sampler: Euler a';
const PROMPT_FILE = '{\n  "raw_prompt": "a cat\\nSteps: 20, Sampler: x",\n  "prompt": "a cat"\n}\n';

describe('an infotext beside a picture', () => {
  const folder = tempFolder();
  const picture = () => join(folder.path, '12.png');
  const write = async (ofCreator: boolean, text = INFOTEXT) =>
    basename(await writeInfotextBeside(picture(), text, { ofCreator }));
  const textOf = (name: string) => readFileSync(join(folder.path, name), 'utf8');

  it('is {imageId}.txt, and is replaced there', async () => {
    assert.equal(await write(false), '12.txt');
    assert.equal(await write(false, OTHER), '12.txt');
    assert.equal(textOf('12.txt'), `${OTHER}\n`);
    assert.deepEqual(readdirSync(folder.path), ['12.txt']);
  });

  it('is {imageId}.infotext.txt in the folder of a creator, and is replaced there', async () => {
    folder.write('12.txt', INFOTEXT);
    assert.equal(await write(true), '12.infotext.txt');
    assert.equal(await write(true, OTHER), '12.infotext.txt');
    assert.deepEqual([textOf('12.txt'), textOf('12.infotext.txt')], [INFOTEXT, `${OTHER}\n`]);
    assert.equal(await write(false), '12.infotext.txt');
    assert.equal(textOf('12.txt'), INFOTEXT);
  });

  for (const [what, content] of [
    ['a prompt file', PROMPT_FILE],
    ['a prompt file with a byte order mark', `\ufeff${PROMPT_FILE}`],
    ['a caption', '1girl, long hair, smile'],
    ['a caption that speaks of steps', 'Steps: a stone stair\nSampler: a man who tastes'],
    ['an empty file', ''],
    ['UTF-16', Buffer.from(INFOTEXT, 'utf16le')],
    ['bytes', Buffer.from([0xff, 0xfe, 0, 0xd8])],
  ] as const)
    it(`never replaces ${what}`, async () => {
      const path = folder.write('12.txt', content);
      const before = readFileSync(path);
      assert.equal(await write(false), '12.infotext.txt');
      assert.ok(readFileSync(path).equals(before));
      assert.equal(textOf('12.infotext.txt'), `${INFOTEXT}\n`);
    });

  it('never goes through a link', async () => {
    folder.write('caption.txt', OTHER);
    symlinkSync('caption.txt', join(folder.path, '12.txt'));
    assert.equal(await write(false), '12.infotext.txt');
    symlinkSync('caption.txt', join(folder.path, '13.infotext.txt'));
    const linked = writeInfotextBeside(join(folder.path, '13.png'), INFOTEXT, { ofCreator: true });
    await assert.rejects(linked, { code: 'unsafe_name' });
    assert.equal(textOf('caption.txt'), OTHER);
  });

  it('does not replace a prompt file that has even the second name', async () => {
    folder.write('12.infotext.txt', PROMPT_FILE);
    await assert.rejects(write(true), {
      code: 'unsafe_name',
      message: '12.infotext.txt was left alone: it is no infotext.',
    });
    assert.equal(textOf('12.infotext.txt'), PROMPT_FILE);
  });

  it('is kept for Undo, but not where it is the same', async () => {
    const kept: string[] = [];
    const undo = { keep: (path: string) => Promise.resolve(void kept.push(basename(path))) };
    for (const text of [INFOTEXT, INFOTEXT, OTHER])
      await writeInfotextBeside(picture(), text, { ofCreator: true, undo });
    assert.deepEqual(kept, ['12.infotext.txt', '12.infotext.txt']);
  });

  describe('that is read', () => {
    const read = () => infotextBeside(picture(), ({ infotext }) => infotext as string | undefined);

    it('is that of the own name, then of the plain one, then of what is known', async () => {
      assert.equal(await read(), undefined);
      folder.write('12.png.metadata.json', '{"infotext": "known"}');
      assert.equal(await read(), 'known');
      folder.write('12.txt', `\ufeff${OTHER}\r\n`);
      assert.equal(await read(), OTHER);
      folder.write('12.infotext.txt', `${INFOTEXT}\n\n`);
      assert.equal(await read(), INFOTEXT);
    });

    for (const [what, content] of [
      ['a prompt file', PROMPT_FILE],
      ['a caption', '1girl'],
      ['no UTF-8', Buffer.from([0xff])],
    ] as const)
      it(`is not ${what}`, async () => {
        folder.write('12.txt', content);
        assert.equal(await read(), undefined);
      });

    it('says in words what it cannot read', async () => {
      folder.write('12.infotext.txt', Buffer.from([0xff, 0xfe]));
      await assert.rejects(read(), { code: 'bad_input', message: '12.infotext.txt is not UTF-8.' });
      await assert.rejects(readInfotextFile(folder.path), { code: 'unreadable' });
    });

    it('says where what is known is no JSON', async () => {
      folder.write('12.png.metadata.json', '{');
      await assert.rejects(read(), { code: 'not_json' });
    });
  });
});
