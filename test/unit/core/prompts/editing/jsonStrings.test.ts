import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  decodeString,
  encodeString,
  hasMember,
  jsonStrings,
  stringValueAt,
} from '../../../../../src/core/prompts/editing/jsonStrings';

/** The strings of a text: keys as `key`, values as `=value`, both as written. */
const strings = (text: string) =>
  [...jsonStrings(text)].map(
    ({ start, end, role }) => (role === 'value' ? '=' : '') + text.slice(start, end),
  );

describe('jsonStrings', () => {
  it('tells keys from values, at any depth and in arrays', () => {
    assert.deepEqual(strings('{"a": "b", "c": {"d": "e"}, "f": ["g", "h", {"i": 1}], "j": "k"}'), [
      'a',
      '=b',
      'c',
      'd',
      '=e',
      'f',
      '=g',
      '=h',
      'i',
      'j',
      '=k',
    ]);
  });

  it('finds a string on its own', () => assert.deepEqual(strings(' "a" '), ['=a']));

  it('steps over escaped quotes and backslashes', () => {
    assert.deepEqual(strings(String.raw`{"a": "x \" y", "b\\": "\\", "c": ""}`), [
      'a',
      String.raw`=x \" y`,
      String.raw`b\\`,
      String.raw`=\\`,
      'c',
      '=',
    ]);
  });

  it('takes braces, colons and commas within a string as text', () => {
    assert.deepEqual(strings('{"a": "{b}, [c]: ,", "d": "e"}'), ['a', '={b}, [c]: ,', 'd', '=e']);
  });

  for (const [what, ending] of [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ] as const) {
    it(`ends a string that is not closed with its line (${what})`, () => {
      const text = ['{', '  "a": "cat, <lora:mi', '  "b": "c"', '}'].join(ending);
      assert.deepEqual(strings(text), ['a', '=cat, <lora:mi', 'b', '=c']);
      assert.deepEqual(strings(text.replace('<lora:mi', 'cat\\')), ['a', '=cat, cat\\', 'b', '=c']);
    });
  }

  it('takes up the keys again behind a comma that is missing or one too many', () => {
    assert.deepEqual(strings('{"a": , "b": "c",, "d": "e"}'), ['a', 'b', '=c', 'd', '=e']);
  });

  it('survives brackets that do not pair', () => {
    assert.deepEqual(strings(']}{"a": "b"}]'), ['a', '=b']);
    assert.deepEqual(strings('['.repeat(5)), []);
  });

  it('finds all strings that JSON.stringify writes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))),
        (pairs) => {
          const text = `{${pairs.map((pair) => pair.map((it) => JSON.stringify(it)).join(': ')).join(', ')}}`;
          const found = [...jsonStrings(text)];
          assert.deepEqual(
            found.map((string) => decodeString(text, string).value),
            pairs.flat(),
          );
          assert.deepEqual(
            found.map(({ role }) => role),
            pairs.flatMap(() => ['key', 'value']),
          );
        },
      ),
    );
  });
});

describe('decodeString', () => {
  const decode = (raw: string) => decodeString(raw, { start: 0, end: raw.length });

  for (const [raw, value] of [
    [String.raw`a\"b\\c\/d`, 'a"b\\c/d'],
    [String.raw`\b\f\n\r\t`, '\b\f\n\r\t'],
    [String.raw`\u00e9\uD83D\ude00`, 'é😀'],
    [String.raw`\ud800x`, '\ud800x'],
    [String.raw`half \u00`, String.raw`half \u00`],
    [String.raw`no escape: \( \x41`, String.raw`no escape: \( \x41`],
    ['at the end \\', 'at the end \\'],
  ] as const) {
    it(`reads ${raw}`, () => assert.equal(decode(raw).value, value));
  }

  it('reads what JSON.parse reads, and knows where each character is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (value, ascii) => {
        const escaped = ascii
          ? Array.from(value.split(''), (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`).join(
              '',
            )
          : encodeString(value);
        const text = `["${escaped}"]`;
        const decoded = decodeString(text, { start: 2, end: text.length - 2 });
        assert.equal(decoded.value, value);
        for (let position = 0; position <= value.length; position++) {
          const offset = decoded.toOffset(position);
          assert.equal(decoded.toPosition(offset), position);
          assert.equal(decodeString(text, { start: 2, end: offset }).value, value.slice(0, position));
        }
      }),
    );
  });

  it('takes an offset within an escape as its character, and one outside as the nearest end', () => {
    const raw = String.raw`ab\u0041cd`;
    const { toPosition, toOffset } = decode(raw);
    assert.deepEqual(
      [1, 2, 3, 7, 8, 9].map((offset) => toPosition(offset)),
      [1, 2, 2, 2, 3, 4],
    );
    assert.equal(toPosition(-5), 0);
    assert.equal(toPosition(100), 5);
    assert.equal(toOffset(100), raw.length);
  });
});

describe('hasMember', () => {
  const has = (text: string) => hasMember(text, new Set(['prompt', 'raw_prompt']));

  for (const [text, expected] of [
    ['{"prompt": "cat"}', true],
    ['{"seed": 1, "raw_prompt": ""}', true],
    [String.raw`{"raw\u005fprompt": ""}`, true],
    ['{"raw_prompt": "not finished', true],
    ['{"a": {"prompt": "cat"}}', false],
    ['{"a": "prompt"}', false],
    ['["prompt"]', false],
    ['{"prompts": "cat"}', false],
    ['a "prompt" in prose', false],
  ] as const) {
    it(`${expected ? 'finds' : 'does not find'} a prompt in ${text}`, () =>
      assert.equal(has(text), expected));
  }
});

describe('stringValueAt', () => {
  const text = '{"prompt": "cat", "lora": "';
  const at = (offset: number) => {
    const string = stringValueAt(text, offset);
    return string && text.slice(string.start, string.end);
  };

  it('finds the value that the cursor is in, its ends included', () => {
    const start = text.indexOf('cat');
    assert.deepEqual([start, start + 1, start + 3].map(at), ['cat', 'cat', 'cat']);
  });

  it('finds a value that is just begun', () => assert.equal(at(text.length), ''));

  it('finds nothing in keys and between strings', () => {
    assert.deepEqual([0, 3, text.indexOf(':'), text.indexOf('cat') - 1].map(at), [
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
