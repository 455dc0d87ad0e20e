import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseUsername } from '../../../../../src/core/civitai/reference';
import { parseCreatorList } from '../../../../../src/core/downloads/creators/creatorAddress';

describe('addresses of creators', () => {
  for (const text of [
    'https://civitai.com/user/Maria_1/models',
    'https://civitai.com/user/Maria_1/models/',
    'http://www.civitai.com/user/Maria_1',
    'https://civitai.red/user/Maria_1/models?sort=Newest&types=LORA#top',
    '//civitai.com/user/Maria_1/images',
    ' civitai.com/user/Maria_1/ ',
    'Maria_1',
  ])
    it(`are read from ${text}`, () => assert.equal(parseUsername(text), 'Maria_1'));

  for (const text of [
    '',
    'https://civitai.com/models/7',
    'https://civitai.com/user/',
    'https://civitai.com/user/../models',
    'https://civitai.com/user/a%2F..%2Fb',
    'https://civitai.com.example.com/user/maria',
    'https://example.com/user/maria',
    'ftp://civitai.com/user/maria',
    'list.txt',
    'a b',
  ])
    it(`are not read from ${text === '' ? 'nothing' : text}`, () =>
      assert.equal(parseUsername(text), undefined));

  it('are listed one a line, with comments', () => {
    assert.deepEqual(parseCreatorList('\ufeff# all\r\n a \n\nb # her\rhttps://civitai.com/user/c#d\n'), [
      { line: 2, text: 'a' },
      { line: 4, text: 'b' },
      { line: 5, text: 'https://civitai.com/user/c#d' },
    ]);
    assert.deepEqual(parseCreatorList('a\n'.repeat(1e5)).length, 10_000);
  });
});
