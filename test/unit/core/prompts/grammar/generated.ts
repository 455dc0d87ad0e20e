import fc from 'fast-check';
import { EDGE_CASES } from './edgeCases';

/** Words that prompts are made of below, and that they are filtered by. None holds a bracket or a separator. */
export const VOCABULARY = [
  ...[
    'smile',
    'hat',
    'white hat',
    'long_hair',
    'Long Hair',
    '1girl',
    'score_9',
    'BREAKFAST',
    'BAND',
    'break',
  ],
  ...[
    '初音ミク',
    '微笑',
    'שלום',
    'cafe\u0301',
    'caf\u00e9',
    'ｓｍｉｌｅ',
    '👩\u200d👩\u200d👧',
    '👩',
    'ﬁre',
    'İ',
  ],
  ...[
    ':d',
    ':3',
    '>:3',
    '^_^',
    'o_o',
    '>_<',
    '<3',
    '16:9',
    '12:30',
    're:zero',
    'embedding:x',
    '$var',
    'c#',
    '__smile__',
    'o\\',
  ],
  ...['__hair/color__', 'a. b; c', 'smi\u200ble', 'half\ud83d', '\ude00half'],
] as const;

/** What stands nowhere in the prompts below. */
export const ABSENT = 'nowhere to be found';

const TAGS = [
  ...['<lora:x:1>', '<lora:a, b (c:0.5:te=1>', '<LoRA: My  Model :0.8>', '<lora:smile:1>', '<lora:x:>'],
  ...['<lyco:y:1>', '<hypernet:smile, hat:1>', '<lora:{|]:1>'],
];

const SEPARATORS = [
  ...[', ', ', ', ', ', ',', ' , ', ',,', ', ,', '，', '\n', ',\r\n', ',\n\n', '\t,\u3000'],
  ...[' # no, (te\n', '\n# smile, hat:1.2\r\n', ' :0.5 AND ', ':1.2 AND ', ', :0.7 AND '],
  ...[' BREAK ', ', BREAK,', '\nBREAK\n', ' AND ', ' ADDROW ', ',ADDCOL ', ' ADDCOMM ', ' ADDBASE '],
];

const word = fc.constantFrom(...VOCABULARY);
const tag = fc.constantFrom(...TAGS);
const weight = fc.constantFrom('', '', ':1.2', ':.5', ':-1', ' : 1.10 ', ':+2');
const blank = fc.constantFrom('', '', '', ' ', '\t', '\u3000');
const escaped = fc.constantFrom(
  String.raw`\(sign\)`,
  String.raw`a\,b`,
  String.raw`\[x\] \{y\}`,
  String.raw`o\\o`,
);

function listOf(item: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> {
  return fc
    .array(fc.tuple(item, fc.constantFrom(...SEPARATORS)), { maxLength })
    .map((items) =>
      items.map(([text, separator], index) => (index === 0 ? text : separator + text)).join(''),
    );
}

/** Prompts with brackets in brackets. @param joined whether text and brackets may stand in one item */
function nested(joined: boolean): fc.Arbitrary<string> {
  const { list } = fc.letrec<Record<'list' | 'item' | 'group', string>>((tie) => ({
    list: listOf(
      fc.oneof({ maxDepth: 4, depthIdentifier: 'brackets' }, tie('item'), tie('group'), fc.constant('')),
      4,
    ),
    item: fc.oneof(
      { weight: 6, arbitrary: word },
      {
        weight: 1,
        arbitrary: fc.tuple(word, fc.constantFrom(':1.2', ' :0.5')).map((parts) => parts.join('')),
      },
      { weight: 1, arbitrary: escaped },
      { weight: 2, arbitrary: fc.tuple(blank, tag, blank).map((parts) => parts.join('')) },
      ...(joined
        ? [{ weight: 2, arbitrary: fc.array(fc.oneof(word, tag, tie('group')), { maxLength: 3 }) }]
        : []
      ).map(({ weight: share, arbitrary }) => ({
        weight: share,
        arbitrary: fc.tuple(arbitrary, blank).map(([parts, between]) => parts.join(between)),
      })),
    ),
    group: fc.oneof(
      fc.tuple(tie('list'), weight).map(([inner, number]) => `(${inner}${number})`),
      tie('list').map((inner) => `(${inner})++`),
      tie('list').map((inner) => `[${inner}]`),
      fc
        .tuple(tie('list'), tie('list'), fc.constantFrom('0.5', '10', ' 0.25 ', '0.1,0.7', 'HR'))
        .map(([before, after, when]) => `[${before}:${after}:${when}]`),
      fc
        .tuple(tie('list'), fc.constantFrom('0.5', '0.1, 0.7', ':5', 'SECOND_PASS'))
        .map(([only, when]) => `[${only}:${when}]`),
      tie('list').map((inner) => `1.2::${inner}::`),
      fc.tuple(tie('list'), tie('list')).map(([one, other]) => `[SEQ:${one}:0.3:${other}:0.7]`),
      fc.array(tie('list'), { minLength: 2, maxLength: 3 }).map((turns) => `[${turns.join('|')}]`),
      fc
        .tuple(
          fc.constantFrom('', '', '2$$', '1-2$$', '2$$ and $$', '2$$ (hat) $$'),
          fc.array(fc.tuple(fc.constantFrom('', '0.5::', '2::'), tie('list')), {
            minLength: 1,
            maxLength: 3,
          }),
        )
        .map(([head, variants]) => `{${head}${variants.map((variant) => variant.join('')).join('|')}}`),
    ),
  }));
  const around = fc.constantFrom('', '', '', ' ', ',', ', ', '\n', ' , ,', ' :0.7', ' # end', '# begin\n');
  return fc.tuple(around, list, around).map((parts) => parts.join(''));
}

/** Prompts as users write them: brackets pair, and each group is an item of its own. */
export const tidyPrompt = nested(false);

const PIECES = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '<',
    '>',
    ':',
    '|',
    ',',
    '，',
    '\\',
    '_',
    '$',
    '#',
    ' ',
    '\n',
    '\r\n',
    '\t',
  ],
  ...[
    '::',
    '$$',
    '${',
    '0.5',
    ':1.2)',
    ':0.5]',
    '0.3::',
    '1.2::',
    ':0.1,0.7]',
    ':HR]',
    ')++',
    '[SEQ:',
    ' # ',
    ' :0.5 AND ',
    '__hat__',
    '<lora:',
    '<lora:x:1>',
    '<lyco:y:1>',
    'x:1>',
    '\\(',
    '\\\\',
  ],
  ...['BREAK', 'AND', 'ADDROW', '（', '：', '\u200b', '\ufeff', '\u3000', '\ud83d', '\ude00', '👩\u200d👧'],
  ...['smile', 'smile', 'hat', 'cat', 'A', 'é', 'e\u0301', '微笑'],
];

const shuffled = fc
  .array(fc.constantFrom(...PIECES, ...EDGE_CASES.map(({ prompt }) => prompt)), { maxLength: 24 })
  .map((pieces) => pieces.join(''));

/** Anything that can stand in a file: tidy prompts, pieces of prompts in any order, any letters. */
export const anyPrompt = fc.oneof(
  { weight: 3, arbitrary: tidyPrompt },
  { weight: 3, arbitrary: nested(true) },
  { weight: 4, arbitrary: shuffled },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

/** Words of the vocabulary. */
export const someWords = fc.uniqueArray(word, { minLength: 1, maxLength: 8 });

/** Words with brackets and weights too. */
export const anyWords = fc.uniqueArray(
  fc.oneof(
    { weight: 4, arbitrary: word },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '(smile)',
        '[hat:0.5]',
        'smile, hat',
        'cat',
        'A',
        'x',
        '(',
        ')',
        '\\',
        ':',
        '0.5',
        '',
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '(sign)',
        String.raw`\(sign\)`,
        '<lora:x:1>',
        '微笑',
        '#',
        '$$',
        'smile (hat)',
      ),
    },
  ),
  { minLength: 1, maxLength: 8 },
);

/** Every edge by itself, to be tried before anything generated. */
export const EDGES: readonly string[] = EDGE_CASES.map(({ prompt }) => prompt);
