import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isOtherThanTokenList } from '../../../../src/core/prompts/tokens/tokenList';
import { tempFolder } from '../../support/tempFolder';

describe('what lies where a token list goes', () => {
  const folder = tempFolder();
  const other = (content: string | Uint8Array) =>
    isOtherThanTokenList(folder.write('all_prompts.json', content));

  it('may be a list of tokens, with or without byte order mark, or nothing', async () => {
    assert.equal(await isOtherThanTokenList(join(folder.path, 'all_prompts.json')), false);
    for (const list of ['[]', '["1girl","smile"]\n', '\ufeff["a"]'])
      assert.equal(await other(list), false, list);
  });

  it('is something else where it is no JSON array of strings, and must not be overwritten unasked', async () => {
    for (const text of ['', '{}', '["a",1]', '[["a"]]', '"a"', 'my notes', '["a"', 'null']) {
      assert.equal(await other(text), true, text);
    }
    assert.equal(await other(Uint8Array.of(0x5b, 0xff, 0x5d)), true);
    mkdirSync(join(folder.path, 'folder'));
    assert.equal(await isOtherThanTokenList(join(folder.path, 'folder')), true);
  });
});
