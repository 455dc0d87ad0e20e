import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Ajv, { type ValidateFunction } from 'ajv';
import { describe, it } from 'mocha';
import { HASH_FORMATS } from '../../../../../src/core/civitai/hashFormats';
import {
  CIVITAI_STATES,
  EDITABLE_FIELDS,
  FIELD_SOURCES,
  IDENTIFIED_BY,
  SIDECAR_KEYS,
  typeOfKey,
  type SidecarTypes,
} from '../../../../../src/core/models/sidecar/fields';
import { toSidecar } from '../../../../../src/core/models/sidecar/read';

interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly pattern?: string;
  readonly items?: Schema;
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly examples?: readonly unknown[];
}

const read = (name: string): Schema => JSON.parse(readFileSync(`schemas/${name}`, 'utf8')) as Schema;
const sidecar = read('sidecar.schema.json');
const exported = read('export.schema.json');

/** What the schema of a key has to say for each type of value. */
const TYPES: { readonly [T in keyof SidecarTypes]: Schema } = {
  text: { type: 'string' },
  texts: { type: 'array', items: { type: 'string' } },
  words: { type: 'array', items: { type: 'string' } },
  number: { type: 'number' },
  id: { type: 'integer' },
  autov2: { type: 'string', pattern: '^[0-9A-F]{10}$' },
  autov3: { type: 'string', pattern: '^[0-9a-f]{12}$' },
  sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  hashType: { type: 'string', enum: [...new Set(HASH_FORMATS.map(({ type }) => type))] },
  user: { type: 'string', enum: ['user'] },
  fileInfo: {
    type: 'object',
    properties: {
      id: { type: 'integer' },
      name: { type: 'string' },
      sizeKB: { type: 'number' },
      downloadUrl: { type: 'string' },
    },
  },
  identifiedBy: { type: 'string', enum: IDENTIFIED_BY },
  civitaiState: { type: 'string', enum: CIVITAI_STATES },
  candidates: {
    type: 'array',
    items: { properties: { model_id: { type: 'integer' }, version_id: { type: 'integer' } } },
  },
  sources: {
    type: 'object',
    properties: ofFields(() => ({ $ref: '#/definitions/source' })),
  },
  values: {
    type: 'object',
    properties: ofFields((field) => ({ $ref: `#/properties/${field}` })),
  },
};

/** A value of each type that is right, and one that is not. */
const VALUES: { readonly [T in keyof SidecarTypes]: readonly [right: SidecarTypes[T], wrong: unknown] } = {
  text: ['x', 1],
  texts: [['x'], 'x'],
  words: [['x'], 5],
  number: [0.5, '0.5'],
  id: [1, 0],
  autov2: ['90BFFAFD10', '90BFFAFD1'],
  autov3: ['0123456789ab', '0123456789'],
  sha256: ['a'.repeat(64), 'a'.repeat(63)],
  hashType: ['AUTOV2', 'autov2'],
  user: ['user', 'civitai'],
  fileInfo: [{ id: 1, name: 'x', sizeKB: 1, downloadUrl: 'https://x/' }, 'x'],
  identifiedBy: ['sha256', 'me'],
  civitaiState: ['found', 'lost'],
  candidates: [[{ model_id: 1, version_id: 2 }], [{ model_id: 1 }]],
  sources: [{ name: 'user' }, 'user'],
  values: [{ name: 'x', tags: ['y'] }, 'x'],
};

describe('schemas of the file formats', () => {
  it('know the keys that the program knows, in its order', () => {
    assert.deepEqual(Object.keys(sidecar.properties ?? {}), SIDECAR_KEYS);
  });

  for (const key of SIDECAR_KEYS) {
    it(`give ${key} the type that the program gives it`, () => {
      assertSays(sidecar.properties?.[key], TYPES[typeOfKey(key)], key);
      const [right, wrong] = VALUES[typeOfKey(key)];
      assert.deepEqual(toSidecar({ [key]: right }), { [key]: right });
      assert.deepEqual(toSidecar({ [key]: wrong }), {});
      assert.equal(validator()({ [key]: wrong }), false);
    });
  }

  it('know the sources of a field that the program knows', () => {
    assert.deepEqual(sidecar.definitions?.source?.enum, FIELD_SOURCES);
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

  it('accept the required keys (S0-44 … S0-58) and unknown keys', () => {
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

  it('accept an export, and refuse one with an absolute path as its folder', () => {
    const document = { folder: 'loras', models: { 'a/b.safetensors': { size: 1, metadata: { name: 'x' } } } };
    assert.ok(validator(exported)(document));
    assert.equal(validator(exported)({ ...document, folder: '/home/somebody/loras' }), false);
    assert.equal(validator(exported)({ models: { a: { metadata: { name: 1 } } } }), false);
  });
});

function ofFields(schemaOf: (field: string) => Schema): Readonly<Record<string, Schema>> {
  return Object.fromEntries(EDITABLE_FIELDS.map((field) => [field, schemaOf(field)]));
}

/** Compares what both say, and asks for the same properties on both sides. */
function assertSays(actual: Schema | undefined, expected: Schema, key: string): void {
  assert.ok(actual, key);
  for (const word of ['type', 'pattern', '$ref', 'enum'] as const) {
    if (expected[word] !== undefined) assert.deepEqual(actual[word], expected[word], `${key}: ${word}`);
  }
  if (expected.items) assertSays(actual.items, expected.items, `${key}[]`);
  if (!expected.properties) return;
  assert.deepEqual(Object.keys(actual.properties ?? {}).sort(), Object.keys(expected.properties).sort(), key);
  for (const [name, property] of Object.entries(expected.properties)) {
    assertSays(actual.properties?.[name], property, `${key}.${name}`);
  }
}

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
