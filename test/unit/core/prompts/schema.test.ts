import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { PROMPT_FIELDS } from '../../../../src/core/prompts/promptFile';

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
}

const schema = JSON.parse(readFileSync('schemas/prompt.schema.json', 'utf8')) as Schema;
const accepts = new Ajv({ strict: false }).compile(schema);

describe('the schema of prompt files', () => {
  it('begins with the members that the commands read and write, and says what each member is', () => {
    const keys = Object.keys(schema.properties);
    assert.deepEqual(keys.slice(0, PROMPT_FIELDS.length), PROMPT_FIELDS);
    for (const key of keys) assert.ok(schema.properties[key]?.description, key);
  });

  for (const [what, value] of [
    ['the four members', { raw_prompt: 'a', prompt: 'a', prompt_with_clothes: 'a', lora: '<lora:a:1>' }],
    ['unknown members', { raw_prompt: 'a', of_another_tool: { any: ['thing', 1] } }],
    ['numbers, and numbers as text', { prompt: '', seed: -1, steps: '20', cfg_scale: 7.5, width: 512 }],
    ['a seed that JavaScript’s numbers cannot hold', { prompt: '', seed: '18446744073709551615' }],
    ['an object that has nothing yet', {}],
  ] as const) {
    it(`accepts ${what}`, () => assert.ok(accepts(value), JSON.stringify(accepts.errors)));
  }

  for (const [what, value] of [
    ['a prompt that is a list', { raw_prompt: ['a', 'b'] }],
    ['a prompt that is nothing', { prompt: null }],
    ['LoRA tags as a list', { lora: ['<lora:a:1>'] }],
    ['half a step', { steps: 2.5 }],
    ['a list', []],
  ] as const) {
    it(`refuses ${what}`, () => assert.equal(accepts(value), false));
  }
});
