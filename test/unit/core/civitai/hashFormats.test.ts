import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HASH_FORMATS, isUsableHash, type HashType } from '../../../../src/core/civitai/hashFormats';
import { parseHash } from '../../../../src/core/civitai/typedHash';

const SHA = '90bffafd10'.padEnd(64, 'a');
const TYPES: readonly HashType[] = ['AUTOV2', 'SHA256', 'civitai', 'AUTOV1', 'AUTOV3', 'BLAKE3', 'CRC32', 'legacy']; // prettier-ignore
const autov2 = { type: 'AUTOV2', display: 'AUTOV2: 90BFFAFD10', autov2: '90BFFAFD10' };
const version = {
  type: 'civitai',
  display: 'civitai: 2131974 @ 2411703',
  modelId: 2131974,
  versionId: 2411703,
};

describe('hash formats', () => {
  it('has one row for each type', () => {
    assert.deepEqual(HASH_FORMATS.map(({ type }) => type).sort(), [...TYPES].sort());
  });

  it('reads an AutoV2 in any case and with any space', () => {
    for (const text of ['AUTOV2: 90BFFAFD10', ' autov2:90bffafd10 ', 'AutoV2  90BFFAFD10']) {
      assert.deepEqual(parseHash(text), autov2);
    }
  });

  it('reads a SHA-256 and tells its AutoV2', () => {
    const expected = { type: 'SHA256', display: SHA, sha256: SHA, autov2: '90BFFAFD10' };
    for (const text of [SHA, SHA.toUpperCase(), `SHA256: ${SHA}`, `sha-256 ${SHA}`]) {
      assert.deepEqual(parseHash(text), expected);
    }
  });

  it('reads a model and version', () => {
    assert.deepEqual(parseHash('civitai: 2131974 @ 2411703'), version);
    assert.deepEqual(parseHash('CIVITAI:2131974@2411703'), version);
    assert.deepEqual(parseHash('civitai: 5'), { type: 'civitai', display: 'civitai: 5', modelId: 5 });
  });

  it('reads the address of a model', () => {
    assert.deepEqual(parseHash('https://civitai.com/models/2131974/name?modelVersionId=2411703'), version);
    assert.deepEqual(
      parseHash('https://civitai.com/models/2131974?modelVersionId=2411703', 'civitai'),
      version,
    );
    assert.deepEqual(parseHash('urn:air:sdxl:checkpoint:civitai:2131974@2411703'), version);
  });

  it('reads bare 10 characters as legacy', () => {
    assert.deepEqual(parseHash('90BFFAFD10'), {
      type: 'legacy',
      display: '90bffafd10',
      autov2: '90BFFAFD10',
    });
  });

  it('reads the other digests that Civitai names', () => {
    assert.deepEqual(parseHash('1a2b3c4d'), { type: 'AUTOV1', display: 'AUTOV1: 1A2B3C4D' });
    const autov3 = { type: 'AUTOV3', display: 'AUTOV3: 1A2B3C4D5E6F', autov3: '1a2b3c4d5e6f' };
    assert.deepEqual(parseHash('1A2B3C4D5E6F'), autov3);
    assert.deepEqual(parseHash('AutoV3 1a2b3c4d5e6f'), autov3);
    assert.equal(parseHash(`BLAKE3: ${SHA}`)?.display, `BLAKE3: ${SHA.toUpperCase()}`);
    assert.equal(parseHash('crc32: 85114a0d')?.display, 'CRC32: 85114A0D');
  });

  it('reads what this program and Civitai show, as it is copied', () => {
    const sha256 = { type: 'SHA256', display: SHA, sha256: SHA, autov2: '90BFFAFD10' };
    assert.deepEqual(parseHash(`${SHA}  sha256  models/a b.safetensors`), sha256);
    assert.deepEqual(parseHash('90BFFAFD10  autov2  a.pt'), autov2);
    assert.deepEqual(parseHash(`"hash_sha256": "${SHA}",`), sha256);
    for (const text of [
      '"AutoV2": "90BFFAFD10",',
      '"hash": "AUTOV2: 90BFFAFD10"',
      'Hash: AUTOV2: 90BFFAFD10',
      '`AUTOV2: 90BFFAFD10`',
    ])
      // prettier-ignore
      assert.deepEqual(parseHash(text), autov2, text);
    assert.equal(parseHash('Model hash: 90bffafd10')?.type, 'legacy');
    for (const text of [
      '2131974@2411703',
      '2131974 @ 2411703',
      '“civitai: 2131974 @ 2411703”',
      '[Foo (v1)](https://civitai.com/models/2131974/foo?modelVersionId=2411703 "Foo")',
      '<https://civarchive.com/models/2131974?modelVersionId=2411703>',
      '(civitai.com/models/2131974?modelVersionId=2411703),',
      '<a href="https://civitai.com/models/2131974?modelVersionId=2411703">Foo</a>',
    ])
      assert.deepEqual(parseHash(text), version, text);
    assert.deepEqual(parseHash(`https://civarchive.com/sha256/${SHA.toUpperCase()}`), sha256);
    assert.deepEqual(
      parseHash('https://civitai.com/api/v1/model-versions/by-hash/90BFFAFD10')?.autov2,
      '90BFFAFD10',
    );
  });

  it('refuses the hash of tensors for one of the file, and the addresses of other sites', () => {
    for (const text of [
      `sshs_model_hash: ${SHA}`,
      'https://example.com/models/2131974',
      'https://civitai.com.example.com/models/5',
    ])
      assert.equal(parseHash(text), undefined, text);
  });

  it('needs no prefix where the type is given', () => {
    assert.deepEqual(parseHash('90bffafd10', 'AUTOV2'), autov2);
    assert.deepEqual(parseHash('2131974 @ 2411703', 'civitai'), version);
  });

  it('refuses what is no hash or another type', () => {
    for (const text of [
      '',
      '90bffafd1',
      '90bffafd1g',
      `${SHA}0`,
      '123',
      'AUTOV2:',
      'civitai: 0',
      'https://civitai.com/',
    ]) {
      assert.equal(parseHash(text), undefined, text);
    }
    assert.equal(parseHash('https://civitai.com/api/download/models/45'), undefined);
    assert.equal(parseHash(SHA, 'AUTOV2'), undefined);
    assert.equal(parseHash('AUTOV2: 90BFFAFD10', 'SHA256'), undefined);
    assert.equal(parseHash('AUTOV2: 90BFFAFD10', 'legacy'), undefined);
    assert.equal(parseHash('https://civitai.com/models/5', 'AUTOV2'), undefined);
  });

  it('reads what it shows as the same hash', () => {
    const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-fA-F]{${length}}$`));
    const id = fc.integer({ min: 1, max: 2 ** 31 - 1 });
    const texts = fc.oneof(
      hex(10),
      hex(64),
      hex(10).map((digits) => `AUTOV2: ${digits}`),
      fc.tuple(id, id).map(([model, one]) => `civitai:${model}  @ ${one}`),
      id.map((model) => `https://civitai.com/models/${model}/slug`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseHash(text);
        assert.ok(parsed);
        assert.deepEqual(parseHash(parsed.display), parsed);
        assert.deepEqual(parseHash(parsed.display, parsed.type), parsed);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.option(fc.constantFrom(...TYPES), { nil: undefined }),
        (text, type) => {
          const parsed = parseHash(text, type);
          if (parsed) assert.deepEqual(parseHash(parsed.display), parsed);
        },
      ),
    );
  });
});

describe('usable hashes', () => {
  it('excludes those that match unrelated models', () => {
    const nothing = 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855';
    for (const hash of [
      '0'.repeat(64),
      '0'.repeat(10),
      nothing,
      nothing.slice(0, 12),
      'e3b0c44298',
      '',
      '0x1234567890',
      'abc',
    ]) {
      assert.equal(isUsableHash(hash), false, hash);
    }
    for (const hash of [SHA, '90BFFAFD10', '90bffafd', `${'0'.repeat(63)}1`, nothing.replace('5', '6')]) {
      assert.equal(isUsableHash(hash), true, hash);
    }
  });
});
