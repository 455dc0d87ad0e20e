import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { PromptFields } from '../../../../src/core/prompts/promptFile';
import {
  editPromptFile,
  MAX_PROMPT_CHARACTERS,
  MAX_PROMPT_FILE_BYTES,
  PROMPT_FIELDS,
  readPromptFile,
  type PromptFile,
} from '../../../../src/core/prompts/promptFile';

const BOM = '\ufeff';

function read(text: string): PromptFile {
  const file = readPromptFile(Buffer.from(text));
  assert.ok(typeof file !== 'string', 'it should be a prompt file');
  return file;
}

const skipped = (text: string | Uint8Array) => readPromptFile(Buffer.from(text));
const edited = (text: string, changes: PromptFields) => editPromptFile(read(text), changes);

describe('readPromptFile', () => {
  it('takes a JSON object with a string raw_prompt or prompt, and only its fields that are strings', () => {
    assert.deepEqual(read('{"raw_prompt":"a","prompt":7,"lora":null,"x":"y"}').fields, { raw_prompt: 'a' });
    assert.deepEqual(read('{"prompt":"","prompt_with_clothes":"b"}').fields, {
      prompt: '',
      prompt_with_clothes: 'b',
    });
  });

  it('keeps all of the text, with its byte order mark and its line ends', () => {
    const text = `${BOM}{\r\n\t"prompt": "a"\r\n}\r\n`;
    assert.equal(read(text).text, text);
    assert.equal(read(text).fields.prompt, 'a');
  });

  it('lets the last one of two members of a name count', () => {
    assert.equal(read('{"prompt":"first","prompt":"last"}').fields.prompt, 'last');
    assert.equal(skipped('{"prompt":"first","prompt":1}'), 'no_prompt');
  });

  it('skips what is no JSON', () => {
    for (const text of ['{"prompt":"a",}', '{"prompt":"a"} // x', ' \n[', `${BOM}${BOM}{"prompt":"a"}`]) {
      assert.equal(skipped(text), 'not_json', text);
    }
    for (const text of ['', ' ', 'cat, dog', `${BOM}cat {a|b}`, '"cat']) {
      assert.equal(skipped(text), 'plain_text', text);
    }
  });

  it('skips JSON that is no object with a prompt', () => {
    for (const text of [
      '[]',
      'null',
      '7',
      '"prompt"',
      '{}',
      '{"prompt":["a"]}',
      '{"Prompt":"a"}',
      '{"lora":"a"}',
    ]) {
      assert.equal(skipped(text), 'no_prompt', text);
    }
  });

  it('skips what is not UTF-8', () => {
    assert.equal(skipped(Buffer.from('{"prompt":"\xe9"}', 'latin1')), 'not_utf8');
    assert.equal(skipped(Buffer.from('{"prompt":"a"}', 'utf16le').subarray(0)), 'not_json');
    assert.equal(skipped(Buffer.from([0xff, 0xfe, 0x7b, 0, 0x7d, 0])), 'not_utf8');
    // A surrogate has no bytes of its own in UTF-8.
    assert.equal(
      skipped(Buffer.from([...Buffer.from('{"prompt":"'), 0xed, 0xa0, 0x80, 0x22, 0x7d])),
      'not_utf8',
    );
  });

  it('skips what is larger than any prompt', () => {
    const frame = '{"prompt":"","x":""}'.length;
    const sized = (bytes: number) => Buffer.from(`{"prompt":"","x":"${'a'.repeat(bytes - frame)}"}`);
    assert.equal(typeof readPromptFile(sized(MAX_PROMPT_FILE_BYTES)), 'object');
    assert.equal(readPromptFile(sized(MAX_PROMPT_FILE_BYTES + 1)), 'too_large');
  });

  it('skips prompts that are longer than any prompt, since reading them would fill the memory', () => {
    const half = 'é'.repeat(MAX_PROMPT_CHARACTERS / 2);
    const file = (more: string) =>
      Buffer.from(JSON.stringify({ raw_prompt: half, prompt: half, lora: more }));
    assert.equal(typeof readPromptFile(file('')), 'object');
    assert.equal(readPromptFile(file('a')), 'too_large');
  });

  it('is not stopped by any depth', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    assert.equal(edited(`{"x":${deep},"prompt":"a"}`, { prompt: 'b' }), `{"x":${deep},"prompt":"b"}`);
  });
});

describe('editPromptFile', () => {
  it('replaces the values of changed members and nothing else', () => {
    const text = [
      `${BOM}{`,
      ' "seed" :18446744073709551615,  "cfg": 7.0,"e":1E5, "n": -0.0,',
      '\t"prompt"\t:\r\n  "old \\u0041\\/" ,',
      '  "meta": {"prompt": "inner", "list": ["prompt", {"prompt": 1}]},',
      '"prompt_with_clothes":"c"',
      '',
      '}\n\n',
    ].join('\r\n');
    assert.equal(
      edited(text, { prompt: 'new', prompt_with_clothes: 'd' }),
      text.replace('"old \\u0041\\/"', '"new"').replace('"c"', '"d"'),
    );
  });

  it('gives the text back as it is when nothing changes', () => {
    const text = `${BOM}{ "prompt" : "\\u0061" }\r\n`;
    assert.equal(edited(text, {}), text);
  });

  it('changes the last one of two members of a name', () => {
    assert.equal(
      edited('{"prompt":"first","x":1,"prompt":"last"}', { prompt: 'new' }),
      '{"prompt":"first","x":1,"prompt":"new"}',
    );
  });

  it('knows a key by what it means, however it is escaped', () => {
    assert.equal(edited('{"\\u0070rompt":"old"}', { prompt: 'new' }), '{"\\u0070rompt":"new"}');
    assert.equal(
      edited('{"a\\"prompt\\":":"x","prompt":"old"}', { prompt: 'new' }),
      '{"a\\"prompt\\":":"x","prompt":"new"}',
    );
  });

  it('replaces a value that is no string, whatever it is', () => {
    for (const value of ['null', '12.50', 'true', '[1, {"a": "]"}]', '{"a": [",", "}"]}']) {
      assert.equal(
        edited(`{"raw_prompt":"a","lora": ${value} ,"x":1}`, { lora: 'new' }),
        '{"raw_prompt":"a","lora": "new" ,"x":1}',
      );
    }
  });

  it('adds missing members at the end, in the style of the others', () => {
    assert.equal(
      edited('{\r\n\t"raw_prompt": "a",\r\n\t"seed": 7.0\r\n}\r\n', { lora: 'l', prompt: 'p' }),
      '{\r\n\t"raw_prompt": "a",\r\n\t"seed": 7.0,\r\n\t"prompt": "p",\r\n\t"lora": "l"\r\n}\r\n',
    );
    assert.equal(edited('{"raw_prompt":"a"}', { prompt: 'p' }), '{"raw_prompt":"a","prompt":"p"}');
    assert.equal(
      edited(`${BOM}{"raw_prompt": "a", "prompt": "b"}`, { prompt: 'p', lora: 'l' }),
      `${BOM}{"raw_prompt": "a", "prompt": "p", "lora": "l"}`,
    );
  });

  it('writes letters as the file does: escaped in a file of ASCII, as they are in others', () => {
    assert.equal(edited('{"prompt":"\\u00e9, x"}', { prompt: 'é😀' }), '{"prompt":"\\u00e9\\ud83d\\ude00"}');
    assert.equal(edited('{"prompt":"ä, é"}', { prompt: 'é😀' }), '{"prompt":"é😀"}');
    assert.equal(
      edited(`${BOM}{"raw_prompt":"x"}`, { prompt: 'é' }),
      `${BOM}{"raw_prompt":"x","prompt":"\\u00e9"}`,
    );
  });

  it('keeps halves of surrogate pairs', () => {
    const text = edited('{"prompt":"\\ud800, x","y":"ä"}', { prompt: '\ud800' });
    assert.equal(text, '{"prompt":"\\ud800","y":"ä"}');
    assert.equal(read(text).fields.prompt, '\ud800');
  });
});

/** JSON values as users and tools write them: any blanks, escapes and numbers. */
const blank = fc.constantFrom('', '', ' ', '\n', '\r\n', '\t', '  \r\n\t ');
const string = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  fc.constantFrom(
    '"prompt"',
    '"\\u0070rompt"',
    '"a\\\\"',
    '"\\\\\\""',
    '"}"',
    '"{"',
    '"],["',
    '":"',
    '"\\ud800"',
    '"😀"',
  ),
);
const number = fc.constantFrom('7.0', '-0', '1e400', '18446744073709551615', '0.10', '1E+2');
const { value } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(string, number, fc.constantFrom('true', 'false', 'null')),
    tie('list'),
    tie('object'),
  ),
  list: fc
    .array(fc.tuple(blank, tie('value'), blank), { maxLength: 4 })
    .map((items) => `[${items.map((parts) => parts.join('')).join(',')}]`),
  object: fc
    .array(fc.tuple(blank, string, blank, blank, tie('value'), blank), { maxLength: 4 })
    .map(
      (members) =>
        `{${members.map(([a, key, b, c, each, d]) => a + key + b + ':' + c + each + d).join(',')}}`,
    ),
}));
const member = fc.tuple(
  fc.oneof(
    fc.constantFrom(...PROMPT_FIELDS).map((name) => JSON.stringify(name)),
    string,
  ),
  value,
);
const changes = fc.record(
  Object.fromEntries(PROMPT_FIELDS.map((field) => [field, fc.string({ unit: 'binary' })])),
  { requiredKeys: [] },
) as fc.Arbitrary<PromptFields>;
const padded = fc.tuple(blank, member, blank, blank, blank);

describe('editPromptFile, on any JSON', () => {
  it('changes exactly what it is told to, and every byte around it stays', () => {
    fc.assert(
      fc.property(
        fc.array(padded, { maxLength: 6 }),
        fc.boolean(),
        blank,
        changes,
        (members, bom, end, wanted) => {
          // Each piece of the text, and which of them are the values of which member.
          const pieces: string[] = [`${bom ? BOM : ''}${end}{`];
          const last = new Map<string, number>();
          const all = [...members, ['', ['"raw_prompt"', '"x"'], ' ', '', '\n'] as const];
          all.forEach(([a, [key, written], b, c, d], index) => {
            pieces.push(`${index > 0 ? ',' : ''}${a}${key}${b}:${c}`, written, d);
            last.set(JSON.parse(key) as string, pieces.length - 2);
          });
          pieces.push(`}${end}`);
          const text = pieces.join('');
          const present = PROMPT_FIELDS.filter((field) => last.has(field) && wanted[field] !== undefined);

          const after = edited(text, Object.fromEntries(present.map((field) => [field, wanted[field]])));

          let at = 0;
          pieces.forEach((piece, index) => {
            const field = present.find((each) => last.get(each) === index);
            if (field === undefined) {
              assert.equal(after.slice(at, at + piece.length), piece);
              at += piece.length;
              return;
            }
            const next = after.indexOf(pieces[index + 1] ?? '', at + closingQuote(after.slice(at)));
            assert.equal(JSON.parse(after.slice(at, next)), wanted[field]);
            at = next;
          });
          assert.equal(at, after.length);
        },
      ),
    );
  });

  it('leaves all other members as they were where members are added, too', () => {
    fc.assert(
      fc.property(fc.array(padded, { maxLength: 6 }), changes, (members, wanted) => {
        const inside = [
          ...members.map(([a, [key, each], b, c, d]) => `${a}${key}${b}:${c}${each}${d}`),
          '"prompt":"x"',
        ];
        const text = `{${inside.join(',')}}`;
        const after = edited(text, wanted);
        assert.deepEqual(JSON.parse(after), { ...(JSON.parse(text) as object), ...wanted });
      }),
    );
  });
});

function closingQuote(text: string): number {
  return /^"(?:[^"\\]|\\.)*"/.exec(text)?.[0].length ?? 0;
}
