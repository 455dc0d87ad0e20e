import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { checkTraining } from '../../../../../src/core/training/job/checkTraining';
import { tempFolder } from '../../../support/tempFolder';

const GOOD = [
  'name = "hero"',
  'family = "sd15"',
  'base_model = "base.safetensors"',
  'pictures = "pictures"',
  'trigger = "ohwx"',
  'resolution = 512',
  'steps = 1000',
];

describe('the check of a training file', () => {
  const folder = tempFolder();

  async function check(lines: readonly string[]): Promise<string[]> {
    folder.write('base.safetensors', 'model');
    mkdirSync(join(folder.path, 'pictures'), { recursive: true });
    const toPath = (text: string) => (text.includes('$') ? undefined : join(folder.path, text));
    const findings = await checkTraining(lines.join('\n'), 'hero.training.toml', toPath);
    return findings
      .filter(({ level }) => level !== 'info')
      .map(
        ({ level, code, option, range }) =>
          `${range ? range.start.line + 1 : '-'} ${level} ${code} ${option}`,
      );
  }
  const withLine = (line: string) => [
    ...GOOD.filter((each) => !each.startsWith(line.split(' ')[0] ?? '')),
    line,
  ];

  it('says nothing of a good one', async () => {
    assert.deepEqual(await check(GOOD), []);
  });

  it('names paths that are not there, of another kind, or with a variable that is not set, with their places', async () => {
    assert.deepEqual(await check(withLine('base_model = "none.safetensors"')), [
      '7 error path_missing base_model',
    ]);
    assert.deepEqual(await check(withLine('pictures = "base.safetensors"')), ['7 error no_folder pictures']);
    assert.deepEqual(await check(withLine('network_weights = "pictures"')), [
      '8 error no_file network_weights',
    ]);
    assert.deepEqual(await check(withLine('base_model = "${NONE}/a"')), [
      '7 error variable_missing base_model',
    ]);
    const subsets = [
      ...GOOD.filter((line) => !line.startsWith('pictures')),
      '[[subsets]]',
      'folder = "none"',
    ];
    assert.deepEqual(await check(subsets), ['8 error path_missing subsets.0.folder']);
  });

  it('names paths in [extra] that are not there, but not names of models on the hub', async () => {
    folder.write('there.safetensors', 'a LoRA');
    const extra = [
      'vae = "none.safetensors"',
      'resume = "state"',
      'base_weights = ["there.safetensors", "gone.safetensors"]',
      'pretrained_model_name_or_path = "runwayml/stable-diffusion-v1-5"',
    ];
    assert.deepEqual((await check([...GOOD, '[extra]', ...extra])).sort(), [
      '10 error path_missing resume',
      '11 error path_missing base_weights',
      '9 error path_missing vae',
    ]);
  });

  it('names options of the trainer that are unknown or do not go together, with their places', async () => {
    const found = await check([...GOOD, '[extra]', 'min_snr_gama = 5', 'output_dir = "elsewhere"']);
    assert.deepEqual(found.sort(), [
      '10 warning option_of_job output_dir',
      '9 warning unknown_option min_snr_gama',
    ]);
  });

  it('names every problem at once', async () => {
    const found = await check(['name = "hero"', 'family = "sd16"', 'pictres = "pictures"']);
    assert.ok(found.includes('2 error wrong_value family'), found.join('\n'));
    assert.ok(found.includes('3 error unknown_field pictres'), found.join('\n'));
    assert.ok(
      found.some((each) => each.includes('field_missing base_model')),
      found.join('\n'),
    );
  });

  it('knows the options of the user’s own trainer, but for a training in a container', async () => {
    const own = new Map([['brand_new', { type: 'bool' }]] as const);
    const levels = async (...lines: string[]) => {
      const source = [...GOOD, '[extra]', 'brand_new = true', 'min_snr_gama = 5', ...lines].join('\n');
      const findings = await checkTraining(source, 'a', (text) => text, () => Promise.resolve(own)); // prettier-ignore
      const unknown = findings.filter(({ code }) => code === 'unknown_option');
      return unknown.flatMap(({ option, level }) =>
        option === 'brand_new' || option === 'min_snr_gama' ? `${level} ${option}` : [],
      );
    };
    assert.deepEqual(await levels(), ['error min_snr_gama']);
    assert.deepEqual(await levels('[launcher]', 'type = "docker"'), [
      'warning brand_new',
      'warning min_snr_gama',
    ]);
  });
});
