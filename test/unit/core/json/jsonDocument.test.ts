import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { editJson, JsonText, memberTexts, parseJsonObject } from '../../../../src/core/json/jsonDocument';

/** The members of an object: the key and the value as it is written. */
type Members = readonly (readonly [key: string, raw: string])[];

interface Style {
  readonly bom: string;
  readonly eol: string;
  /** undefined: all in one line. */
  readonly indent: string | undefined;
  readonly space: string;
  readonly end: string;
}

const style: fc.Arbitrary<Style> = fc.record({
  bom: fc.constantFrom('', '\ufeff'),
  eol: fc.constantFrom('\n', '\r\n'),
  indent: fc.constantFrom(undefined, '', '  ', '    ', '\t'),
  space: fc.constantFrom('', ' '),
  end: fc.constantFrom('', '\n', '\r\n', '\n\n  '),
});

function render(members: Members, { bom, eol, indent, space, end }: Style): string {
  const properties = members.map(([key, raw]) => `${JSON.stringify(key)}:${space}${raw}`);
  const text =
    indent === undefined
      ? `{${properties.join(`,${space}`)}}`
      : `{${eol}${properties.map((property) => indent + property).join(`,${eol}`)}${eol}}`;
  return bom + text + end;
}

const numbers = ['7.0', '1e3', '-0', '9007199254740993', '18446744073709551615', '1.10', '0.1E-2'];
const raw = fc.oneof(
  fc.constantFrom(
    ...numbers,
    'null',
    'true',
    '"\\u0061\\/\\ud83d\\ude00"',
    '"a\\\\\\"b"',
    '{ "x" : [ 1.0,2 ] }',
    '[ ]',
  ),
  fc.json({ maxDepth: 3 }),
);
const unknownMembers = fc.array(
  fc.tuple(
    fc.string().map((key) => `_${key}`),
    raw,
  ),
  { minLength: 1, maxLength: 8 },
);
const known = fc.constantFrom('name', 'notes', 'tags', 'hash', 'last_updated');
const changes = fc.dictionary(
  known,
  fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(undefined)),
  { minKeys: 1 },
);

describe('editJson', () => {
  it('changes nothing but what it is told, in any style of writing', () => {
    const members = fc
      .tuple(unknownMembers, fc.array(fc.tuple(known, raw), { maxLength: 4 }), fc.nat())
      .map(([unknown, own, at]): Members => {
        const split = at % (unknown.length + 1);
        return [...unknown.slice(0, split), ...own, ...unknown.slice(split)];
      });
    fc.assert(
      fc.property(members, style, changes, (before, written, edits) => {
        const text = render(before, written);
        const after = editJson(text, edits);
        assert.equal(after, render(edited(before, edits), written));
        assert.deepEqual(valueOf(after), plainly(valueOf(text), edits));
      }),
      { numRuns: 500 },
    );
  });

  it('writes lists and objects in the indentation of the file', () => {
    assert.equal(
      editJson('{\r\n\t"a": 7.0\r\n}', { tags: ['x', 'y'] }),
      '{\r\n\t"a": 7.0,\r\n\t"tags": [\r\n\t\t"x",\r\n\t\t"y"\r\n\t]\r\n}',
    );
    assert.equal(editJson('{"a":7.0}', { tags: ['x', 'y'] }), '{"a":7.0,"tags":["x","y"]}');
  });

  it('fills an empty object', () => {
    assert.equal(editJson('{}\n', { a: 1, b: [2] }), '{\n  "a": 1,\n  "b": [\n    2\n  ]\n}\n');
    assert.equal(editJson('{"a": 1}', { a: undefined }), '{}');
  });

  it('sets the last of two members of a name, which is the one that counts, and removes both', () => {
    assert.equal(editJson('{"a": 1, "b": 2, "a": 3.0}', { a: 4 }), '{"a": 1, "b": 2, "a": 4}');
    assert.equal(editJson('{"a": 1, "b": 2, "a": 3.0}', { a: undefined }), '{"b": 2}');
  });

  it('knows a key that is written with escapes', () => {
    assert.equal(editJson('{"\\u006eame": "x"}', { name: 'y' }), '{"\\u006eame": "y"}');
  });

  it('takes a value as it is written elsewhere', () => {
    const seed = memberTexts('{"seed": 18446744073709551615, "seed": 7.0}').get('seed');
    assert.deepEqual(seed, new JsonText('7.0'));
    assert.equal(editJson('{"a": 1}', { seed }), '{"a": 1, "seed": 7.0}');
  });
});

describe('parseJsonObject', () => {
  const refused: readonly [title: string, text: string, line: number, column: number][] = [
    ['nothing', '', 1, 1],
    ['a list', '[1]', 1, 1],
    ['null', 'null', 1, 1],
    ['a comment', '{\n  // x\n}', 2, 3],
    ['a comma too many', '{\n  "a": 1,\n}', 3, 1],
    ['half a file', '{\n  "a": "x', 2, 8],
    ['200,000 brackets', '['.repeat(200_000), 1, 1],
  ];
  for (const [title, text, line, column] of refused) {
    it(`refuses ${title} and says where`, () => {
      const read = parseJsonObject(text);
      assert.ok(!read.ok);
      assert.deepEqual([read.line, read.column], [line, column]);
    });
  }

  it('takes a BOM, and a key that objects have anyway', () => {
    assert.deepEqual(parseJsonObject('\ufeff{"a": 1}'), { ok: true, value: { a: 1 } });
    const read = parseJsonObject('{"__proto__": {"polluted": true}}');
    assert.ok(read.ok && Object.hasOwn(read.value, '__proto__'));
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });
});

function edited(members: Members, edits: Readonly<Record<string, unknown>>): Members {
  let rest = [...members];
  for (const [key, value] of Object.entries(edits)) {
    const last = rest.findLastIndex(([name]) => name === key);
    if (value === undefined) rest = rest.filter(([name]) => name !== key);
    else if (last < 0) rest.push([key, JSON.stringify(value)]);
    else rest[last] = [key, JSON.stringify(value)];
  }
  return rest;
}

function valueOf(text: string): unknown {
  return JSON.parse(text.replace(/^\ufeff/, ''));
}

function plainly(value: unknown, edits: Readonly<Record<string, unknown>>): unknown {
  const all = new Map(Object.entries(value as Record<string, unknown>));
  for (const [key, next] of Object.entries(edits)) {
    if (next === undefined) all.delete(key);
    else all.set(key, next);
  }
  return Object.fromEntries(all);
}
