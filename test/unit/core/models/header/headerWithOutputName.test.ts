import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ProblemCode } from '../../../../../src/core/problem/codes';
import { Problem } from '../../../../../src/core/problem/problem';
import { readHeader } from '../../../../../src/core/models/header/read';
import {
  jsonWithName,
  headerWithOutputName,
} from '../../../../../src/core/models/header/headerWithOutputName';
import { tempFolder } from '../../../support/tempFolder';
import { safetensorsBytes, withHeader } from '../safetensorsFile';

const TENSOR = '"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}';

/** What becomes of the JSON of a header when the name is `n`. */
const CASES: readonly (readonly [title: string, before: string, after: string])[] = [
  [
    'at the end of the metadata',
    `{"__metadata__":{"b":"1"},${TENSOR}}`,
    `{"__metadata__":{"b":"1","ss_output_name":"n"},${TENSOR}}`,
  ],
  [
    'into empty metadata',
    `{"__metadata__":{},${TENSOR}}`,
    `{"__metadata__":{"ss_output_name":"n"},${TENSOR}}`,
  ],
  [
    'into empty metadata of blanks',
    '{"__metadata__" : {\n} }',
    '{"__metadata__" : {"ss_output_name":"n"\n} }',
  ],
  ['where there is no metadata', `{${TENSOR}}`, `{"__metadata__":{"ss_output_name":"n"},${TENSOR}}`],
  ['where there is nothing at all', '{ }', '{"__metadata__":{"ss_output_name":"n"} }'],
  [
    'behind the tensors, where the metadata stands there',
    `{${TENSOR}, "__metadata__": {"b": "}"} }\n`,
    `{${TENSOR}, "__metadata__": {"b": "}","ss_output_name":"n"} }\n`,
  ],
  [
    'in the place of a blank name',
    `{"__metadata__":{"ss_output_name" :  " ","b":"1"}}`,
    `{"__metadata__":{"ss_output_name" :  "n","b":"1"}}`,
  ],
  [
    "in the place of Python's nothing",
    `{"__metadata__":{"b":"1","ss_output_name":"None"}}`,
    `{"__metadata__":{"b":"1","ss_output_name":"n"}}`,
  ],
  [
    'in the place that counts, where a blank name stands twice',
    `{"__metadata__":{"ss_output_name":"","ss_output_name":""}}`,
    `{"__metadata__":{"ss_output_name":"","ss_output_name":"n"}}`,
  ],
  [
    'into the metadata that counts, where it stands twice',
    `{"__metadata__":{"b":"1"},"__metadata__":{"c":"1"}}`,
    `{"__metadata__":{"b":"1"},"__metadata__":{"c":"1","ss_output_name":"n"}}`,
  ],
  [
    'beside names that only look like it',
    String.raw`{"__metadata__":{"x\"ss_output_name":"{\"ss_output_name\":\"x\"}","é":"\ud83d\ude00"}}`,
    String.raw`{"__metadata__":{"x\"ss_output_name":"{\"ss_output_name\":\"x\"}","é":"\ud83d\ude00","ss_output_name":"n"}}`,
  ],
  [
    'where the key is written with escapes',
    String.raw`{"\u005f_metadata__":{"ss_output\u005fname":""}}`,
    String.raw`{"\u005f_metadata__":{"ss_output\u005fname":"n"}}`,
  ],
];

describe('headerWithOutputName', () => {
  const folder = tempFolder();

  const headerOf = (json: string | Buffer, name = 'n', dataBytes = 4) =>
    headerWithOutputName(folder.write('a.safetensors', withHeader(Buffer.from(json), dataBytes)), name);

  const refused = (json: string | Buffer, code: ProblemCode, message: RegExp) =>
    assert.throws(
      () => headerOf(json),
      (error) => error instanceof Problem && error.code === code && message.test(error.message),
    );

  for (const [title, before, after] of CASES) {
    it(`puts the name ${title}, and leaves every other byte`, () => {
      assert.equal(jsonWithName(before, 'n', 'a.safetensors'), after);
      const { bytes, dataStart } = headerOf(before);
      const length = Number(Buffer.from(bytes).readBigUInt64LE());
      assert.equal(dataStart, 8 + Buffer.byteLength(before));
      assert.equal(length, bytes.length - 8);
      assert.equal(Buffer.from(bytes).toString('utf8', 8), after.padEnd(after.length + pad(after)));
    });
  }

  it('begins the tensors at a multiple of 8, whatever was before', () => {
    for (let letters = 1; letters <= 17; letters++) {
      const { bytes } = headerOf(`{${TENSOR}}${' '.repeat(letters)}`, 'n'.repeat(letters));
      assert.equal(bytes.length % 8, 0);
      // No more spaces than that takes, however many there were.
      assert.doesNotMatch(Buffer.from(bytes).toString(), / {8}$/);
    }
  });

  it('writes names of any letters so that they are read as they are', () => {
    for (const name of ['日本語 ü', '"quoted\\"', '😀', '</script>']) {
      const { bytes } = headerOf(`{${TENSOR}}`, name);
      const path = folder.write('b.safetensors', Buffer.concat([bytes, Buffer.alloc(4)]));
      assert.equal(readHeader(path).metadata.ss_output_name, name);
    }
  });

  it('adds the name and nothing else to any header', () => {
    const text = fc.string({ unit: 'binary-ascii' }).filter((key) => key !== 'ss_output_name');
    const key = text.filter((name) => name !== '__metadata__' && name !== '__proto__');
    const metadata = fc.dictionary(text, fc.string({ unit: 'grapheme' }));
    const tensors = fc.dictionary(key, fc.constant({ dtype: 'BF16', shape: [2], data_offsets: [0, 4] }));
    fc.assert(
      fc.property(metadata, tensors, fc.nat(2), fc.string({ minLength: 1 }), (meta, rest, indent, name) => {
        fc.pre(name.trim() !== '' && name.trim() !== 'None' && name === name.trim());
        const value = { ...rest, __metadata__: meta };
        const { bytes } = headerOf(JSON.stringify(value, null, indent), name);
        assert.deepEqual(
          JSON.parse(Buffer.from(bytes).toString('utf8', 8)),
          JSON.parse(JSON.stringify({ ...rest, __metadata__: { ...meta, ss_output_name: name } })),
        );
      }),
    );
  });

  it('refuses a header that has a name', () =>
    refused('{"__metadata__":{"ss_output_name":"x"}}', 'changed_meanwhile', /by now\.$/));
  it('refuses metadata that is no object', () =>
    refused(`{"__metadata__":null,${TENSOR}}`, 'bad_header', /no object/));
  it('refuses what is no header', () => refused('{"a":', 'bad_header', /is not JSON/));
  it('refuses a file that is cut short', () => {
    const path = folder.write(
      'a.safetensors',
      safetensorsBytes({ a: { dtype: 'F16', shape: [4], data_offsets: [0, 8] } }, 4),
    );
    assert.throws(() => headerWithOutputName(path, 'n'), { code: 'truncated' });
  });
  it('refuses a header that would be longer than the format allows', function () {
    this.timeout(120_000);
    // Letters of three bytes: a third of the letters to make and to look through.
    const json = `{"__metadata__":{"b":"${'京'.repeat(33_333_320)}"}}`;
    refused(json + ' '.repeat(100_000_000 - Buffer.byteLength(json)), 'bad_header', /no room/);
  });

  it('reads a header of 10 MB of nested rubbish without recursion', () => {
    const { bytes } = headerOf(`{"__metadata__":{"b":"${'{['.repeat(5_000_000)}"},${TENSOR}}`);
    assert(bytes.length > 10_000_000);
  });
});

function pad(json: string): number {
  return (8 - (Buffer.byteLength(json) % 8)) % 8;
}
