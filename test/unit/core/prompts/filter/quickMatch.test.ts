import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { filterPrompt } from '../../../../../src/core/prompts/filter/filterPrompt';
import { filterSet } from '../../../../../src/core/prompts/filter/filterSet';
import { parsePrompt, type Item, type List } from '../../../../../src/core/prompts/grammar/parse';
import { composePrompt } from '../../../../../src/core/prompts/rewrite/compose';
import {
  loraTags,
  movableTags,
  splitPrompt,
  withTags,
} from '../../../../../src/core/prompts/grammar/loraTags';
import { NO_WORDS } from '../../../../../src/core/prompts/filter/filterWords';

const RUNS = 2_000;

const setOf = (words: readonly string[], underscoresAsSpaces = true) =>
  filterSet({ ...NO_WORDS, etc: words }, ['etc'], underscoresAsSpaces);

const WORDS = [
  'hat',
  'Hat',
  'long',
  'hair',
  'long hair',
  'long_hair',
  'long-hair',
  'a',
  '1',
  '1girl',
  'and',
  'band',
];
const GLUE = [
  ' ',
  ' ',
  ', ',
  ',',
  '，',
  '\n',
  '\r\n',
  '\t',
  '-',
  '.',
  "'",
  '/',
  '!',
  '#',
  '&',
  ' AND ',
  ' BREAK ',
  ' break ',
];
const BRACKETS = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '|',
  ':',
  '::',
  ':1.2',
  ':0.5)',
  ':1.2)',
  ':5]',
  '$',
  '${',
  '2$$',
  '0.3::',
];
const TAGS = ['<lora:hat:1>', '<LoRA:x y:0.5:1>', '<lyco:a:1>', '<lora::1>', '<lora:>', '<lora:', '<', '>'];
const SIGNS = ['AND', 'ADDCOL', 'AND_', '^_^', ':)', ';)', '\\(^o^)/', '_', '__', '>:3'];
const ESCAPES = ['\\', '\\(', '\\)', '\\\\', '\\:', '\\,'];
const UNUSUAL = ['\u200b', '\ufeff', 'é', 'ｈａｔ', '\u212a', '😀'];

/** All that prompts are made of, and what means something in them. */
const piece = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 5, arbitrary: fc.constantFrom(...GLUE) },
  { weight: 3, arbitrary: fc.constantFrom(...BRACKETS) },
  { weight: 2, arbitrary: fc.constantFrom(...TAGS) },
  { weight: 1, arbitrary: fc.constantFrom(...SIGNS) },
  { weight: 1, arbitrary: fc.constantFrom(...ESCAPES) },
  { weight: 1, arbitrary: fc.constantFrom(...UNUSUAL) },
);
const joined = (maxLength: number) => fc.array(piece, { maxLength }).map((pieces) => pieces.join(''));
const prompt = joined(12);
const words = fc.array(joined(4), { minLength: 1, maxLength: 4 });

/** A prompt, and filter words of which one is an item of it. */
const promptAndWords = fc.tuple(prompt, fc.nat(), words).map(([text, number, others]) => {
  const items = itemsOf(parsePrompt(text));
  const item = items[number % Math.max(1, items.length)];
  return { text, filter: item ? [text.slice(item.start, item.end), ...others] : others };
});

/** The items of a list, at any depth. */
function itemsOf({ items }: List): Item[] {
  return items.flatMap((item) => [item, ...item.groups.flatMap(({ slots }) => slots.flatMap(itemsOf))]);
}

describe('quickMatcher', () => {
  it('never misses an item that the grammar finds', () => {
    fc.assert(
      fc.property(promptAndWords, fc.boolean(), ({ text, filter }, underscoresAsSpaces) => {
        const set = setOf(filter, underscoresAsSpaces);
        for (const { start, end } of itemsOf(parsePrompt(text))) {
          if (set.groupOf(text.slice(start, end)) === undefined) continue;
          assert.ok(set.mayMatch(text));
          assert.ok(set.mayMatch(text, start, end));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('never misses one when it looks at a part of a text', () => {
    fc.assert(
      fc.property(prompt, promptAndWords, (before, { text, filter }) => {
        const set = setOf(filter);
        const whole = before + text;
        const end = whole.length;
        if (set.mayMatch(text)) assert.ok(set.mayMatch(whole, before.length, end));
      }),
      { numRuns: RUNS },
    );
  });

  for (const [text, ...filter] of [
    ['cat, white hat, dog', 'hat', 'cat white', 'do'],
    ['long, hair', 'long hair', 'hair long'],
    ['hatsune miku, that', 'hat', 'hatsune', 'miku'],
    ['(blue sky:1.2), [a|b], <lora:name:0.8>', 'blue', 'sky', 'sky:1.2'],
    ['cat, dog', '^_^', ';)', '猫', 'é'],
  ] as const) {
    it(`needs no parsing to find none of ${filter.join(' · ')} in ${text}`, () => {
      assert.equal(setOf(filter).mayMatch(text), false);
    });
  }

  for (const [text, word] of [
    ['cat, HAT', 'hat'],
    ['(hat:1.2)', 'hat'],
    ['[cat|{0.5::hat|dog}]', 'hat'],
    ['long_hair', 'long hair'],
    ['a BREAK hat', 'hat'],
    ['black and white', 'black and white'],
    ['(long\nhair)', 'long hair'],
    ['\\(sign\\)', '(sign)'],
    ['cat, ^_^', '^_^'],
    ['cat, :)', ':)'],
    ['ｈａｔ', 'hat'],
    ['h\u200bat', 'hat'],
    ['é', 'é'],
  ] as const) {
    it(`may find ${word} in ${JSON.stringify(text)}`, () => {
      assert.equal(setOf([word]).mayMatch(text), true);
    });
  }
});

/** The tags that the parsed text has; true for those that can be moved. */
function parsedTags(text: string, { items }: List, movable = true): [string, boolean][] {
  return items.flatMap(({ start, end, isNetwork, groups }): [string, boolean][] => {
    const tag = text.slice(start, end);
    if (isNetwork) return /^<lora:[^:>]/i.test(tag) ? [[tag, movable]] : [];
    return groups.flatMap(({ isTimed, slots }) =>
      slots.flatMap((slot) => parsedTags(text, slot, movable && !isTimed)),
    );
  });
}

describe('LoRA tags of a plain prompt, which is not parsed', () => {
  const check = (text: string) => {
    const expected = parsedTags(text, parsePrompt(text));
    const tags = loraTags(text).map(({ tag, movable }) => [tag, movable]);
    const movable = expected.filter(([, isMovable]) => isMovable).map(([tag]) => tag);
    assert.deepEqual([tags, movableTags(text)], [expected, movable]);
  };

  it('are those that the grammar finds', () => {
    fc.assert(fc.property(prompt, check), { numRuns: RUNS });
    for (const text of [
      '[<lora:a:1>|b]',
      '{<lora:a:1>|b}',
      '\\<lora:a:1>',
      '(<lora:a:1>:1.2)',
      '<x:<lora:a:1>',
      // A colon, though of a tag that does not end, and no schedule.
      '[<lora:hat:1><lora:]',
    ]) {
      check(text);
    }
  });
});

describe('a prompt that stays as it is, which is not parsed', () => {
  it('comes out as it would if it were', () => {
    fc.assert(
      fc.property(prompt, promptAndWords, fc.boolean(), (raw, { text, filter }, isBehindTags) => {
        const set = setOf(filter);
        const tags = movableTags(raw);
        const before = isBehindTags ? tags.map((tag) => `${tag}, `).join('') + text : text;
        const composed = composePrompt(before, tags, set, 'preserve');

        const { front, body } = splitPrompt(before);
        const filtered = filterPrompt(body, { ...set, mayMatch: () => true });
        const wanted = withTags(tags, body === '' ? '' : '-').slice(0, body === '' ? undefined : -1);
        const isSame = filtered.text === body && front === wanted;
        const rest = tags.length > 0 ? filtered.text.trimStart() : filtered.text;
        assert.equal(composed.text, isSame ? before : withTags(tags, rest));
        assert.deepEqual(composed.removed, filtered.removed);
      }),
      { numRuns: RUNS },
    );
  });
});
