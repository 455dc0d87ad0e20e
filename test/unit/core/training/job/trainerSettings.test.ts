import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { presetFor } from '../../../../../src/core/training/job/presets';
import { readTraining } from '../../../../../src/core/training/job/readTraining';
import { settingsToml, trainerSettings } from '../../../../../src/core/training/job/trainerSettings';
import type { TrainingFile } from '../../../../../src/core/training/job/trainingFile';
import { trainingText } from '../../../../../src/core/training/job/writeTraining';
import { checkSettings } from '../../../../../src/core/training/options/checkSettings';
import { FAMILIES, FAMILY_FACTS, type Family } from '../../../../../src/core/training/options/families';
import { shippedTable } from '../../../../../src/core/training/options/optionTable';
import { isOfType } from '../../../../../src/core/training/options/optionValues';

const PLACES = { outputDir: '/job/output', loggingDir: '/job/log', trainDataDir: '/job/dataset' };
const least = (family: Family): TrainingFile => ({
  name: 'sofia',
  family,
  base_model: '/models/base.safetensors',
  pictures: 'pictures',
  components: Object.fromEntries(FAMILY_FACTS[family].components.map((name) => [name, `/models/${name}`])),
});
const optional = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: undefined });
const rate = fc.double({ min: 1e-7, max: 1, noNaN: true });

/** Trainings of which each field is right by itself, and none is at odds with another. */
const trainings = fc.constantFrom(...FAMILIES).chain((family) =>
  fc
    .record({
      name: fc.string({ minLength: 1, maxLength: 20 }),
      trigger: optional(fc.string({ minLength: 1, maxLength: 10 })),
      resolution: optional(
        fc.oneof(
          fc.integer({ min: 1, max: 32 }).map((side) => side * 64),
          fc.tuple(fc.integer({ min: 1, max: 32 }), fc.integer({ min: 1, max: 32 })).map(([w, h]) => `${w * 64}, ${h * 64}`), // prettier-ignore
          fc.tuple(fc.integer({ min: 1, max: 32 }), fc.integer({ min: 1, max: 32 })).map(([w, h]) => [w * 64, h * 64]), // prettier-ignore
        ),
      ),
      fit: optional(fc.constantFrom('square', 'bucket', 'crop')),
      dim: optional(fc.integer({ min: 1, max: 1024 })),
      alpha: optional(fc.double({ min: 0, max: 1024, noNaN: true })),
      network_dropout: optional(fc.double({ min: 0, max: 1, noNaN: true })),
      network_weights: optional(fc.constant('/models/a.safetensors')),
      network_args: optional(
        fc.constantFrom([], ['rank_dropout=0.1'], ['loraplus_lr_ratio=4', 'module_dropout=0']),
      ),
      unet_only: optional(fc.boolean()),
      steps: optional(fc.integer({ min: 101, max: 10_000 })),
      epochs: optional(fc.integer({ min: 1, max: 100 })),
      batch_size: optional(fc.integer({ min: 1, max: 64 })),
      gradient_accumulation: optional(fc.integer({ min: 1, max: 64 })),
      optimizer: optional(fc.constantFrom('AdamW', 'adamw8bit', 'Lion', 'Prodigy', 'AdamWScheduleFree')),
      optimizer_args: optional(fc.constant(['weight_decay=0.01', 'betas=0.9,0.99'])),
      learning_rate: optional(rate),
      unet_lr: optional(rate),
      text_encoder_lr: optional(fc.oneof(rate, fc.array(rate, { minLength: 1, maxLength: 2 }))),
      scheduler: optional(fc.constantFrom('cosine', 'linear', 'constant_with_warmup', 'polynomial')),
      warmup: optional(
        fc.oneof(fc.integer({ min: 0, max: 100 }), fc.double({ min: 0, max: 0.99, noNaN: true })),
      ),
      precision: optional(fc.constantFrom('no', 'fp16', 'bf16')),
      save_precision: optional(fc.constantFrom('float', 'fp16', 'bf16')),
      seed: optional(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
      noise_offset: optional(fc.double({ min: 0, max: 1, noNaN: true })),
      min_snr_gamma: optional(fc.integer({ min: 0, max: 20 })),
      caption_dropout: optional(fc.double({ min: 0, max: 1, noNaN: true })),
      shuffle_captions: optional(fc.boolean()),
      keep_tokens: optional(fc.integer({ min: 0, max: 5 })),
      flip: optional(fc.boolean()),
      clip_skip: optional(fc.integer({ min: 1, max: 4 })),
      gradient_checkpointing: optional(fc.boolean()),
      cache_latents: optional(fc.boolean()),
      save: optional(
        fc.record(
          {
            every_steps: fc.integer({ min: 1, max: 1000 }),
            every_epochs: fc.integer({ min: 1, max: 10 }),
            keep_last: fc.integer({ min: 1, max: 5 }),
            state: fc.boolean(),
          },
          { requiredKeys: [] },
        ),
      ),
      samples: optional(
        fc.record(
          {
            file: fc.constantFrom('/p.txt', '/p.toml', '/p.json'),
            every_steps: fc.integer({ min: 1, max: 1000 }),
            every_epochs: fc.integer({ min: 1, max: 10 }),
            at_first: fc.boolean(),
            sampler: fc.constantFrom('ddim', 'euler_a'),
          },
          { requiredKeys: ['file'] },
        ),
      ),
      subsets: optional(
        fc.array(fc.record({ folder: fc.constant('a'), alpha_mask: fc.boolean() }), { maxLength: 2 }),
      ),
    })
    .map((fields): TrainingFile => {
      const set = Object.entries(fields).filter(([, value]) => value !== undefined);
      return { ...least(family), ...(Object.fromEntries(set) as Partial<TrainingFile>) };
    }),
);

describe('the settings of a trainer', () => {
  it('are options of the family’s trainer with values of their type, and nothing is wrong with them', () => {
    const seen = new Set<Family>();
    fc.assert(
      fc.property(trainings, (training) => {
        seen.add(training.family);
        const table = shippedTable(training.family);
        const { settings, script } = trainerSettings(training, PLACES);
        assert.equal(script, FAMILY_FACTS[training.family].script);
        for (const [option, value] of Object.entries(settings)) {
          const facts = table.get(option);
          assert.ok(facts, `${training.family}: ${option}`);
          assert.equal(Array.isArray(value), facts.many === true, option);
          for (const each of [value].flat())
            assert.ok(isOfType(facts.type, each), `${option}: ${String(each)}`);
        }
        const errors = checkSettings(training.family, settings, table, { own: true }).filter(
          ({ level }) => level === 'error',
        );
        assert.deepEqual(errors, []);
        assert.deepEqual({ ...parse(settingsToml(settings, table)) }, settings);
      }),
      { numRuns: 500 },
    );
    assert.equal(seen.size, FAMILIES.length);
  });

  it('come back from the text of the training file', () => {
    fc.assert(
      fc.property(trainings, (training) => {
        const { pictures, subsets, ...others } = training;
        const one =
          subsets && subsets.length > 0 ? { ...others, subsets } : { ...others, pictures: pictures ?? 'p' };
        const read = readTraining(trainingText(one));
        assert.deepEqual(
          read.findings.filter(({ level }) => level === 'error'),
          [],
        );
        assert.deepEqual(
          trainerSettings(read.training!, PLACES, undefined, read.document).settings,
          trainerSettings(one, PLACES).settings,
        );
      }),
      { numRuns: 100 },
    );
  });

  for (const family of FAMILIES)
    it(`of the preset of ${family} let its trainer start, and say nothing that is ignored`, () => {
      const { settings } = trainerSettings({ ...presetFor(family), ...least(family) }, PLACES);
      const findings = checkSettings(family, settings, shippedTable(family), { own: true });
      assert.deepEqual(findings.filter(({ level }) => level !== 'info'), []); // prettier-ignore
    });

  it('of SD 1.5 begin with the constants that character LoRAs always had', () => {
    const { settings } = trainerSettings({ ...presetFor('sd15'), ...least('sd15') }, PLACES);
    assert.equal(presetFor('sd15').trigger, 'svtchar');
    for (const [option, value] of Object.entries({
      resolution: '512',
      max_train_steps: 2500,
      network_dim: 32,
      network_train_unet_only: true,
      unet_lr: 1e-4,
      noise_offset: 0.05,
      caption_dropout_rate: 0.1,
      save_every_n_steps: 500,
      min_snr_gamma: 5,
      train_batch_size: 1,
      mixed_precision: 'bf16',
      network_module: 'networks.lora',
      caption_extension: '.txt',
    }))
      assert.equal(settings[option], value, option);
    const both = trainerSettings({ ...presetFor('sd15'), ...least('sd15'), unet_only: false }, PLACES);
    assert.deepEqual(both.settings.text_encoder_lr, [5e-5]);
  });

  it('make absolute paths of those in [extra], but not of names of models on Hugging Face', () => {
    const training = {
      ...least('flux'),
      extra: {
        tokenizer_cache_dir: 'tokenizers',
        base_weights: ['one.safetensors', '~/two.safetensors'],
        vae: 'stabilityai/sd-vae-ft-mse',
        t5xxl: 'models/t5xxl.safetensors',
        training_comment: 'a/b',
      },
    };
    const { settings } = trainerSettings(training, PLACES, (text) => `/at/${text}`);
    assert.deepEqual(
      [
        settings.tokenizer_cache_dir,
        settings.base_weights,
        settings.vae,
        settings.t5xxl,
        settings.training_comment,
      ],
      [
        '/at/tokenizers',
        ['/at/one.safetensors', '/at/~/two.safetensors'],
        'stabilityai/sd-vae-ft-mse',
        '/at/models/t5xxl.safetensors',
        'a/b',
      ],
    );
  });

  it('take [extra] before the fields, but not what the job decides', () => {
    const { settings, findings } = trainerSettings(
      {
        ...least('sd15'),
        dim: 16,
        steps: 100,
        extra: { network_dim: 8, output_dir: '/x', console_log_level: 'ERROR', max_train_epochs: 3 },
      },
      PLACES,
    );
    assert.equal(settings.network_dim, 8);
    assert.equal(settings.output_dir, '/job/output');
    assert.equal(settings.console_log_level, undefined);
    assert.equal(settings.max_train_epochs, 3);
    assert.equal(settings.max_train_steps, undefined);
    assert.deepEqual(findings.map(({ option, level }) => [option, level]), [['output_dir', 'warning'], ['console_log_level', 'warning']]); // prettier-ignore
  });

  it('write numbers with a point where the trainer refuses whole ones', () => {
    const table = shippedTable('sd15');
    const text = settingsToml({ validation_split: 0, network_alpha: 8, network_dim: 8, text_encoder_lr: [1], lr_warmup_steps: 100 }, table); // prettier-ignore
    assert.deepEqual(text.split('\n'), [
      'validation_split = 0.0',
      'network_alpha = 8.0',
      'network_dim = 8',
      'text_encoder_lr = [ 1.0 ]',
      'lr_warmup_steps = 100',
      '',
    ]);
  });

  it('have paths as the job finds them, and count kept steps', () => {
    const { settings } = trainerSettings(
      { ...least('flux'), network_weights: '~/a', save: { every_steps: 500, keep_last: 3 } },
      { ...PLACES, datasetConfig: '/job/dataset.toml', samplePrompts: '/job/prompts.txt' },
      (text) => text.replace('~', '/home/me'),
    );
    assert.equal(settings.network_weights, '/home/me/a');
    assert.equal(settings.save_last_n_steps, 1500);
    assert.equal(settings.dataset_config, '/job/dataset.toml');
    assert.equal(settings.train_data_dir, undefined);
    assert.equal(settings.sample_prompts, '/job/prompts.txt');
    assert.equal(settings.ae, '/models/ae');
  });
});
