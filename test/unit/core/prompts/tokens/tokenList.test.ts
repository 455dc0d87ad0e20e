import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lostTokens } from '../../../../../src/core/prompts/tokens/tokenList';
import { tempFolder } from '../../../support/tempFolder';

describe('what lies where a token list goes', () => {
  const folder = tempFolder();
  const lost = (content: string | Uint8Array, tokens: readonly string[] = [], isWhole = false) =>
    lostTokens(folder.write('all_prompts.json', content), tokens, isWhole);

  it('may be a list of tokens, with or without byte order mark, or nothing', async () => {
    assert.equal(await lostTokens(join(folder.path, 'all_prompts.json'), [], false), 0);
    assert.equal(await lost('[]'), 0);
    assert.equal(await lost('["1girl","smile"]\n', ['smile']), 1);
    assert.equal(await lost('\ufeff["a"]'), 1);
    assert.equal(await lost('["a", "b"]', ['c', 'b', 'a']), 0);
  });

  it('is no loss where the list of the whole folder takes the place of an older one', async () => {
    assert.equal(await lost('["1girl","smile"]', ['smile'], true), 0);
  });

  it('is something else where it is no JSON array of strings, and must not be overwritten unasked', async () => {
    for (const text of ['', '{}', '["a",1]', '[["a"]]', '"a"', 'my notes', '["a"', 'null']) {
      assert.equal(await lost(text, [], true), 'other', text);
    }
    assert.equal(await lost(Uint8Array.of(0x5b, 0xff, 0x5d)), 'other');
    mkdirSync(join(folder.path, 'folder'));
    assert.equal(await lostTokens(join(folder.path, 'folder'), [], true), 'other');
  });
});
