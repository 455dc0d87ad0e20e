import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import * as v from 'valibot';
import { presetFor } from '../../../../../src/core/training/job/presets';
import { TRAINING_SCHEMA } from '../../../../../src/core/training/job/trainingFile';
import { FAMILIES } from '../../../../../src/core/training/options/families';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const schema = JSON.parse(readFileSync('schemas/training.schema.json', 'utf8')) as Schema;
const accepts = new Ajv({ strict: false }).compile(schema);
const LEAST = { name: 'sofia', family: 'sd15', base_model: 'base.safetensors', pictures: 'pictures' };

/** The fields of a schema of valibot, whatever it is wrapped in. */
const fieldsOf = (known: unknown): Readonly<Record<string, unknown>> | undefined => {
  const { entries, wrapped, item } = known as Partial<
    Record<'entries' | 'wrapped' | 'item', Readonly<Record<string, unknown>>>
  >;
  return entries ?? (wrapped ? fieldsOf(wrapped) : item ? fieldsOf(item) : undefined);
};

describe('the schema of training files', () => {
  const compare = (what: string, described: Schema, known: unknown): void => {
    const fields = fieldsOf(known);
    const properties = described.properties ?? described.items?.properties;
    if (!fields || !properties) return;
    it(`has the fields that are read, in their order, and says what each is: ${what}`, () => {
      assert.deepEqual(Object.keys(properties), Object.keys(fields));
      for (const [name, property] of Object.entries(properties)) assert.ok(property.description, name);
    });
    for (const [name, property] of Object.entries(properties)) compare(name, property, fields[name]);
  };
  compare('the file', schema, TRAINING_SCHEMA);

  const both = (value: unknown) => [accepts(value), v.is(TRAINING_SCHEMA, value)];
  for (const family of FAMILIES)
    it(`accepts the preset of ${family}`, () =>
      assert.deepEqual(both({ ...presetFor(family), ...LEAST, family }), [true, true]));

  for (const [what, value] of [
    ['the least', LEAST],
    ['a width and a height', { ...LEAST, resolution: '512,768' }],
    ['several GPUs', { ...LEAST, launcher: { gpu: '0,1', processes: 2 } }],
    ['options of the trainer', { ...LEAST, extra: { sdpa: true, network_args: ['conv_dim=4'] } }],
    ['subsets', { ...LEAST, subsets: [{ folder: 'a', repeats: 5, masks: 'm' }] }],
    ['two rates', { ...LEAST, text_encoder_lr: [1e-5, 1e-6] }],
  ] as const)
    it(`accepts ${what}`, () => assert.deepEqual(both(value), [true, true]));

  for (const [what, value] of [
    ['no base model', { name: 'a', family: 'sd15' }],
    ['an unknown family', { ...LEAST, family: 'sd21' }],
    ['half a step', { ...LEAST, steps: 2.5 }],
    ['no step', { ...LEAST, steps: 0 }],
    ['a size as words', { ...LEAST, resolution: 'large' }],
    ['a subset without a folder', { ...LEAST, subsets: [{ repeats: 2 }] }],
    ['a number as text', { ...LEAST, dim: '16' }],
    ['GPUs as a list', { ...LEAST, launcher: { gpu: [0, 1] } }],
    ['an empty name', { ...LEAST, name: '' }],
  ] as const)
    it(`refuses ${what}`, () => assert.deepEqual(both(value), [false, false]));
});
