import assert from 'node:assert/strict';
import fc from 'fast-check';
import { extraSettings, readTraining } from '../../../../../src/core/training/job/readTraining';

const LEAST = 'name = "sofia"\nfamily = "sd15"\nbase_model = "base.safetensors"\npictures = "pictures"\n';
const said = (source: string) =>
  readTraining(source, 'a.training.toml').findings.map(({ level, code, option, range }) => [
    level,
    code,
    option,
    range && [range.start.line, range.start.column],
  ]);

describe('reading a training file', () => {
  it('reads fields, tables, subsets and options of the trainer', () => {
    const { training, findings } = readTraining(
      `\uFEFF${LEAST.replace('pictures = "pictures"\n', '')}dim = 32\r\n[save]\nevery_steps = 500\n` +
        '[[subsets]]\nfolder = "a"\nrepeats = 5\n[[subsets]]\nfolder = "b"\n[extra]\nsdpa = true\n',
    );
    assert.deepEqual(findings, []);
    assert.deepEqual(JSON.parse(JSON.stringify(training)), {
      name: 'sofia',
      family: 'sd15',
      base_model: 'base.safetensors',
      dim: 32,
      save: { every_steps: 500 },
      subsets: [{ folder: 'a', repeats: 5 }, { folder: 'b' }],
      extra: { sdpa: true },
    });
  });

  it('names every problem at once, each with its place', () => {
    const source =
      'name = "sofia"\nfamily = "sd16"\npictures = "p"\ndim = "16"\nstesp = 5\nsteps = 0\n' +
      '[save]\nevery_step = 3\n[[subsets]]\nrepeats = 2\n[[subsets]]\nfolder = "b"\nrepeats = 0.5\n';
    assert.deepEqual(said(source).sort(), [
      ['error', 'field_missing', 'base_model', [0, 0]],
      ['error', 'field_missing', 'subsets.0.folder', [8, 2]],
      ['error', 'unknown_field', 'save.every_step', [7, 0]],
      ['error', 'unknown_field', 'stesp', [4, 0]],
      ['error', 'wrong_value', 'dim', [3, 6]],
      ['error', 'wrong_value', 'family', [1, 9]],
      ['error', 'wrong_value', 'steps', [5, 8]],
      ['error', 'wrong_value', 'subsets.1.repeats', [12, 10]],
    ]);
  });

  it('proposes the nearest field', () => {
    const { findings } = readTraining(`${LEAST}stesp = 5\n`);
    assert.match(findings[0]!.fix, /steps/);
    assert.match(findings[0]!.message, /stesp/);
  });

  it('names each line that is no TOML, and what else is wrong', () => {
    const source = `${LEAST}dim = \nalpha = 8\nepochs = ten\nwhat = 1\n`;
    assert.deepEqual(said(source), [
      ['error', 'not_toml', undefined, [4, 5]],
      ['error', 'not_toml', undefined, [6, 9]],
      ['error', 'unknown_field', 'what', [7, 0]],
    ]);
    assert.equal(readTraining(source).training, undefined);
  });

  it('finds fields that do not go together', () => {
    assert.deepEqual(
      said(`${LEAST}steps = 5\nepochs = 2\n[extra]\nseed = 2020-01-01\n[extra.inner]\na = 1\n`),
      [
        ['warning', 'two_fields', 'steps', [4, 0]],
        ['error', 'wrong_value', 'extra.seed', [7, 0]],
        ['error', 'wrong_value', 'extra.inner', [8, 1]],
      ],
    );
    assert.deepEqual(said(LEAST.replace(/pictures.*\n/, '')), [
      ['error', 'field_missing', 'pictures', undefined],
    ]);
    assert.equal(said(`${LEAST}[[subsets]]\nfolder = "a"\n`)[0]?.[1], 'two_fields');
  });

  it('tells numbers with a decimal point from whole ones', () => {
    const { training, document } = readTraining(`${LEAST}[extra]\nvalidation_split = 0.0\nseed = 1\n`);
    const { settings, floats } = extraSettings(training!, document);
    assert.deepEqual({ ...settings }, { validation_split: 0, seed: 1 });
    assert.deepEqual([...floats], ['validation_split']);
  });

  it('does not mind names that mean something to JavaScript', () => {
    const { findings } = readTraining(`${LEAST}__proto__ = 1\nconstructor = 2\n[extra]\n__proto__ = true\n`);
    assert.deepEqual(
      findings.map(({ option }) => option),
      ['__proto__', 'constructor'],
    );
    assert.equal(({} as Record<string, unknown>).name, undefined);
  });

  it('never throws, whatever the text is', () => {
    for (const source of [
      '',
      '[',
      '='.repeat(10_000),
      `a = ${'['.repeat(50_000)}`,
      '[a]\n[a]\n',
      'a.b = 1\na = 2\n',
    ])
      assert.ok(readTraining(source).findings.length > 0, source.slice(0, 20));
    assert.equal(readTraining(`${LEAST}# ${'x'.repeat(2_000_000)}`).findings[0]?.code, 'not_toml');
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (source) => {
        readTraining(source);
        readTraining(LEAST + source);
      }),
    );
  });
});
