import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  importFormat,
  importTraining,
  type ImportFormat,
} from '../../../../../src/core/training/job/import/importTraining';
import { withTrainData } from '../../../../../src/core/training/job/import/withTrainData';
import { readTraining } from '../../../../../src/core/training/job/readTraining';
import { trainerSettings } from '../../../../../src/core/training/job/trainerSettings';
import type { Family } from '../../../../../src/core/training/options/families';
import { tempFolder } from '../../../support/tempFolder';

const PLACES = { outputDir: '/job/output', loggingDir: '/job/log', trainDataDir: '/job/dataset' };

/** The preset in fixtures has the members that kohya_ss v24 writes for Flux, with values of our own. */

/** The training that an import gives, read back from its text, which has to be right. */
function imported(text: string, format: ImportFormat, family?: Family) {
  const result = importTraining(text, format, family);
  assert.ok(result.ok, result.ok ? '' : result.reason);
  const { training, findings, document } = readTraining(result.text);
  assert.deepEqual(findings.filter(({ level }) => level === 'error'), [], result.text); // prettier-ignore
  const { settings } = trainerSettings(training!, PLACES, undefined, document);
  return { training: training!, settings, left: result.notCarried.map(({ option }) => option) };
}

describe('importing a training', () => {
  const folder = tempFolder();

  it('takes a preset of the window of kohya_ss for Flux', () => {
    const preset = readFileSync('test/fixtures/training/kohyaGuiFlux.json', 'utf8');
    const { training, settings, left } = imported(preset, 'kohya_ss');
    assert.equal(training.family, 'flux');
    assert.equal(training.epochs, 25);
    assert.equal(training.resolution, '512,512');
    assert.equal(training.fit, 'bucket');
    assert.deepEqual(training.samples!.prompts, ['a man in a funny hat --w 768 --h 768 --s 20']);
    assert.equal(training.samples?.every_steps, 200);
    for (const [option, value] of Object.entries({
      network_module: 'networks.lora_flux',
      optimizer_type: 'AdamW8bit',
      cache_text_encoder_outputs: true,
      sdpa: true,
      ae: '/models/ae.sft',
      fp8_base: true,
      bucket_reso_steps: 32,
      unet_lr: 0.0001,
      network_train_unet_only: true,
      save_every_n_epochs: 1,
      mixed_precision: 'bf16',
    }))
      assert.equal(settings[option], value, option);
    assert.ok(left.includes('output_dir'));
    assert.ok(!left.includes('dynamo_backend'));
  });

  it('takes LyCORIS, warm-up as a percentage and further parameters', () => {
    const { training, settings, left } = imported(
      JSON.stringify({
        LoRA_type: 'LyCORIS/LoKr',
        LyCORIS_preset: 'full',
        sdxl: true,
        factor: 8,
        conv_dim: 4,
        network_dim: '16',
        learning_rate: '1e-4',
        text_encoder_lr: 0.00005,
        lr_scheduler: 'cosine',
        lr_warmup: 10,
        optimizer: 'Prodigy',
        optimizer_args: 'weight_decay=0.01 "betas=0.9,0.99"',
        additional_parameters:
          '--zero_terminal_snr --v_parameterization --network_args "use_scalar=True" --what 3',
        gpu_ids: '1',
        stop_text_encoder_training: 20,
        wandb_api_key: 'abc',
        sdxl_no_half_vae: true,
        flux1_cache_text_encoder_outputs: true,
        pretrained_model_name_or_path: '/m/x.safetensors',
        output_name: 'x',
      }),
      'kohya_ss',
    );
    assert.equal(training.family, 'sdxl');
    assert.equal(training.warmup, 0.1);
    assert.deepEqual(training.launcher, { gpu: '1' });
    assert.deepEqual(settings.network_args, [
      'algo=lokr',
      'preset=full',
      'factor=8',
      'conv_dim=4',
      'use_scalar=True',
    ]);
    assert.deepEqual(settings.optimizer_args, ['weight_decay=0.01', 'betas=0.9,0.99']);
    assert.equal(settings.zero_terminal_snr, true);
    assert.equal(settings.v_parameterization, true);
    assert.equal(settings.no_half_vae, true);
    assert.equal(settings.network_dim, 16);
    assert.equal(settings.cache_text_encoder_outputs, undefined);
    assert.equal(settings.wandb_api_key, undefined);
    for (const option of ['stop_text_encoder_training', 'wandb_api_key', 'what', 'pictures'])
      assert.ok(left.includes(option), option);
  });

  it('takes settings of sd-scripts, flat and in sections', () => {
    const flat =
      'pretrained_model_name_or_path = "/m/b.safetensors"\nresolution = "1024,1024"\ntrain_data_dir = "/d"\n' +
      'network_module = "networks.lora"\nnetwork_dim = 8\nno_half_vae = true\nmax_train_epochs = 4\n' +
      'cache_text_encoder_outputs = true\nnetwork_train_unet_only = true\noutput_name = "a"\nbogus = 1\n' +
      'lr_scheduler_num_cycles = 3\nsave_every_n_epochs = 1\nsample_prompts = "/p.txt"\nsample_every_n_epochs = 1\n';
    const sections = `[model]\n${flat.replace('network_dim', '[network]\nnetwork_dim')}`;
    for (const text of [flat, sections]) {
      const { training, settings, left } = imported(text, 'sd-scripts');
      assert.equal(training.family, 'sdxl');
      assert.equal(training.dim, 8);
      assert.equal(training.unet_only, true);
      assert.deepEqual(training.samples, { file: '/p.txt', every_epochs: 1 });
      assert.equal(settings.lr_scheduler_num_cycles, 3);
      assert.deepEqual(left, ['bogus', 'train_data_dir']);
    }
    assert.equal(imported(flat, 'sd-scripts', 'sd3').training.family, 'sd3');
  });

  it('names the option that is meant by a name that there is not', () => {
    const made = importTraining('networkdim = 8\n"--train-batch-size" = 2\nbatch_size = 4\n', 'sd-scripts');
    assert.ok(made.ok);
    const reasons = made.notCarried.map(({ option, reason }) => [option, reason.split('mean ')[1]]);
    assert.deepEqual(reasons.slice(0, 3), [
      ['networkdim', 'network_dim?'],
      ['--train-batch-size', 'train_batch_size?'],
      ['batch_size', 'train_batch_size?'],
    ]);
  });

  it('names each folder of a train_data_dir that is there, as the trainer takes it', async () => {
    for (const name of ['10_ohwx person', '5', '0_never', 'notes', '3_ohwx_face'])
      mkdirSync(join(folder.path, 'img', name), { recursive: true });
    const take = async (text: string) => {
      const made = importTraining(text, 'sd-scripts');
      assert.ok(made.ok);
      return withTrainData(made, (named) => join(folder.path, named));
    };
    const { training, text, notCarried } = await take('train_data_dir = "img"\noutput_name = "a"\n');
    assert.deepEqual(training.subsets, [
      { folder: join('img', '10_ohwx person'), repeats: 10, class: 'ohwx person' },
      { folder: join('img', '3_ohwx_face'), repeats: 3, class: 'ohwx_face' },
      { folder: join('img', '5'), repeats: 5 },
    ]);
    assert.equal(training.pictures, undefined);
    assert.equal(readTraining(text).training?.subsets?.length, 3);
    assert.ok(!notCarried.some(({ option }) => option === 'train_data_dir'));
    const none = await take('train_data_dir = "nowhere"\n');
    assert.equal(none.training.pictures, 'nowhere');
    assert.ok(none.notCarried.some(({ option }) => option === 'train_data_dir'));
  });

  it('takes the folders of a dataset file', () => {
    const { training, left } = imported(
      '[general]\ncaption_extension = ".txt"\nkeep_tokens = 1\n[[datasets]]\nresolution = 768\nbatch_size = 4\n' +
        'enable_bucket = true\n[[datasets.subsets]]\nimage_dir = "/a"\nnum_repeats = 10\nclass_tokens = "ohwx cat"\n' +
        '[[datasets.subsets]]\nimage_dir = "/reg"\nis_reg = true\ncaption_prefix = "x"\n',
      'sd-scripts',
    );
    assert.equal(training.resolution, '768');
    assert.equal(training.batch_size, 4);
    assert.equal(training.fit, 'bucket');
    assert.deepEqual(
      training.subsets?.map((subset) => ({ ...subset })),
      [
        { folder: '/a', repeats: 10, class: 'ohwx cat', caption_extension: '.txt', keep_tokens: 1 },
        { folder: '/reg', caption_extension: '.txt', keep_tokens: 1, regularization: true },
      ],
    );
    assert.ok(left.includes('datasets.0.subsets.1.caption_prefix'));
  });

  it('takes a config.yaml with its folder of LoRAs and its map of base models', () => {
    const { training, left } = imported(
      'ed_lora_dir: "%USERPROFILE%/EasyDiffusion/models/lora"\nbase_model:\n  dreamshaper_8: ./models/dreamshaper_8.safetensors\n' +
        '  sd15: ./models/v1-5.safetensors\nkohya:\n  script_path: "%USERPROFILE%/kohya_ss/train_network.py"\n' +
        '  workspace: "%USERPROFILE%/kohya_ss"\n  accelerate_bin: accelerate\ntraining:\n  network_dim: 32\n  steps: 2500\n' +
        '  unet_only: true\n  lr_unet: 1e-4\n  save_every: 500\n  caption_dropout: 0.1\n',
      'config.yaml',
    );
    assert.equal(training.lora_dir, '%USERPROFILE%/EasyDiffusion/models/lora');
    assert.equal(training.base_model, './models/dreamshaper_8.safetensors');
    assert.equal(training.steps, 2500);
    assert.equal(training.unet_lr, 0.0001);
    assert.equal(training.save?.every_steps, 500);
    assert.equal(training.caption_dropout, 0.1);
    for (const option of ['base_model.sd15', 'kohya.script_path', 'kohya.workspace', 'kohya.accelerate_bin'])
      assert.ok(left.includes(option), option);
  });

  it('tells the format by the file’s name', () => {
    assert.deepEqual(['a.JSON', 'b.toml', 'c.yml', 'd.txt'].map(importFormat), ['kohya_ss', 'sd-scripts', 'config.yaml', undefined]); // prettier-ignore
  });

  it('says why a file cannot be read, and never throws', () => {
    for (const [text, format] of [
      ['{', 'kohya_ss'],
      ['[]', 'kohya_ss'],
      ['a = ', 'sd-scripts'],
      ['a: [', 'config.yaml'],
      ['just words', 'config.yaml'],
      ['a: &a [*a]\nb: *c', 'config.yaml'],
      [' '.repeat(2_000_000), 'kohya_ss'],
    ] as const)
      assert.equal(importTraining(text, format).ok, false, text.slice(0, 20));
    const formats = fc.constantFrom<ImportFormat>('kohya_ss', 'sd-scripts', 'config.yaml');
    const keys = fc.constantFrom('datasets', 'general', 'base_model', 'kohya', 'network_args', 'epoch', 'LoRA_type', 'resolution', 'text_encoder_lr', 'additional_parameters', 'gpu_ids', '__proto__', 'constructor', 'save_state', 'sample_prompts'); // prettier-ignore
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), formats, (values, format) => {
        const result = importTraining(JSON.stringify(values), format);
        if (result.ok)
          assert.deepEqual(readTraining(result.text).findings.filter(({ level }) => level === 'error'), []); // prettier-ignore
      }),
      { numRuns: 500 },
    );
  });
});
