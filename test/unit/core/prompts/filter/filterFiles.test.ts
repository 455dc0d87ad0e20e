import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { addFilterWords, loadFilterWords } from '../../../../../src/core/prompts/filter/filterFiles';
import { NO_WORDS } from '../../../../../src/core/prompts/filter/filterWords';
import { tempFolder } from '../../../support/tempFolder';

describe('the files of filter words', () => {
  const folder = tempFolder();
  const add = (words: readonly string[], underscoresAsSpaces = true) =>
    addFilterWords(folder.path, 'etc', words, underscoresAsSpaces);
  const text = () => readFileSync(join(folder.path, 'Filter_Etc.txt'), 'utf8');

  it('are read behind the words of the settings, and hold none where they are not there', async () => {
    folder.write('Filter_Etc.txt', '\ufeff# marks\r\nwatermark, text\r\n');
    assert.deepEqual(await loadFilterWords(folder.path, { ...NO_WORDS, sex: ['nude'], etc: ['logo'] }), {
      words: { sex: ['nude'], clothes: [], etc: ['logo', 'watermark', 'text'] },
      notices: [],
    });
  });

  it('are read in the encoding that they have, which is said, and are not written then', async () => {
    const latin = Buffer.from('caf\u00e9', 'latin1');
    folder.write('Filter_Etc.txt', latin);
    const notUtf8 = { code: 'not_json', message: 'Filter_Etc.txt was left alone: it is not UTF-8.' };
    const { words, notices } = await loadFilterWords(folder.path, NO_WORDS);
    assert.deepEqual(words.etc, ['café']);
    assert.deepEqual(notices, ['Filter_Etc.txt was read as Windows-1252: save it as UTF-8.']);
    await assert.rejects(add(['hat']), notUtf8);
    assert.deepEqual(readFileSync(join(folder.path, 'Filter_Etc.txt')), latin);
  });

  for (const [what, bytes] of [
    ['UTF-16 LE with a mark', Buffer.from('\ufeffhat\r\ncafé', 'utf16le')],
    ['UTF-16 LE without one', Buffer.from('hat\ncafé', 'utf16le')],
    ['UTF-16 BE', Buffer.from('\ufeffhat\ncafé', 'utf16le').swap16()],
  ] as const) {
    it(`are read in ${what}, and one more file is read all the same`, async () => {
      folder.write('Filter_Etc.txt', bytes);
      folder.write('Filter_Sex.txt', 'nude');
      const { words, notices } = await loadFilterWords(folder.path, NO_WORDS);
      assert.deepEqual([words.etc, words.sex], [['hat', 'café'], ['nude']]);
      assert.match(notices[0] ?? '', /UTF-16/);
    });
  }

  it('are found whatever the case of their names, and get words there', async () => {
    folder.write('filter_etc.TXT', 'hat');
    assert.deepEqual((await loadFilterWords(folder.path, NO_WORDS)).words.etc, ['hat']);
    await add(['cat']);
    assert.equal(readFileSync(join(folder.path, 'filter_etc.TXT'), 'utf8'), 'hat\ncat\n');
    folder.write('Filter_Etc.txt', 'own');
    const { words, notices } = await loadFilterWords(folder.path, NO_WORDS);
    assert.deepEqual(words.etc, ['own']);
    assert.deepEqual(notices, ['filter_etc.TXT was not read: Filter_Etc.txt is there.']);
  });

  for (const name of ['Filter_Etc.txt.txt', 'filter-etc.txt', 'Filter Etc.TXT', 'FilterEtc.txt']) {
    it(`are found as ${name}`, async () => {
      folder.write(name, 'hat');
      assert.deepEqual((await loadFilterWords(folder.path, NO_WORDS)).words.etc, ['hat']);
    });
  }

  it('say what is no file, and the others are read', async () => {
    mkdirSync(join(folder.path, 'Filter_Sex.txt'));
    folder.write('Filter_Etc.txt', 'hat');
    const { words, notices } = await loadFilterWords(folder.path, NO_WORDS);
    assert.deepEqual(words.etc, ['hat']);
    assert.deepEqual(notices, ['Filter_Sex.txt is no regular file. Put a text file there.']);
  });

  it('get no line where they hold JSON', async () => {
    folder.write('Filter_Etc.txt', '["hat"]');
    await assert.rejects(add(['cat']), { code: 'bad_input' });
    assert.equal(text(), '["hat"]');
  });

  it('are made by the first word, a word a line', async () => {
    assert.equal(await add(['hat', ' cat ', '']), 2);
    assert.equal(text(), 'hat\ncat\n');
  });

  it('stay as they are written, and get what they do not have yet', async () => {
    const before = '\ufeff# marks\r\nWaterMark , long_hair';
    folder.write('Filter_Etc.txt', before);
    assert.equal(await add(['(watermark:1.2)', 'long hair', 'hat', 'HAT']), 1);
    assert.equal(text(), `${before}\r\nhat\r\n`);
    assert.equal(await add(['hat']), 0);
  });

  it('get both ways to write a word where underscores are letters', async () => {
    folder.write('Filter_Etc.txt', 'long_hair\n');
    assert.equal(await add(['long hair', 'long_hair'], false), 1);
    assert.equal(text(), 'long_hair\nlong hair\n');
  });

  it('lose no word where two are added at a time', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map((word) => add([word])));
    assert.deepEqual(text().trim().split('\n').sort(), ['a', 'b', 'c', 'd']);
  });
});
