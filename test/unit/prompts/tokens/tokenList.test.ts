import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readTokenList } from '../../../../src/core/prompts/tokens/tokenList';
import { tempFolder } from '../../support/tempFolder';

describe('what lies where a token list goes', () => {
  const folder = tempFolder();
  const read = (content: string | Uint8Array) => readTokenList(folder.write('all_prompts.json', content));

  it('may be a list of tokens, with or without byte order mark, or nothing', async () => {
    assert.equal(await readTokenList(join(folder.path, 'all_prompts.json')), undefined);
    assert.deepEqual(await read('[]'), []);
    assert.deepEqual(await read('["1girl","smile"]\n'), ['1girl', 'smile']);
    assert.deepEqual(await read('\ufeff["a"]'), ['a']);
  });

  it('is something else where it is no JSON array of strings, and must not be overwritten unasked', async () => {
    for (const text of ['', '{}', '["a",1]', '[["a"]]', '"a"', 'my notes', '["a"', 'null']) {
      assert.equal(await read(text), 'other', text);
    }
    assert.equal(await read(Uint8Array.of(0x5b, 0xff, 0x5d)), 'other');
    mkdirSync(join(folder.path, 'folder'));
    assert.equal(await readTokenList(join(folder.path, 'folder')), 'other');
  });
});
