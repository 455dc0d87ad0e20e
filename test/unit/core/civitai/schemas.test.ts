import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  parseHashMatches,
  parseModel,
  parseModelPage,
  parseModelVersion,
  parseVersions,
} from '../../../../src/core/civitai/schemas';

const ASKED = new Set(['ab', 'cd']);

describe('answers of Civitai', () => {
  it('counts a value of a wrong type as absent and keeps unknown keys', () => {
    const version = parseModelVersion({
      id: '5',
      modelId: 6,
      name: null,
      trainedWords: ['a', null, 3, 'b'],
      files: [null, { id: 1, sizeKB: 'big', hashes: { SHA256: 'AA', AutoV2: null } }, 'x', []],
      images: 'none',
      model: [],
      brandNew: { a: 1 },
    });
    assert.deepEqual(version, {
      modelId: 6,
      trainedWords: ['a', 'b'],
      files: [{ id: 1, hashes: { SHA256: 'AA' } }],
      brandNew: { a: 1 },
    });
  });

  it('reads no list as an object and no object as a list', () => {
    assert.equal(parseModelVersion([]), undefined);
    assert.equal(parseModel(null), undefined);
    assert.equal(parseVersions({}), undefined);
    assert.equal(parseModelPage({}), undefined);
    assert.equal(parseHashMatches({ error: 'no' }, ASKED), undefined);
  });

  it('reads hash matches with and without a model', () => {
    const entries = [
      { modelVersionId: 2, hash: 'AB' },
      { modelVersionId: 3, modelId: 4, hash: 'CD' },
    ];
    assert.deepEqual(parseHashMatches(entries, ASKED), [
      { hash: 'ab', versionId: 2 },
      { hash: 'cd', versionId: 3, modelId: 4 },
    ]);
    assert.deepEqual(parseHashMatches([], ASKED), []);
  });

  it('never throws', () => {
    const field = fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()));
    const keys = fc.constantFrom(
      'id',
      'files',
      'images',
      'model',
      'trainedWords',
      'hashes',
      'items',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(keys, field)), (value) => {
        for (const parse of [parseModelVersion, parseModel, parseVersions, parseModelPage]) parse(value);
        parseHashMatches(value, ASKED);
      }),
    );
  });
});
