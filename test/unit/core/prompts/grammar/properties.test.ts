import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { filterPrompt } from '../../../../../src/core/prompts/filter/filterPrompt';
import { filterSet } from '../../../../../src/core/prompts/filter/filterSet';
import { filterWordsFor } from '../../../../../src/core/prompts/filter/filterWordsFor';
import { tokenMarks } from '../../../../../src/core/prompts/filter/tokenMarks';
import { FILTER_GROUPS, NO_WORDS } from '../../../../../src/core/prompts/filter/filterWords';
import { itemKey } from '../../../../../src/core/prompts/grammar/key';
import { parsePrompt, type List } from '../../../../../src/core/prompts/grammar/parse';
import {
  comparedName,
  loraTags,
  moveLorasToFront,
  withoutLoras,
} from '../../../../../src/core/prompts/grammar/loraTags';
import type { PromptFields } from '../../../../../src/core/prompts/promptFile';
import { refilter } from '../../../../../src/core/prompts/rewrite/refilter';
import { regenerate } from '../../../../../src/core/prompts/rewrite/regenerate';
import type { PromptRules } from '../../../../../src/core/prompts/rewrite/rules';
import { promptTokens } from '../../../../../src/core/prompts/tokens/tokens';
import { filtered } from './filtering';
import { ABSENT, anyPrompt, anyWords, EDGES, someWords, tidyPrompt, VOCABULARY } from './generated';

const RUNS = 1000;
/** Of a statement that filters each prompt by each of its tokens. */
const FEW_RUNS = 250;
// The same prompts each time, so that a red test is the fault of the change; `FC_SEED=…` tries others.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_121) });

/** Tries a statement on every edge, then on generated prompts. */
function forPrompts(prompts: fc.Arbitrary<string>, check: (prompt: string) => void, numRuns = RUNS): void {
  fc.assert(fc.property(prompts, check), { numRuns, examples: EDGES.map((prompt) => [prompt]) });
}

/** The same with words to filter by. */
function forFilters(
  prompts: fc.Arbitrary<string>,
  words: fc.Arbitrary<string[]>,
  check: (prompt: string, words: readonly string[]) => void,
): void {
  fc.assert(fc.property(prompts, words, check), {
    numRuns: RUNS,
    examples: EDGES.flatMap((prompt): [string, string[]][] => [
      [prompt, ['a', 'b', 'smile']],
      [prompt, promptTokens(prompt)],
    ]),
  });
}

/** Within brackets a number at the end is a weight, `(16:9)`, and a backslash escapes the bracket. */
const UNWEIGHTED = VOCABULARY.filter((word) => !/:\d+$|\\$/.test(word));

const tagsOf = (text: string) => loraTags(text).map(({ tag }) => tag);
const movableOf = (text: string) => loraTags(text).flatMap(({ tag, movable }) => (movable ? [tag] : []));
const netsOf = (text: string) => text.match(/<(?:lora|lyco|hypernet):[^>]+>/giu) ?? [];
const wordsOf = (text: string) => text.match(/[\p{L}\p{N}\p{M}_]+/gu) ?? [];
/** A cut may leave a blank or a comma, where the text on its two sides would mean something else together. */
const lettersOf = (text: string) => text.replace(/[\s,]/gu, '').split('');
/** In brackets, a cut can make a weight of what was none; in a list of words it cannot. */
const listOf = (...more: readonly string[]) =>
  fc.array(fc.constantFrom(...VOCABULARY, ...more), { maxLength: 12 }).map((items) => items.join(', '));

/** What brackets do, and what belongs to them: in their order, those within others after those. */
function shapesOf({ items }: List): string[] {
  return items.flatMap(({ groups }) =>
    groups.flatMap(({ shape, start, end, slots }) => [
      // A variant may go, and all but one of them.
      shape === 'variants' || shape === 'emphasis' ? shape : `${shape} of ${slots.length}`,
      ...(shape === 'emphasis' && slots.some((slot) => slot.end < end - 1) ? ['weight'] : []),
      ...(slots.some(({ outer }, index) => index === 0 && outer.start > start + 1) ? ['amount'] : []),
      ...slots.flatMap((slot) => [...(slot.start > slot.outer.start ? ['chance'] : []), ...shapesOf(slot)]),
    ]),
  );
}

function assertSubsequence(part: readonly string[], whole: readonly string[], message: string): void {
  let at = 0;
  for (const one of whole) if (at < part.length && part[at] === one) at++;
  assert.equal(at, part.length, `${message}: ${JSON.stringify(part)} of ${JSON.stringify(whole)}`);
}

describe('A filtered prompt', () => {
  it('is the same where nothing matches', () => {
    forPrompts(anyPrompt, (prompt) => {
      assert.equal(filtered(prompt, [ABSENT]), prompt);
      assert.equal(filtered(prompt, []), prompt);
      assert.equal(filtered(prompt, ['', ' ', '_']), prompt);
    });
  });

  it('is the same when it is filtered again', () => {
    forFilters(anyPrompt, anyWords, (prompt, words) => {
      const once = filtered(prompt, words);
      assert.equal(filtered(once, words), once);
    });
  });

  it('has all of its comments, each at the end of its line', () => {
    const comments = (text: string) =>
      parsePrompt(text).comments.map(({ start, end }) => text.slice(start, end).trim());
    forFilters(anyPrompt, anyWords, (prompt, words) => {
      for (const left of [filtered(prompt, words), moveLorasToFront(prompt)]) {
        assert.deepEqual(comments(left), comments(prompt), left);
      }
    });
  });

  it('is the same exactly where nothing is reported as removed', () => {
    forFilters(anyPrompt, anyWords, (prompt, words) => {
      const set = filterSet({ ...NO_WORDS, etc: words }, FILTER_GROUPS, true);
      const { text, removed } = filterPrompt(prompt, set);
      assert.equal(text === prompt, removed.length === 0);
      for (const { token, group } of removed) assert.equal(set.groupOf(token), group, token);
    });
  });

  it('has the same LoRA tags, and no new ones', () => {
    forFilters(anyPrompt, anyWords, (prompt, words) => {
      assert.deepEqual(tagsOf(filtered(prompt, words)), tagsOf(prompt));
    });
  });

  it('has the same tags of all kinds', () => {
    forFilters(tidyPrompt, anyWords, (prompt, words) => {
      assert.deepEqual(netsOf(filtered(prompt, words)), netsOf(prompt));
    });
  });

  it('has no letter and no word that was not there, in their order', () => {
    forFilters(anyPrompt, anyWords, (prompt, words) => {
      const left = filtered(prompt, words);
      assertSubsequence(lettersOf(left), lettersOf(prompt), 'letters');
      assertSubsequence(wordsOf(left), wordsOf(prompt), 'words');
    });
  });

  it('has exactly the tokens that are no filter words, where it is a list', () => {
    const check = (prompt: string, words: readonly string[]) => {
      // Tokens are unescaped: as words they would mean something else.
      const plain = words.filter((word) => !/[()[\]{}\\]/.test(word));
      const keys = new Set(plain.map((word) => itemKey(word, true)));
      const stays = (token: string) => !keys.has(itemKey(token, true));
      assert.deepEqual(promptTokens(filtered(prompt, plain)), promptTokens(prompt).filter(stays));
    };
    fc.assert(fc.property(listOf('<lora:x:1>', '(smile:1.2)'), someWords, check), { numRuns: RUNS });
  });

  it('has none of the items that were reported as removed', () => {
    forFilters(tidyPrompt, anyWords, (prompt, words) => {
      const set = filterSet({ ...NO_WORDS, etc: words }, FILTER_GROUPS, true);
      const { text } = filterPrompt(prompt, set);
      assert.deepEqual(filterPrompt(text, set).removed, []);
    });
  });

  it('has no brackets, weights, steps, amounts and chances that it had not', () => {
    forFilters(anyPrompt, anyWords, (prompt, words) => {
      for (const left of [filtered(prompt, words), withoutLoras(prompt)]) {
        assertSubsequence(shapesOf(parsePrompt(left)), shapesOf(parsePrompt(prompt)), left);
      }
    });
  });

  it('has nothing left when all of its tokens are filter words', () => {
    forPrompts(
      tidyPrompt,
      (prompt) => {
        const words = VOCABULARY.filter((word) => promptTokens(prompt).includes(itemKey(word, false)));
        const left = promptTokens(filtered(prompt, words));
        for (const word of words) assert.ok(!left.includes(itemKey(word, false)), word);
      },
      FEW_RUNS,
    );
  });
});

describe('The key of an item', () => {
  const item = fc.constantFrom(...UNWEIGHTED);

  it('does not change with brackets, weights, blanks and case around it', () => {
    const around = fc.array(fc.constantFrom('()', '[]', ':1.2', ':-1', '  ', '\u200b'), { maxLength: 6 });
    const wrap = (text: string, kind: string): string => {
      if (kind.startsWith(':')) return `(${text}${kind})`;
      const [open = '', close = ''] = kind;
      return open + text + close;
    };
    fc.assert(
      fc.property(item, around, (text, kinds) => {
        assert.equal(itemKey(kinds.reduce(wrap, text), true), itemKey(text, true));
        assert.equal(itemKey(kinds.reduce(wrap, text), false), itemKey(text, false));
      }),
      { numRuns: RUNS },
    );
  });

  it('has no blank at its ends and none twice', () => {
    forPrompts(anyPrompt, (prompt) => {
      const key = itemKey(prompt, true);
      assert.equal(key, key.trim().replace(/\s+/gu, ' '));
      assert.ok(!/[\u200b\u200c\ufeff]/.test(key));
    });
  });
});

describe('LoRA tags', () => {
  it('stand where they say, by their name', () => {
    forPrompts(anyPrompt, (prompt) => {
      let end = 0;
      for (const found of loraTags(prompt)) {
        assert.ok(found.start >= end);
        ({ end } = found);
        assert.equal(prompt.slice(found.start, found.end), found.tag);
        assert.ok(found.tag.slice('<lora:'.length).startsWith(found.name));
        assert.match(found.tag, /^<lora:[^:>]+(?::[^>]*)?>$/i);
        assert.ok(Number.isFinite(found.weight));
      }
    });
  });

  it('stand in front afterwards, all of them, in their order', () => {
    forPrompts(anyPrompt, (prompt) => {
      const tags = movableOf(prompt);
      const moved = moveLorasToFront(prompt);
      if (tags.length === 0) assert.equal(moved, prompt.trim());
      else assert.ok(moved === tags.join(', ') || moved.startsWith(`${tags.join(', ')}, `), moved);
      assert.deepEqual(movableOf(moved), tags);
      assert.deepEqual([...tagsOf(moved)].sort(), [...tagsOf(prompt)].sort());
    });
  });

  it('are moved once', () => {
    forPrompts(anyPrompt, (prompt) => {
      const once = moveLorasToFront(prompt);
      assert.equal(moveLorasToFront(once), once);
    });
  });

  it('take nothing but themselves along, out of a list', () => {
    forPrompts(listOf('<lora:x:1>', '<lora:y:0.5>', '(cat <lora:z:1>:1.2)'), (prompt) => {
      // Two tokens may become one: `cat <lora:x:1> dog` becomes `cat dog`.
      const wordsOfTokens = (text: string) => promptTokens(text).join(' ');
      assert.equal(wordsOfTokens(moveLorasToFront(prompt)), wordsOfTokens(prompt));
      assert.equal(wordsOfTokens(withoutLoras(prompt)), wordsOfTokens(prompt));
    });
  });

  it('are gone from a prompt without them, but for those whose place has a meaning', () => {
    forPrompts(anyPrompt, (prompt) => {
      const without = withoutLoras(prompt);
      assert.deepEqual(movableOf(without), []);
      assert.deepEqual(
        tagsOf(without),
        loraTags(prompt).flatMap(({ tag, movable }) => (movable ? [] : [tag])),
      );
      assert.equal(withoutLoras(without), without);
      if (movableOf(prompt).length === 0) assert.equal(without, prompt);
      assertSubsequence(lettersOf(without), lettersOf(prompt), 'letters');
    });
  });
});

describe('The tokens of a prompt', () => {
  it('are what a filter word removes, each of them', () => {
    forPrompts(
      anyPrompt,
      (prompt) => {
        for (const token of new Set(promptTokens(prompt))) {
          const set = filterSet({ ...NO_WORDS, etc: [token] }, FILTER_GROUPS, true);
          const { text, removed } = filterPrompt(prompt, set);
          assert.notEqual(removed.length, 0, `${JSON.stringify(token)} of ${JSON.stringify(prompt)}`);
          assert.ok(!promptTokens(text).includes(token), token);
          const marks = tokenMarks([{ token }], { ...NO_WORDS, etc: [token] }, true);
          assert.deepEqual(marks.etc, [0], token);
          for (const word of filterWordsFor([token]).words) {
            assert.notEqual(filtered(prompt, [word]), prompt, `${word} for ${token}`);
          }
        }
      },
      FEW_RUNS,
    );
  });

  it('have no blank at their ends, and none is empty', () => {
    forPrompts(anyPrompt, (prompt) => {
      for (const token of promptTokens(prompt)) {
        assert.notEqual(token, '');
        assert.equal(token, token.trim());
      }
    });
  });

  it('are the words of a prompt of words, in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...UNWEIGHTED), { maxLength: 12 }), (items) => {
        const expected = items.map((item) => itemKey(item, false));
        assert.deepEqual(promptTokens(items.join(', ')), expected);
        assert.deepEqual(promptTokens(items.map((item) => `((${item}):1.2)`).join('\n')), expected);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('The fields of a file', () => {
  const rules: fc.Arbitrary<PromptRules> = fc.record({
    words: fc.record({ sex: anyWords, clothes: anyWords, etc: anyWords }),
    trailingComma: fc.constantFrom('preserve', 'always', 'never'),
    loraTags: fc.constantFrom('all', 'last'),
    refilterSource: fc.constantFrom('existing', 'raw'),
    underscoresAsSpaces: fc.boolean(),
  });
  const fields: fc.Arbitrary<PromptFields> = fc.record(
    { raw_prompt: anyPrompt, prompt: anyPrompt, prompt_with_clothes: anyPrompt, lora: anyPrompt },
    { requiredKeys: [] },
  );
  const lora = fc.constantFrom('x', 'mine', 'My Model', 'smile').map((name) => ({ name, aliases: [name] }));

  it('are the same when they are refiltered again', () => {
    fc.assert(
      fc.property(rules, fields, (given, before) => {
        const change = refilter(given);
        const { changes } = change(before);
        assert.deepEqual(change({ ...before, ...changes }).changes, {});
      }),
      { numRuns: RUNS },
    );
  });

  it('stay away where they were not there, and raw_prompt stays, when they are refiltered', () => {
    fc.assert(
      fc.property(rules, fields, (given, before) => {
        const { changes } = refilter(given)(before);
        for (const [field, text] of Object.entries(changes)) {
          assert.ok(field in before && field !== 'raw_prompt', field);
          assert.notEqual(text, before[field as keyof PromptFields]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('are the same when they are regenerated again, whatever they were', () => {
    fc.assert(
      fc.property(rules, fields, lora, (given, before, mine) => {
        const change = regenerate(given);
        const after = { ...before, ...change(before, mine).changes };
        assert.deepEqual(change(after, mine).changes, {});
        assert.deepEqual(change({ raw_prompt: before.raw_prompt ?? '' }, mine).changes, {
          prompt: after.prompt,
          prompt_with_clothes: after.prompt_with_clothes,
          lora: after.lora,
        });
      }),
      { numRuns: RUNS },
    );
  });

  it('begin with the tag of the LoRA when they are regenerated', () => {
    fc.assert(
      fc.property(rules, anyPrompt, lora, (given, raw, mine) => {
        const {
          prompt = '',
          prompt_with_clothes: clothed = '',
          lora: tags = '',
        } = regenerate(given)({ raw_prompt: raw }, mine).changes;
        const ofMine = loraTags(raw).filter(({ name }) => comparedName(name) === mine.name);
        const isInPlace = ofMine.length > 0 && ofMine.every(({ movable }) => !movable);
        for (const text of [prompt, clothed, tags]) {
          const [own] = loraTags(text);
          if (isInPlace) continue;
          assert.equal(own?.start, 0);
          assert.equal(comparedName(own.name), mine.name);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
