import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fieldText, fieldValue, optionValue } from '../../../../../src/core/training/form/fieldText';
import { extraFields, formFields } from '../../../../../src/core/training/form/formFields';
import { fieldAt } from '../../../../../src/core/training/language/fieldFacts';

describe('what is typed into a field', () => {
  const typed = (field: string, text: string) => fieldValue(text, fieldAt(field.split('.')) ?? { kind: 'text', type: 'string' }); // prettier-ignore

  it('becomes the kind of value that the field has', () => {
    assert.equal(typed('dim', ' 16 '), 16);
    assert.equal(typed('learning_rate', '1e-4'), 1e-4);
    assert.equal(typed('unet_only', 'true'), true);
    assert.equal(typed('name', '16'), '16');
    assert.deepEqual(typed('network_args', 'a=1\n\n b=2 '), ['a=1', 'b=2']);
    assert.equal(typed('resolution', '512'), 512);
    assert.equal(typed('resolution', '512,768'), '512,768');
    assert.deepEqual(typed('text_encoder_lr', '1e-4\n2e-4'), [1e-4, 2e-4]);
    assert.equal(typed('dim', ''), undefined);
  });

  it('is refused where it cannot be one', () => {
    for (const text of ['many', '1.5', '0x10', '1_000', 'NaN', '1e999']) assert.throws(() => typed('dim', text), { code: 'bad_input' }, text); // prettier-ignore
    assert.throws(() => typed('learning_rate', 'fast'), { code: 'bad_input' });
  });

  it('is guessed for an option of the trainer', () => {
    assert.deepEqual(['true', '5', '1.5', 'raw', 'a\nb', ''].map(optionValue), [true, 5, 1.5, 'raw', ['a', 'b'], undefined]); // prettier-ignore
  });

  it('stands there again as it was typed', () => {
    assert.deepEqual([['a=1', 'b=2'], 16, true, 'x', undefined, [512, 768]].map(fieldText), ['a=1\nb=2', '16', 'true', 'x', '', '512\n768']); // prettier-ignore
  });
});

describe('the fields of a form', () => {
  it('have their value, what is usual, the trainer’s name and what is wrong with them', () => {
    const fields = formFields({ family: 'sdxl', dim: 8, save: { every_steps: 5 } }, [
      { level: 'error', code: 'wrong_value', option: 'dim', message: 'too small', fix: '' },
    ]);
    const dim = fields.find(({ path }) => path === 'dim');
    assert.deepEqual(
      [dim?.value, dim?.usual, dim?.option, dim?.isMain, dim?.findings.length, dim?.kind],
      ['8', '16', 'network_dim', true, 1, 'number'],
    );
    assert.equal(fields.find(({ path }) => path === 'save.every_steps')?.value, '5');
    assert.equal(new Set(fields.map(({ path }) => path)).size, fields.length);
    assert.ok(!fields.some(({ path }) => path === 'subsets' || path === 'extra'));
  });

  it('show the components that the family needs', () => {
    const components = (family: string) => formFields({ family }, []).flatMap(({ path }) => (path.startsWith('components.') ? [path] : [])); // prettier-ignore
    assert.deepEqual(components('sd15'), ['components.vae']);
    assert.deepEqual(components('flux').sort(), ['components.ae', 'components.clip_l', 'components.t5xxl', 'components.vae']); // prettier-ignore
  });

  it('are those of [extra], too', () => {
    const [first] = extraFields({ extra: { no_half_vae: true } }, [
      { level: 'warning', code: 'x', option: 'extra.no_half_vae', message: 'm', fix: '' },
    ]);
    assert.deepEqual([first?.name, first?.value, first?.findings.length], ['no_half_vae', 'true', 1]);
  });
});
