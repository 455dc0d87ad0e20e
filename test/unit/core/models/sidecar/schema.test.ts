import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Ajv, { type ValidateFunction } from 'ajv';
import { describe, it } from 'mocha';
import { EDITABLE_FIELDS } from '../../../../../src/core/models/sidecar/fields';
import { SIDECAR_KEYS } from '../../../../../src/core/models/sidecar/read';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly examples?: readonly unknown[];
}

const read = (name: string): Schema => JSON.parse(readFileSync(`schemas/${name}`, 'utf8')) as Schema;
const sidecar = read('sidecar.schema.json');
const exported = read('export.schema.json');

describe('schemas of the file formats', () => {
  it('know the keys that the program knows, in its order', () => {
    assert.deepEqual(Object.keys(sidecar.properties ?? {}), SIDECAR_KEYS);
    for (const nested of ['field_sources', 'civitai_offers']) {
      const { properties } = sidecar.properties?.[nested] ?? {};
      assert.deepEqual(Object.keys(properties ?? {}).sort(), [...EDITABLE_FIELDS].sort(), nested);
    }
  });

  it('say what every key is, and what every word of a choice means', () => {
    for (const [key, property] of [...keysOf(sidecar), ...keysOf(exported)]) {
      assert.ok(property.description, `${key} has no description`);
      assert.equal(property.enumDescriptions?.length, property.enum?.length, key);
    }
  });

  it('give examples that are valid themselves', () => {
    for (const [key, property] of keysOf(sidecar)) {
      for (const example of property.examples ?? []) accepts({ [key]: example });
    }
    for (const example of sidecar.examples ?? []) accepts(example);
  });

  it('accept the required keys (S0-44 … S0-58) and keys that nobody knows', () => {
    accepts({
      hash: 'AUTOV2: 90BFFAFD10',
      hash_type: 'AUTOV2',
      hash_autov2: '90BFFAFD10',
      hash_sha256: 'a'.repeat(64),
      civitai_model_id: 2131974,
      civitai_version_id: 2411703,
      civitai_name: 'MyAwesomeModel',
      civitai_type: 'Checkpoint',
      model_type: 'Checkpoint',
      preview_path: '.previews/model_name.jpg',
      trigger_words: ['a', 'b'],
      base_model: 'SDXL 1.0',
      preview_url: 'https://civitai.com/...',
      description: '',
      last_updated: '2024-11-21T10:30:00',
      field_sources: { name: 'user', of_another_tool: 1 },
      of_another_tool: { any: ['thing'] },
    });
  });

  const wrong: readonly [title: string, value: unknown][] = [
    ['a hash without its prefix', { hash: '90BFFAFD1' }],
    ['a type of hash that there is not', { hash_type: 'autov2' }],
    ['an AutoV2 in lower case', { hash_autov2: '90bffafd10' }],
    ['half a SHA-256', { hash_sha256: 'abcdef1234567890' }],
    ['an id as text', { civitai_model_id: '2131974' }],
    ['trigger words as one text', { trigger_words: 'a, b' }],
    ['a source that there is not', { field_sources: { name: 'me' } }],
    ['an offer of a wrong type', { civitai_offers: { tags: 'style' } }],
    ['a preview outside the folder', { preview_path: '../x.jpg' }],
    ['an absolute preview', { preview_path: 'C:\\x.jpg' }],
    ['an array', []],
  ];
  for (const [title, value] of wrong) {
    it(`refuse ${title}`, () => assert.equal(validator()(value), false));
  }

  it('accept an export, and refuse one with a path of somebody’s machine as its folder', () => {
    const document = { folder: 'loras', models: { 'a/b.safetensors': { size: 1, metadata: { name: 'x' } } } };
    assert.ok(validator(exported)(document));
    assert.equal(validator(exported)({ ...document, folder: '/home/somebody/loras' }), false);
    assert.equal(validator(exported)({ models: { a: { metadata: { name: 1 } } } }), false);
  });
});

function accepts(value: unknown): void {
  const validate = validator();
  assert.ok(validate(value), `${JSON.stringify(value)}: ${JSON.stringify(validate.errors)}`);
}

function validator(schema: Schema = sidecar): ValidateFunction {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  if (schema !== sidecar) ajv.addSchema(sidecar, 'sidecar.schema.json');
  return ajv.compile(schema);
}

function* keysOf({ properties }: Schema): Iterable<[string, Schema]> {
  yield* Object.entries(properties ?? {});
}
