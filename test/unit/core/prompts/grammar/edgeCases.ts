import type { EdgeCase } from './cases';

/** A row: name, prompt, filter word, what it leaves, tags, tokens. */
type Row = readonly [string, string, string, string, readonly string[], readonly string[]];

const NONE: readonly string[] = [];

const blanksAndSeparators: readonly Row[] = [
  ['an empty prompt', '', 'a', '', NONE, NONE],
  ['only commas', ', , ,', 'a', ', , ,', NONE, NONE],
  ['two commas and nothing else', ',,', 'a', ',,', NONE, NONE],
  ['two commas between items', 'a,,b', 'a', 'b', NONE, ['a', 'b']],
  ['a leading comma', ', a, b', 'a', ', b', NONE, ['a', 'b']],
  ['a trailing comma', 'a, b,', 'b', 'a,', NONE, ['a', 'b']],
  ['a trailing comma and a blank', 'a, b, ', 'b', 'a, ', NONE, ['a', 'b']],
  ['line ends of Windows', 'a,\r\nb,\r\nc', 'b', 'a,\r\nc', NONE, ['a', 'b', 'c']],
  ['tabs', 'a,\tb\t,\tc', 'b', 'a,\tc', NONE, ['a', 'b', 'c']],
  [
    'an ideographic blank within an item',
    'a,\u3000long\u3000hair',
    'long hair',
    'a',
    NONE,
    ['a', 'long hair'],
  ],
  ['an ideographic blank around an item', 'a,\u3000b\u3000,c', 'b', 'a,\u3000c', NONE, ['a', 'b', 'c']],
  ['a full-width comma', 'a，b，c', 'b', 'a，c', NONE, ['a', 'b', 'c']],
];

const letters: readonly Row[] = [
  ['full-width brackets part nothing', '（a, b）', 'b', '（a, b）', NONE, ['(a', 'b)']],
  ['a full-width colon is no weight of a group', '(a：2, b)', 'b', '(a：2)', NONE, ['a', 'b']],
  ['emoji joined to one', '👩‍👩‍👧, a', '👩', '👩‍👩‍👧, a', NONE, ['👩‍👩‍👧', 'a']],
  ['the whole of a joined emoji', '👩‍👩‍👧, a', '👩‍👩‍👧', 'a', NONE, ['👩‍👩‍👧', 'a']],
  ['letters from right to left', 'שלום, a, مرحبا', 'a', 'שלום, مرحبا', NONE, ['שלום', 'a', 'مرحبا']],
  ['combining marks', 'cafe\u0301, a', 'caf\u00e9', 'a', NONE, ['caf\u00e9', 'a']],
  ['letters of CJK', '初音ミク, 微笑', '微笑', '初音ミク', NONE, ['初音ミク', '微笑']],
  [
    'half of a pair of surrogates',
    'a\ud83d, b, \ude00',
    'b',
    'a\ud83d, \ude00',
    NONE,
    ['a\ud83d', 'b', '\ude00'],
  ],
];

const escapes: readonly Row[] = [
  [String.raw`an escaped bracket`, String.raw`\(, a`, 'a', String.raw`\(`, NONE, ['(', 'a']],
  [
    'an escaped backslash and a bracket that pairs with none',
    String.raw`\\(a, b`,
    'b',
    String.raw`\\(a`,
    NONE,
    [String.raw`\(a`, 'b'],
  ],
  ['an escaped backslash and a group', String.raw`\\(a)`, 'a', String.raw`\\`, NONE, [String.raw`\(a)`]],
  [
    'two escaped backslashes and a bracket that pairs with none',
    String.raw`\\\\(a, b`,
    'b',
    String.raw`\\\\(a`,
    NONE,
    [String.raw`\\(a`, 'b'],
  ],
  [
    'two escaped backslashes and a group',
    String.raw`\\\\(a)`,
    'a',
    String.raw`\\\\`,
    NONE,
    [String.raw`\\(a)`],
  ],
  ['a face of brackets', String.raw`\(^o^)/, a`, 'a', String.raw`\(^o^)/`, NONE, ['(^o^)/', 'a']],
  ['a face of brackets as a word', String.raw`\(^o^)/, a`, String.raw`\(^o^)/`, 'a', NONE, ['(^o^)/', 'a']],
];

const brackets: readonly Row[] = [
  ['a group that is never closed', '(a:1.2', 'a', '(a:1.2', NONE, ['(a']],
  ['a group that is never closed, with more', '(a:1.2, b', 'b', '(a:1.2,', NONE, ['(a', 'b']],
  ['a group that is never opened', 'a)', 'a', 'a)', NONE, ['a)']],
  ['a bracket before a group', '((a)', 'a', '(', NONE, ['((a)']],
  ['two weights', '(a:1.2:1.3)', 'a', '', NONE, ['a']],
  ['a weight without number', '(a:)', 'a', '(a:)', NONE, ['a:']],
  ['a weight of nothing', '(:1.2)', 'a', '(:1.2)', NONE, NONE],
  ['a weight below zero', '(a:-1), b', 'a', 'b', NONE, ['a', 'b']],
  ['a weight without its zero', '(a:.5), b', 'a', 'b', NONE, ['a', 'b']],
  ['a comma within a weight', '(a:1,2)', 'a', '(2)', NONE, ['a', '2']],
  ['square brackets', '[a], b', 'a', 'b', NONE, ['a', 'b']],
  ['from a step on', '[a:0.5], b', 'a', 'b', NONE, ['a', 'b']],
  ['up to a step', '[a::5], b', 'a', 'b', NONE, ['a', 'b']],
  ['a schedule without number', '[a:b:c]', 'a', '[a:b:c]', NONE, ['a:b:c']],
  ['variants', '{a|b}', 'a', '{b}', NONE, ['a', 'b']],
];

const tags: readonly Row[] = [
  ['only a tag', '<lora:x:1>', 'x', '<lora:x:1>', ['<lora:x:1>'], NONE],
  ['a tag without weight', 'a, <lora:x>', 'a', '<lora:x>', ['<lora:x>'], ['a']],
  ['a tag with an empty weight', 'a, <lora:x:>', 'a', '<lora:x:>', ['<lora:x:>'], ['a']],
  ['a tag with many arguments', '<lora:a:b:c:d>, a', 'a', '<lora:a:b:c:d>', ['<lora:a:b:c:d>'], ['a']],
  ['a tag of other case', 'a, <LoRA:x:1>', 'a', '<LoRA:x:1>', ['<LoRA:x:1>'], ['a']],
  ['a tag that is never closed', '<lora:a', 'a', '<lora:a', NONE, ['<lora:a']],
  ['a tag that is never closed, and more', '<lora:a, b', 'b', '<lora:a', NONE, ['<lora:a', 'b']],
  ['a tag between letters', 'a<lora:x:1>b', 'a', '<lora:x:1>b', ['<lora:x:1>'], ['a', 'b']],
  ['a heart', '<3, a', 'a', '<3', NONE, ['<3', 'a']],
  ['a heart as a word', '<3, a', '<3', 'a', NONE, ['<3', 'a']],
  ['a face of angles', '>_<, a', '>_<', 'a', NONE, ['>_<', 'a']],
];

const words: readonly Row[] = [
  ['a word that begins like BREAK', 'BREAKFAST, a', 'a', 'BREAKFAST', NONE, ['breakfast', 'a']],
  ['break in small letters', 'break, a', 'break', 'a', NONE, ['break', 'a']],
  ['only BREAK', 'BREAK,BREAK', 'break', 'BREAK,BREAK', NONE, NONE],
  ['AND within a word', 'BAND, a', 'a', 'BAND', NONE, ['band', 'a']],
  ['AND and a weight', 'cat AND dog :0.5', 'cat', 'dog :0.5', NONE, ['cat', 'dog']],
  ['AND and a weight that goes', 'cat AND dog :0.5', 'dog', 'cat', NONE, ['cat', 'dog']],
  [':d', ':d, a', ':d', 'a', NONE, [':d', 'a']],
  ['^_^', '^_^, a', '^_^', 'a', NONE, ['^_^', 'a']],
  ['o_o', 'o_o, a', 'a', 'o_o', NONE, ['o_o', 'a']],
  [':o', ':o, a', 'a', ':o', NONE, [':o', 'a']],
  [';)', ';), a', ';)', 'a', NONE, [';)', 'a']],
  ['a bare weight', '1girl:1.2, a', '1girl', 'a', NONE, ['1girl', 'a']],
  ['a wildcard', '__hair/color__, a_b', 'a', '__hair/color__, a_b', NONE, ['__hair/color__', 'a_b']],
  [
    'an embedding',
    'embedding:EasyNegative:1.1, a',
    'a',
    'embedding:EasyNegative:1.1,',
    NONE,
    ['embedding:easynegative', 'a'],
  ],
  ['a variable', '$var, a', 'a', '$var', NONE, ['$var', 'a']],
  ['a comment', '# comment, a', 'a', '# comment, a', NONE, NONE],
  ['no comment', 'c#, a', 'a', 'c#', NONE, ['c#', 'a']],
];

/** What prompts.md lists as edges, each in the smallest prompt that shows what becomes of it. */
export const EDGE_CASES: readonly EdgeCase[] = [
  ...blanksAndSeparators,
  ...letters,
  ...escapes,
  ...brackets,
  ...tags,
  ...words,
].map(([name, prompt, word, left, ofTags, tokens]) => ({
  name,
  prompt,
  filter: [word, left],
  tags: ofTags,
  tokens,
}));
