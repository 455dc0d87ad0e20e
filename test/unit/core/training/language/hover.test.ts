import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { fieldDocs } from '../../../../../src/core/training/language/fieldDocs';
import { hoverAt } from '../../../../../src/core/training/language/hover';
import { optionDoc } from '../../../../../src/core/training/language/optionDocs';
import { FIELD_OPTIONS } from '../../../../../src/core/training/job/fieldOptions';
import { presetFor } from '../../../../../src/core/training/job/presets';
import { FAMILIES } from '../../../../../src/core/training/options/families';
import { shippedTable, type OptionTable } from '../../../../../src/core/training/options/optionTable';
import { marked } from './marked';

function hover(text: string, table?: OptionTable) {
  const { text: all, offset } = marked(text);
  const found = hoverAt(all, offset, table ? { ownTable: () => table } : {});
  return found && { word: all.slice(found.start, found.end), ...found };
}

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

describe('what a training file’s words are', () => {
  it('is said of each field, as the JSON schema says it', () => {
    const described = (schema: Schema, path: string): [string, string | undefined][] =>
      Object.entries(schema.properties ?? schema.items?.properties ?? {}).flatMap(([name, property]) => [
        [path + name, property.description],
        ...described(property, `${path}${name}.`),
      ]);
    const schema = JSON.parse(readFileSync('schemas/training.schema.json', 'utf8')) as Schema;
    assert.deepEqual(Object.entries(fieldDocs()), described(schema, ''));
  });

  it('is the sentence, type, choices, preset and option of a field', () => {
    const found = hover('family = "sdxl"\nd|im = 8');
    assert.equal(found?.word, 'dim');
    assert.equal(found.code, 'dim: integer');
    assert.equal(found.doc, 'The rank of the network: its size.');
    assert.deepEqual(found.notes, ['In the preset of sdxl: 16', 'Option of the trainer: network_dim']);
    assert.deepEqual(hover('f|it = "square"')?.notes, [
      'One of: square, bucket, crop',
      'In the preset of sd15: "square"',
    ]);
  });

  it('is found in tables, in each of several, in braces and in their headers', () => {
    assert.equal(hover('[save]\nst|ate = true')?.code, 'save.state: boolean');
    assert.equal(hover('[[subsets]]\nfol|der = "a"')?.code, 'subsets.folder: string');
    assert.equal(hover('save = { sta|te = true }')?.code, 'save.state: boolean');
    assert.equal(hover('[sa|ve]')?.doc, 'When checkpoints are saved.');
    assert.equal(hover('[[sub|sets]]')?.code, 'subsets: array of tables');
  });

  it('is type, default and choices of an option, with our sentence', () => {
    const found = hover('[extra]\nlos|s_type = "l2"');
    assert.equal(found?.code, 'loss_type: string');
    assert.match(found.doc ?? '', /measured/);
    assert.deepEqual(found.notes, ['One of: l1, l2, huber, smooth_l1', 'Default: "l2"']);
    assert.equal(hover('[extra]\nguidance_s|cale = 1.0'), undefined);
    assert.equal(hover('family = "flux"\n[extra]\nguidance_s|cale = 1.0')?.code, 'guidance_scale: float');
  });

  it('is what the checkout says, where it is known', () => {
    const table: OptionTable = new Map([['network_dim', { type: 'int', help: 'network dimensions' }]]);
    assert.equal(hover('[extra]\nnetwork_d|im = 8', table)?.help, 'network dimensions');
    assert.equal(hover('d|im = 8', table)?.help, 'network dimensions');
    assert.equal(hover('d|im = 8\n[launcher]\ntype = "docker"', table)?.help, undefined);
  });

  it('is said of an argument of the network', () => {
    const found = hover('network_args = ["conv|_dim=4"]');
    assert.equal(found?.word, 'conv_dim');
    assert.deepEqual(found.notes, ['Argument of the network module networks.lora']);
    assert.equal(hover('network_args = ["con|v=4"]'), undefined);
    assert.equal(hover('optimizer_args = ["conv|_dim=4"]'), undefined);
  });

  it('is nothing of what is unknown, of values and of remarks', () => {
    for (const text of [
      'x|y = 1',
      'name = "di|m"',
      '# di|m',
      'constr|uctor = 1',
      '[extra]\nconstr|uctor = 1',
    ])
      assert.equal(hover(text), undefined, text);
  });

  it('is found where the file is broken', () => {
    assert.equal(hover('name = \n[extra\nsdp|a = true')?.code, 'sdpa: boolean');
    assert.equal(hover('name = \n[save]\nst|ate = ')?.code, 'save.state: boolean');
  });

  it('is said of every option that a field or a preset sets', () => {
    const ofFields = Object.values(FIELD_OPTIONS);
    const ofPresets = FAMILIES.flatMap((family) => Object.keys(presetFor(family).extra ?? {}));
    for (const option of [...ofFields, ...ofPresets]) {
      assert.ok(optionDoc(option), option);
      assert.ok(
        FAMILIES.some((family) => shippedTable(family).has(option)),
        option,
      );
    }
    assert.equal(optionDoc('constructor'), undefined);
  });
});
