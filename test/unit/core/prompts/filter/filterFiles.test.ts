import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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
      sex: ['nude'],
      clothes: [],
      etc: ['logo', 'watermark', 'text'],
    });
  });

  it('say which of them is not UTF-8, and are not written then', async () => {
    const latin = Buffer.from('caf\u00e9', 'latin1');
    folder.write('Filter_Etc.txt', latin);
    const notUtf8 = { code: 'not_json', message: 'Filter_Etc.txt was left alone: it is not UTF-8.' };
    await assert.rejects(loadFilterWords(folder.path, NO_WORDS), notUtf8);
    await assert.rejects(add(['hat']), notUtf8);
    assert.deepEqual(readFileSync(join(folder.path, 'Filter_Etc.txt')), latin);
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
