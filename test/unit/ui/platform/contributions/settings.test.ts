import assert from 'node:assert/strict';
import { validSetting, type SettingSchema } from '../../../../../src/ui/platform/contributions/settings';

describe('the value of a setting', () => {
  const flag: SettingSchema = { type: 'boolean', default: true };
  const number: SettingSchema = { type: 'integer', default: 5, minimum: 1, maximum: 20 };
  const text: SettingSchema = { type: 'string', default: 'https://example.com' };
  const choice: SettingSchema = { type: 'string', default: 'one', enum: ['one', 'other'] };
  const list: SettingSchema = { type: 'array', default: [] };

  const names: SettingSchema = { type: 'object', default: {} };

  const cases: readonly [what: string, schema: SettingSchema, value: unknown, valid: unknown][] = [
    ['a flag', flag, false, false],
    ['a flag that is a text', flag, 'false', true],
    ['a number', number, 7, 7],
    ['a number below the least', number, 0, 1],
    ['a number above the most', number, 21, 20],
    ['a number with a fraction', number, 1.5, 5],
    ['a number as text', number, '7', 5],
    ['a text with blanks around', text, ' a ', 'a'],
    ['a text of blanks', text, '  ', 'https://example.com'],
    ['a text that is null', text, null, 'https://example.com'],
    ['a choice', choice, 'other', 'other'],
    ['a choice that there is not', choice, 'third', 'one'],
    ['a list with other things in it', list, ['a', 1, null, 'b'], ['a', 'b']],
    ['a list that is a text', list, 'a', []],
    ['names with other things in them', names, { a: 'b', c: 1 }, { a: 'b' }],
    ['names that are a list', names, ['a'], {}],
    ['names that are null', names, null, {}],
  ];
  for (const [what, schema, value, valid] of cases) {
    it(`is right for ${what}`, () => {
      assert.deepEqual(validSetting(schema, value), valid);
    });
  }
});
