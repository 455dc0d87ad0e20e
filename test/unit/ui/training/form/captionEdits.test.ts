import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { DatasetPicture } from '../../../../../src/core/training/form/datasetView';
import type { NewText } from '../../../../../src/ui/training/trainingEditor';
import { changeCaptions, setCaption } from '../../../../../src/ui/training/form/captionEdits';
import { tempFolder } from '../../../support/tempFolder';

describe('captions that are edited in the form', () => {
  const folder = tempFolder();

  function picture(name: string, more: Partial<DatasetPicture> = {}): DatasetPicture {
    const path = join(folder.path, `${name}.png`);
    const captionPath = join(folder.path, `${name}.txt`);
    return { path, name: `${name}.png`, repeats: 1, findings: [], caption: undefined, captionPath, lacksTrigger: false, isCaptionReadable: true, allLines: false, ...more }; // prettier-ignore
  }
  const open = new Map<string, string>();
  const written: NewText[] = [];
  const editor = {
    openText: (path: string) => open.get(path),
    write: (texts: readonly NewText[]) => {
      written.push(...texts);
      for (const { path, after } of texts) writeFileSync(path, after);
      return Promise.resolve();
    },
  };
  const write = (name: string, text: string) => writeFileSync(join(folder.path, `${name}.txt`), text);
  const read = (name: string) => readFileSync(join(folder.path, `${name}.txt`), 'utf8');

  it('change the first line of their file, and nothing else', async () => {
    write('a', '\uFEFFred\r\nnotes\r\n');
    await setCaption(editor, picture('a'), 'blue,\ncoat');
    assert.equal(read('a'), '\uFEFFblue, coat\r\nnotes\r\n');
    await setCaption(editor, picture('new'), 'ohwx');
    assert.equal(read('new'), 'ohwx\n');
    write('blank', '\nnotes');
    await setCaption(editor, picture('blank'), 'blue');
    assert.equal(read('blank'), 'blue\nnotes');
  });

  it('change all lines where each is a variant', async () => {
    write('b', 'first\nsecond\n');
    await setCaption(editor, picture('b', { allLines: true }), 'first\nother');
    assert.equal(read('b'), 'first\nother\n');
    await changeCaptions(editor, [picture('b', { allLines: true })], { kind: 'prepend', tag: 'ohwx' });
    assert.equal(read('b'), 'ohwx, first\nohwx, other\n');
    for (const [before, after] of [
      ['\uFEFFfirst\r\nsecond\r\n', '\uFEFFfirst\r\nother\r\n'],
      ['first\nsecond', 'first\nother'],
      ['first\nsecond\n\n', 'first\nother\n\n'],
    ] as const) {
      write('g', before);
      await setCaption(editor, picture('g', { allLines: true }), 'first\nother');
      assert.equal(read('g'), after);
      written.length = 0;
      await setCaption(editor, picture('g', { allLines: true }), 'first\nother');
      assert.deepEqual(written, []);
    }
  });

  it('begin with what an editor has of the file, saved or not', async () => {
    write('c', 'old');
    open.set(join(folder.path, 'c.txt'), 'typed, red');
    await changeCaptions(editor, [picture('c')], { kind: 'remove', tag: 'red' });
    assert.equal(read('c'), 'typed');
  });

  it('are one change, of those that it changes and can be read', async () => {
    write('d', 'red');
    write('e', 'blue');
    write('f', 'red');
    written.length = 0;
    const pictures = [picture('d'), picture('e'), picture('f', { isCaptionReadable: false })];
    assert.equal(await changeCaptions(editor, pictures, { kind: 'remove', tag: 'red' }), 1);
    assert.deepEqual(written.map(({ after }) => after), ['']); // prettier-ignore
    assert.equal(read('f'), 'red');
  });
});
