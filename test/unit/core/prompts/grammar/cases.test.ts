import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseFilterWords } from '../../../../../src/core/prompts/filter/filterFiles';
import { itemKey, tokenKey } from '../../../../../src/core/prompts/grammar/key';
import { loraTags, moveLorasToFront, withoutLoras } from '../../../../../src/core/prompts/grammar/loraTags';
import { refilter } from '../../../../../src/core/prompts/rewrite/refilter';
import { regenerate } from '../../../../../src/core/prompts/rewrite/regenerate';
import { promptTokens } from '../../../../../src/core/prompts/tokens/tokens';
import type { TextCase } from './cases';
import { EDGE_CASES } from './edgeCases';
import { MINE, REFILTER_CASES, REGENERATE_CASES, RULES } from './fileCases';
import {
  COMMENT_CASES,
  DIALECT_CASES,
  GAP_CASES,
  GROUP_CASES,
  MATCH_CASES,
  PART_CASES,
  TAG_FILTER_CASES,
} from './filterCases';
import { filtered } from './filtering';
import { FILTER_FILE_CASES, KEY_CASES } from './keyCases';
import { SEAM_CASES } from './seamCases';
import { MOVE_CASES, TAG_CASES, WITHOUT_CASES } from './tagCases';
import { TOKEN_CASES } from './tokenCases';

describe('The table of filterPrompt', () => {
  for (const [name, prompt, words, left] of [
    ...MATCH_CASES,
    ...GAP_CASES,
    ...GROUP_CASES,
    ...TAG_FILTER_CASES,
    ...SEAM_CASES,
    ...COMMENT_CASES,
    ...PART_CASES,
    ...DIALECT_CASES,
  ]) {
    it(name, () => {
      assert.equal(filtered(prompt, words), left);
      assert.equal(filtered(left, words), left, 'filtered twice is filtered once');
    });
  }
});

describe('The table of edges', () => {
  for (const { name, prompt, filter, tags, tokens } of EDGE_CASES) {
    const [word, left] = filter;
    it(`filter: ${name}`, () => {
      assert.equal(filtered(prompt, [word]), left);
      assert.equal(filtered(prompt, []), prompt, 'no words change nothing');
      assert.equal(filtered(prompt, ['no such word']), prompt, 'a word that is not there changes nothing');
    });
    it(`tags: ${name}`, () => {
      assert.deepEqual(
        loraTags(prompt).map(({ tag }) => tag),
        tags,
      );
    });
    it(`tokens: ${name}`, () => assert.deepEqual(promptTokens(prompt), tokens));
  }
});

describe('The table of itemKey', () => {
  for (const [name, item, key] of KEY_CASES) {
    it(name, () => {
      assert.equal(itemKey(item, true), key);
      assert.equal(tokenKey(itemKey(item, false), true), key, 'underscores alone make a difference');
    });
  }

  it('underscores stay where they are letters', () => {
    assert.equal(itemKey('(Long_Hair:1.2)', false), 'long_hair');
    assert.equal(itemKey('_smile_', false), '_smile_');
  });
});

describe('The table of parseFilterWords', () => {
  for (const [name, text, words] of FILTER_FILE_CASES) {
    it(name, () => assert.deepEqual(parseFilterWords(text), words));
  }
});

describe('The table of loraTags', () => {
  for (const [name, prompt, tags] of TAG_CASES) {
    it(name, () => {
      const found = loraTags(prompt);
      assert.deepEqual(
        found.map((tag) => `${tag.name} ${tag.weight}${tag.movable ? '' : ' fixed'}`),
        tags,
      );
      for (const { tag, start, end } of found) assert.equal(prompt.slice(start, end), tag);
    });
  }
});

function tableOf(title: string, change: (text: string) => string, cases: readonly TextCase[]): void {
  describe(title, () => {
    for (const [name, text, result] of cases) {
      it(name, () => {
        assert.equal(change(text), result);
        assert.equal(change(result), result, 'twice is once');
      });
    }
  });
}

tableOf('The table of moveLorasToFront', moveLorasToFront, MOVE_CASES);
tableOf('The table of withoutLoras', withoutLoras, WITHOUT_CASES);

describe('The table of promptTokens', () => {
  for (const [name, prompt, tokens] of TOKEN_CASES) {
    it(name, () => assert.deepEqual(promptTokens(prompt), tokens));
  }
});

describe('The table of refilter', () => {
  for (const { name, rules, fields, changes } of REFILTER_CASES) {
    it(name, () => {
      const change = refilter({ ...RULES, ...rules });
      const outcome = change(fields);
      assert.deepEqual(outcome.changes, changes);
      assert.deepEqual(
        outcome.fields.map(({ field }) => field),
        Object.keys(changes),
      );
      assert.deepEqual(change({ ...fields, ...changes }).changes, {}, 'twice is once');
    });
  }
});

describe('The table of regenerate', () => {
  for (const { name, rules, lora = MINE, fields, changes } of REGENERATE_CASES) {
    it(name, () => {
      const change = regenerate({ ...RULES, ...rules });
      const outcome = change(fields, lora);
      assert.deepEqual(outcome.changes, changes);
      assert.deepEqual(
        outcome.fields.map(({ field }) => field),
        Object.keys(changes),
      );
      assert.deepEqual(change({ ...fields, ...changes }, lora).changes, {}, 'twice is once');
    });
  }
});
