import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { CivitaiModel, ModelVersion } from '../../../../../src/core/civitai/schemas';
import type { EditableField, Sidecar } from '../../../../../src/core/models/sidecar/fields';
import { fromVersion } from '../../../../../src/core/models/sidecar/fromVersion';
import { fetchedPatch } from '../../../../../src/core/models/sidecar/merge';
import { toSidecar } from '../../../../../src/core/models/sidecar/read';
import { patched } from '../../../../../src/core/models/sidecar/replaced';

const PAGE = `<p>The page of the model. ${'It has <em>many</em> words. '.repeat(40)}</p>`;
const version: ModelVersion = {
  id: 2411703,
  modelId: 2131974,
  name: 'v2',
  baseModel: 'Illustrious',
  description: '<p>What is new in this version.</p>',
  trainedWords: ['foo style', 'bar'],
  model: { name: 'MyAwesomeModel', type: 'Checkpoint' },
};
const model: CivitaiModel = {
  id: 2131974,
  name: 'MyAwesomeModel',
  description: PAGE,
  tags: ['style'],
  modelVersions: [version, { id: 2400000, trainedWords: ['old style'], baseModel: 'SDXL 1.0' }],
};

/** A sidecar of the form of S0-44 … S0-58, which does not tell where its fields come from. */
const SEED = {
  hash: 'AUTOV2: 90BFFAFD10',
  hash_type: 'AUTOV2',
  hash_autov2: '90BFFAFD10',
  hash_sha256: 'abcdef1234567890',
  civitai_model_id: 2131974,
  civitai_version_id: 2411703,
  civitai_name: 'MyAwesomeModel',
  civitai_type: 'Checkpoint',
  model_type: 'Checkpoint',
  preview_path: '.previews/model_name.jpg',
  trigger_words: ['foo style', 'bar'],
  base_model: 'Illustrious',
  preview_url: 'https://civitai.com/images/1.jpeg',
  description: PAGE.slice(0, 500),
  last_updated: '2024-11-21T10:30:00',
};

function fetched(value: Readonly<Record<string, unknown>>): Sidecar {
  const sidecar = toSidecar(value);
  const found = fromVersion(version, { model });
  return patched(sidecar, fetchedPatch(sidecar, found, 'civitai', 'sha256', new Date(0)));
}

describe('a sidecar that does not tell where its fields come from', () => {
  it('follows Civitai where it says what Civitai says', () => {
    const after = fetched(SEED);
    assert.equal(after.civitai_offers, undefined);
    assert.deepEqual(after.field_sources, {
      name: 'civitai',
      base_model: 'civitai',
      trigger_words: 'civitai',
      tags: 'civitai',
      description: 'civitai',
    });
    assert.equal(after.description, version.description);
  });

  const copied: readonly [title: string, field: EditableField, value: unknown][] = [
    ['the whole page', 'description', PAGE],
    ['the page as text', 'description', PAGE.replace(/<[^>]*>/g, '')],
    ['the page cut at 500, marked', 'description', `${PAGE.slice(0, 500)}…`],
    ['the version’s text', 'description', 'What is new in this version.'],
    ['words in another order', 'trigger_words', ['bar', 'foo style']],
    ['words in one text', 'trigger_words', 'foo style, bar'],
    ['words of another version', 'trigger_words', ['old style']],
    ['the base model of another version', 'base_model', 'SDXL 1.0'],
    ['nothing: null', 'trigger_words', null],
    ['nothing: an empty list', 'trigger_words', []],
    ['nothing: a list of empty words', 'trigger_words', ['', null]],
    ['nothing: an empty text', 'description', ''],
    ['nothing: a space', 'base_model', ' '],
    ['a number', 'description', 5],
  ];
  for (const [title, field, value] of copied) {
    it(`takes Civitai’s ${field} for ${title}`, () => {
      const after = fetched({ ...SEED, [field]: value });
      const { values } = fromVersion(version, { model });
      assert.deepEqual(after[field], values[field]);
      assert.deepEqual([after.field_sources?.[field], after.civitai_offers], ['civitai', undefined]);
    });
  }

  const typed: readonly [field: EditableField, value: unknown, kept?: unknown][] = [
    ['description', 'My own words.'],
    ['description', `${PAGE}<p>And mine.</p>`],
    ['trigger_words', ['foo style', 'bar', 'mine']],
    ['trigger_words', 'mine, too', ['mine', 'too']],
    ['base_model', 'NoobAI'],
  ];
  for (const [field, value, kept = value] of typed) {
    it(`keeps the user’s ${field} ${JSON.stringify(value).slice(-30)}`, () => {
      const after = fetched({ ...SEED, [field]: value });
      assert.deepEqual(after[field], kept);
      assert.deepEqual(Object.keys(after.civitai_offers ?? {}), [field]);
    });
  }

  it('gets numbers for ids that are text', () => {
    const after = fetched({ ...SEED, civitai_model_id: '2131974', civitai_version_id: '2411703' });
    assert.deepEqual([after.civitai_model_id, after.civitai_version_id], [2131974, 2411703]);
    assert.equal(after.civitai_offers, undefined);
  });

  it('heals what an earlier fetch only offered', () => {
    const before = { ...SEED, civitai_offers: { description: 'old', trigger_words: ['bar', 'foo style'] } };
    assert.equal(fetched(before).civitai_offers, undefined);
  });

  it('keeps what the user has typed here, even where it only repeats Civitai’s', () => {
    const after = fetched({
      ...SEED,
      trigger_words: ['bar', 'foo style'],
      field_sources: { trigger_words: 'user' },
    });
    assert.deepEqual(after.trigger_words, ['bar', 'foo style']);
    assert.deepEqual(after.civitai_offers, { trigger_words: ['foo style', 'bar'] });
  });
});
