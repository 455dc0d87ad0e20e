import assert from 'node:assert/strict';
import { parseFilterWords } from '../../../../../src/core/prompts/filter/filterFiles';
import { filterPrompt } from '../../../../../src/core/prompts/filter/filterPrompt';
import { filterSet } from '../../../../../src/core/prompts/filter/filterSet';
import { NO_WORDS } from '../../../../../src/core/prompts/filter/filterWords';
import { filterWordsFor } from '../../../../../src/core/prompts/filter/filterWordsFor';
import { tokenMarks } from '../../../../../src/core/prompts/filter/tokenMarks';
import { promptTokens } from '../../../../../src/core/prompts/tokens/tokens';

/** Prompts whose tokens are hard to write down as filter words. */
const PROMPTS = [
  String.raw`\(sign\), sign`,
  String.raw`hat \(red\), hat`,
  String.raw`\[x\], x, \{y\}, y`,
  String.raw`\:d, :d, :3, >:3, ^_^, o_o`,
  String.raw`a\\b, 16:9, 12:30, re:zero, score_9`,
  String.raw`fate\:1.2, fate`,
  String.raw`long_hair, looking at viewer`,
  String.raw`{a|b}, __hair/color__, ${'$'}var`,
  String.raw`ゼロ、レイ, 猫耳, (猫:1.2)`,
  String.raw`\(\(deep\)\), (deep), \(deep\)`,
  'embedding:EasyNegative:1.1, 1girl:1.2',
];

describe('a collected token as a filter word', () => {
  for (const prompt of PROMPTS) {
    it(`takes exactly its own tokens out of ${prompt}`, () => {
      for (const token of new Set(promptTokens(prompt))) {
        const { words, unwritable } = filterWordsFor([token]);
        assert.deepEqual(unwritable, [], token);
        // As it comes back from the file.
        const clothes = words.flatMap(parseFilterWords);
        const set = filterSet({ ...NO_WORDS, clothes }, ['clothes'], true);
        const left = promptTokens(filterPrompt(prompt, set).text);
        const spaced = token.replaceAll('_', ' ');
        const others = promptTokens(prompt).filter((other) => other.replaceAll('_', ' ') !== spaced);
        assert.deepEqual(left, others, `${token} as ${words.join()}`);
      }
    });
  }

  it('has its brackets escaped where they would count as emphasis', () => {
    assert.deepEqual(filterWordsFor(['(sign)', 'hat']).words, [String.raw`\(sign\)`, 'hat']);
  });

  it('is none where a filter file would take it for something else', () => {
    assert.deepEqual(filterWordsFor(['#tag', 'hat']), { words: ['hat'], unwritable: ['#tag'] });
  });
});

describe('which filters a collected token is in', () => {
  const tokens = ['smile', 'long_hair', '(sign)', 'sign', 'white hat'].map((token) => ({ token }));

  it('is told for each group, with blanks for underscores where the setting says so', () => {
    const words = { sex: ['smile'], clothes: ['long hair', 'Smile', 'hat'], etc: [] };
    assert.deepEqual(tokenMarks(tokens, words, true), { sex: [0], clothes: [0, 1], etc: [] });
    assert.deepEqual(tokenMarks(tokens, words, false), { sex: [0], clothes: [0], etc: [] });
  });

  it('tells an escaped token from the same without brackets', () => {
    const escaped = { ...NO_WORDS, etc: [String.raw`\(sign\)`] };
    assert.deepEqual(tokenMarks(tokens, escaped, true).etc, [2]);
    assert.deepEqual(tokenMarks(tokens, { ...NO_WORDS, etc: ['sign'] }, true).etc, [3]);
  });
});
