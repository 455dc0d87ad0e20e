import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseReference, type CivitaiReference } from '../../../../src/core/civitai/reference';

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
  'https://civitai.com/images/5',
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
      fc.tuple(fc.webUrl(), fc.bigInt()).map(([url, id]) => `${url}/models/${id}?modelVersionId=${id}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        for (const id of Object.values(parseReference(text) ?? {})) {
          assert.ok(Number.isInteger(id) && Number(id) > 0 && Number(id) < 2 ** 31);
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
          parseReference(`https://a.example/models/${modelId}/x?modelVersionId=${versionId}`),
          expected,
        );
        assert.deepEqual(parseReference(`urn:air:sd1:lora:civitai:${modelId}@${versionId}`), expected);
      }),
    );
  });
});
