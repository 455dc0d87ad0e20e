import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
import fc from 'fast-check';
import type { ProblemCode } from '../../../../../src/core/problem/codes';
import { Problem } from '../../../../../src/core/problem/problem';
import { readHeader } from '../../../../../src/core/models/header/read';
import { safetensorsBytes, withHeader } from '../safetensorsFile';
import { tempFolder } from '../../../support/tempFolder';

const tensor = (begin: number, end: number) => ({
  dtype: 'F16',
  shape: [end - begin],
  data_offsets: [begin, end],
});

describe('readHeader', () => {
  const folder = tempFolder();

  function assertRefused(bytes: Buffer, code: ProblemCode): void {
    const path = folder.write('model.safetensors', bytes);
    assert.throws(
      () => readHeader(path),
      (error) => {
        assert(error instanceof Problem);
        assert.equal(error.code, code);
        assert(!error.message.includes(folder.path));
        return true;
      },
    );
  }

  it('gives metadata, tensors and sizes', () => {
    const header = { __metadata__: { ss_steps: '7.0' }, a: tensor(0, 10), b: tensor(10, 30) };
    const bytes = safetensorsBytes(header, 30);
    const { tensors, ...read } = readHeader(folder.write('a.safetensors', bytes));
    assert.deepEqual(
      [...tensors.forms],
      [
        ['a', [10]],
        ['b', [20]],
      ],
    );
    assert.deepEqual(read, {
      metadata: { ss_steps: '7.0' },
      tensorCount: 2,
      headerBytes: bytes.length - 30,
      dataBytes: 30,
    });
  });

  it('reads a header that is longer than the first read', () => {
    const comment = 'ä'.repeat(100_000);
    const bytes = safetensorsBytes({ __metadata__: { comment }, a: tensor(0, 4) }, 4);
    assert.equal(readHeader(folder.write('a.safetensors', bytes)).metadata.comment, comment);
  });

  it('lets bytes behind the tensors and padding behind the JSON pass', () => {
    const bytes = safetensorsBytes(`${JSON.stringify({ a: tensor(0, 4) })}     `, 100);
    assert.equal(readHeader(folder.write('a.safetensors', bytes)).dataBytes, 4);
  });

  it('refuses an empty file', () => assertRefused(Buffer.alloc(0), 'empty'));
  it('refuses a file shorter than a length', () => assertRefused(Buffer.from('abc'), 'truncated'));
  it('refuses a header of no bytes', () => assertRefused(withHeader(Buffer.alloc(0), 100), 'bad_header'));
  it('refuses a header that ends behind the file', () =>
    assertRefused(withHeader(Buffer.from('{"a":'), 0, 1000n), 'truncated'));
  it('refuses a header that claims more than 100 MB', () =>
    assertRefused(withHeader(Buffer.from('{}'), 0, 100_000_001n), 'bad_header'));
  it('refuses a header that claims all of 64 bits', () =>
    assertRefused(withHeader(Buffer.from('{}'), 0, 2n ** 64n - 1n), 'bad_header'));
  it('refuses what is no header at all, however long it claims to be', () =>
    assertRefused(withHeader(Buffer.from('garbage'), 0, 1000n), 'bad_header'));
  it('refuses tensors that end behind the file', () =>
    assertRefused(safetensorsBytes({ a: tensor(0, 1000) }, 999), 'truncated'));
  it('refuses a header that is not UTF-8', () =>
    assertRefused(withHeader(Buffer.from('{"__metadata__":{"a":"\xff"}}', 'latin1')), 'bad_header'));
  it('refuses a header that is not JSON', () => assertRefused(safetensorsBytes('{"a":'), 'bad_header'));

  for (const offsets of [undefined, [0], [4, 0], [-1, 4], [0, 1.5], ['0', '4'], [0, 2 ** 60]]) {
    it(`refuses the offsets ${JSON.stringify(offsets)}`, () =>
      assertRefused(safetensorsBytes({ a: { data_offsets: offsets } }, 4), 'bad_header'));
  }

  it('refuses a header nested 100,000 levels deep', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    assertRefused(safetensorsBytes(`{"a":${deep}}`), 'bad_header');
    const path = folder.write('deep.safetensors', safetensorsBytes(`{"__metadata__":{"a":${deep},"b":"c"}}`));
    assert.equal(readHeader(path).metadata.b, 'c');
  });

  it('keeps metadata that is not text as its JSON', () => {
    const header = '{"__metadata__":{"number":1,"object":{"a":null},"__proto__":"own","text":"t"}}';
    const { metadata } = readHeader(folder.write('a.safetensors', safetensorsBytes(header)));
    assert.deepEqual(Object.entries(metadata), [
      ['number', '1'],
      ['object', '{"a":null}'],
      ['__proto__', 'own'],
      ['text', 't'],
    ]);
  });

  it('reads a header of 100 MB', () => {
    // Letters of three bytes: a third of the letters to make and to look through.
    const json = `{"__metadata__":{"filler":"${'京'.repeat(33_333_000)}"}}`;
    const bytes = safetensorsBytes(json + ' '.repeat(100_000_000 - Buffer.byteLength(json)));
    assert.equal(readHeader(folder.write('a.safetensors', bytes)).headerBytes, 100_000_008);
  });

  it('reads no more than it needs of a sparse file of 1 TiB', () => {
    const path = folder.write('a.safetensors', safetensorsBytes({ a: tensor(0, 2 ** 40) }));
    truncateSync(path, 2 ** 40 + 1000);
    assert.equal(readHeader(path).dataBytes, 2 ** 40);
  });

  it('says that a file is missing', () => {
    assert.throws(() => readHeader(`${folder.path}/none.safetensors`), { code: 'missing' });
  });

  it('never throws anything but a Problem, whatever the bytes', () => {
    const length = fc.oneof(fc.bigInt({ min: 0n, max: 300n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((json) => Buffer.from(json)),
      fc.json().map((json) => Buffer.from(`{"__metadata__":${json},"a":${json}}`)),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(`{${text}`)),
    );
    fc.assert(
      fc.property(fc.oneof(length, fc.constant(undefined)), body, (claimed, bytes) => {
        const path = folder.write('any.safetensors', withHeader(bytes, 0, claimed));
        try {
          readHeader(path);
        } catch (error) {
          assert(error instanceof Problem);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives back every valid header', () => {
    const metadata = fc.dictionary(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'grapheme' }));
    const sizes = fc.dictionary(
      fc.string({ minLength: 1 }).filter((name) => name !== '__metadata__' && name !== '__proto__'),
      fc.nat(1000),
    );
    fc.assert(
      fc.property(metadata, sizes, (given, tensors) => {
        let end = 0;
        const entries = Object.entries(tensors).map(
          ([name, size]) => [name, tensor(end, (end += size))] as const,
        );
        const header = { __metadata__: given, ...Object.fromEntries(entries) };
        const path = folder.write('any.safetensors', safetensorsBytes(header, end));
        const read = readHeader(path);
        assert.deepEqual(read.metadata, { ...given });
        assert.equal(read.tensorCount, entries.length);
        assert.equal(read.dataBytes, end);
      }),
      { numRuns: 200 },
    );
  });
});
