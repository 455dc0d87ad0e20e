import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  parseImageId,
  parseReference,
  referenceFault,
  type CivitaiReference,
} from '../../../../src/core/civitai/reference';

const ACCEPTED: readonly (readonly [text: string, expected: CivitaiReference])[] = [
  // S0-15
  ['https://civitai.com/models/123456?modelVersionId=789012', { modelId: 123456, versionId: 789012 }],
  ['https://civitai.com/models/123456', { modelId: 123456 }],
  ['https://civitai.com/models/123456/', { modelId: 123456 }],
  ['https://civitai.com/models/123/some-slug', { modelId: 123 }],
  [
    'https://civitai.com/models/123/some-slug?foo=1&modelVersionId=45#reviews',
    { modelId: 123, versionId: 45 },
  ],
  ['https://civitai.com/models/123?modelVersionId=abc', { modelId: 123 }],
  ['http://civitai.com/models/123', { modelId: 123 }],
  ['civitai.com/models/123', { modelId: 123 }],
  ['www.civitai.com/models/123/x', { modelId: 123 }],
  ['//civitai.com/models/123', { modelId: 123 }],
  ['https://civitai.red/models/123?modelVersionId=4', { modelId: 123, versionId: 4 }],
  ['https://civitai.green/models/123', { modelId: 123 }],
  ['https://civarchive.com/models/123?modelVersionId=4', { modelId: 123, versionId: 4 }],
  ['https://civitaiarchive.com/models/123?modelVersionId=4', { modelId: 123, versionId: 4 }],
  ['https://civitai.com/model-versions/45', { versionId: 45 }],
  ['https://civitai.com/api/v1/model-versions/45', { versionId: 45 }],
  ['https://civitai.com/api/v1/model-versions/mini/45?modelFileId=6', { versionId: 45, fileId: 6 }],
  ['https://civitai.com/api/v1/models/123', { modelId: 123 }],
  ['https://civitai.com/api/download/models/45', { versionId: 45 }],
  ['https://civitai.com/api/download/models/45?fileId=6&type=Model', { versionId: 45, fileId: 6 }],
  ['123456', { modelId: 123456 }],
  ['  123456\n', { modelId: 123456 }],
  ['urn:air:sdxl:lora:civitai:123@45', { modelId: 123, versionId: 45 }],
  ['urn:air:sdxl:lora:civitai:123', { modelId: 123 }],
  [
    'urn:air:sd1:checkpoint:civitai:4384@128713+99.safetensors',
    { modelId: 4384, versionId: 128713, fileId: 99 },
  ],
  ['air:flux1:lora:civitai:123@45', { modelId: 123, versionId: 45 }],
  ['flux1:lora:civitai:123@45', { modelId: 123, versionId: 45 }],
  ['123@45', { modelId: 123, versionId: 45 }],
  ['123 @ 45', { modelId: 123, versionId: 45 }],
  ['? @ 45', { versionId: 45 }],
  ['civitai: 123 @ 45', { modelId: 123, versionId: 45 }],
  ['https://api.civitai.com/api/v1/models/123', { modelId: 123 }],
  ['https://civitai.com/images/5?period=AllTime', { imageId: 5 }],
  ['https://civitai.red/posts/6', { postId: 6 }],
  [`https://civarchive.com/sha256/${'ab'.repeat(32)}`, { hash: 'ab'.repeat(32) }],
  ['https://civitai.com/api/v1/model-versions/by-hash/90BFFAFD10', { hash: '90BFFAFD10' }],
  ['AUTOV2: 90BFFAFD10', { hash: '90BFFAFD10' }],
  ['AB'.repeat(32), { hash: 'ab'.repeat(32) }],
  ['"https://civitai.com/models/123"', { modelId: 123 }],
  ['„https://civitai.com/models/123“', { modelId: 123 }],
  ['(https://civitai.com/models/123).', { modelId: 123 }],
  ['\u200bhttps://civitai.com/models/123\ufeff', { modelId: 123 }],
  ['[a [b] c](https://civitai.com/models/123)', { modelId: 123 }],
  ['[**`https://civitai.com/models/123`**]', { modelId: 123 }],
  ['[1]: https://civitai.com/models/123', { modelId: 123 }],
  ['URL: https://civitai.com/models/123', { modelId: 123 }],
];

const REFUSED = [
  '',
  'abc',
  '0',
  '-5',
  '1.5',
  '99999999999999999999',
  'https://civitai.com/',
  'https://civitai.com/models/',
  'https://civitai.com/models/123abc',
  'https://example.com/models/123',
  'https://example.com/civitai.com/models/123',
  'https://civitai.com@example.com/models/123',
  'https://civitai.com.example.com/models/123',
  'https://notcivitai.com/models/123',
  'https://huggingface.co/models/123',
  '[https://civitai.com/models/123](https://example.com/models/123)',
  `sshs_model_hash: ${'ab'.repeat(32)}`,
  `https://civitai.com/models/123?${'x'.repeat(3000)}`,
  'https://civitai.com/user/somebody',
  'urn:air:sdxl:lora:huggingface:123@45',
  'javascript:alert(1)',
  'file:///models/123',
  'ftp://civitai.com/models/123',
];

describe('references to Civitai', () => {
  for (const [text, expected] of ACCEPTED) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseReference(text), expected));
  }
  for (const text of REFUSED) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseReference(text), undefined));
  }

  it('never throws, and finds only ids that Civitai can have', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl({ withQueryParameters: true }),
      fc.tuple(fc.webPath(), fc.bigInt()).map(([path, id]) => `https://civitai.com${path}/models/${id}?modelVersionId=${id}`), // prettier-ignore
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { hash = '', ...ids } = parseReference(text) ?? {};
        assert.match(hash, /^(?:[0-9a-f]{8,64})?$/i);
        for (const id of Object.values(ids)) {
          assert.ok(Number.isInteger(id) && id > 0 && id < 2 ** 31);
        }
      }),
    );
  });

  it('reads what it would write', () => {
    const id = fc.integer({ min: 1, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(id, id, (modelId, versionId) => {
        const expected = { modelId, versionId };
        assert.deepEqual(
          parseReference(`https://civitai.com/models/${modelId}/x?modelVersionId=${versionId}`),
          expected,
        );
        assert.deepEqual(parseReference(`urn:air:sd1:lora:civitai:${modelId}@${versionId}`), expected);
      }),
    );
  });

  it('accept the host of the server that is asked, and no other', () => {
    const text = 'http://mirror.example:8080/models/123?modelVersionId=4';
    assert.equal(parseReference(text), undefined);
    assert.deepEqual(parseReference(text, 'http://mirror.example:8080/api/v1'), {
      modelId: 123,
      versionId: 4,
    });
    assert.equal(parseReference(text, 'http://mirror.example/api/v1'), undefined);
    assert.equal(parseReference(text, 'no address'), undefined);
  });

  it('say of another site that it is not Civitai', () => {
    assert.equal(
      referenceFault('"https://example.com/models/123"', 'wrong'),
      'example.com is not Civitai: paste the address that the model has there.',
    );
    assert.equal(referenceFault('https://civitai.com/about', 'wrong'), 'wrong');
    assert.equal(referenceFault('nonsense', 'wrong'), 'wrong');
    assert.equal(referenceFault('http://own.example/x', 'wrong', 'http://own.example/api'), 'wrong');
  });

  it('name an image by its id or its address', () => {
    assert.equal(parseImageId(' 5 '), 5);
    assert.equal(parseImageId('<https://civitai.com/images/5>'), 5);
    assert.equal(parseImageId('https://example.com/images/5'), undefined);
    assert.equal(parseImageId('https://civitai.com/models/5'), undefined);
  });
});
