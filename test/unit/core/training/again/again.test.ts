import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { againFromHeader } from '../../../../../src/core/training/again/againFromHeader';
import { againFromJob } from '../../../../../src/core/training/again/againFromJob';
import { readTraining } from '../../../../../src/core/training/job/readTraining';
import { NEW_JOB } from '../../../support/testJobs';

/** As train_network.py of sd-scripts writes it: texts, some of which are JSON. */
const SD15 = {
  ss_sd_model_name: '/workspace/models/dreamshaper_8.safetensors',
  ss_base_model_version: 'sd_v1',
  ss_output_name: 'aria_v1',
  ss_network_module: 'networks.lora',
  ss_network_dim: '32',
  ss_network_alpha: '16.0',
  ss_network_args: '{"conv_dim": "8", "loraplus_lr_ratio": 4}',
  ss_network_dropout: 'None',
  ss_learning_rate: '0.0001',
  ss_unet_lr: '0.0001',
  ss_text_encoder_lr: '5e-05',
  ss_lr_scheduler: 'cosine',
  ss_lr_warmup_steps: '100',
  ss_optimizer: 'bitsandbytes.optim.adamw.AdamW8bit(weight_decay=0.1,betas=(0.9, 0.99))',
  ss_max_train_steps: '2500',
  ss_num_epochs: '13',
  ss_gradient_checkpointing: 'True',
  ss_gradient_accumulation_steps: '1',
  ss_mixed_precision: 'fp16',
  ss_seed: '1234',
  ss_noise_offset: '0.05',
  ss_min_snr_gamma: '5.0',
  ss_clip_skip: '2',
  ss_max_token_length: 'None',
  ss_cache_latents: 'True',
  ss_shuffle_caption: 'False',
  ss_keep_tokens: '0',
  ss_caption_dropout_rate: '0.1',
  ss_resolution: '(512, 768)',
  ss_enable_bucket: 'True',
  ss_min_bucket_reso: '256',
  ss_max_bucket_reso: '1024',
  ss_batch_size_per_device: '2',
  ss_dataset_dirs: '{"10_aria woman": {"n_repeats": 10, "img_count": 20}}',
  ss_reg_dataset_dirs: '{}',
  ss_tag_frequency: '{"10_aria woman": {"svtchar": 20, "smile": 12, " red hair": 3}}',
  ss_bucket_info: '{"buckets": {"0": {"resolution": [512, 768], "count": 200}}}',
};
const without = (...keys: (keyof typeof SD15)[]) =>
  Object.fromEntries(Object.entries(SD15).filter(([key]) => !(keys as string[]).includes(key)));

function read(metadata: Record<string, string>) {
  const made = againFromHeader(metadata, 'aria.safetensors');
  assert.ok(made);
  const { training, findings } = readTraining(made.text);
  assert.deepEqual(findings.filter(({ level }) => level === 'error'), [], made.text); // prettier-ignore
  assert.ok(training);
  return { ...made, training, options: made.notTold.map(({ option }) => option) };
}

describe('training a LoRA again from its header', () => {
  it('rebuilds a training of SD 1.5', () => {
    const { training, options, text } = read(SD15);
    assert.deepEqual(training, {
      name: 'aria_v1',
      family: 'sd15',
      base_model: 'dreamshaper_8.safetensors',
      trigger: 'svtchar',
      class: 'aria woman',
      pictures: '10_aria woman',
      repeats: 10,
      captions: 'keep',
      resolution: '512,768',
      fit: 'bucket',
      dim: 32,
      alpha: 16,
      network_args: ['conv_dim=8', 'loraplus_lr_ratio=4'],
      steps: 2500,
      batch_size: 2,
      gradient_accumulation: 1,
      optimizer: 'AdamW8bit',
      optimizer_args: ['weight_decay=0.1', 'betas=(0.9,0.99)'],
      learning_rate: 0.0001,
      unet_lr: 0.0001,
      text_encoder_lr: [0.00005],
      scheduler: 'cosine',
      warmup: 100,
      precision: 'fp16',
      seed: 1234,
      noise_offset: 0.05,
      min_snr_gamma: 5,
      caption_dropout: 0.1,
      shuffle_captions: false,
      keep_tokens: 0,
      clip_skip: 2,
      gradient_checkpointing: true,
      cache_latents: true,
    });
    assert.deepEqual(options, ['base_model', 'pictures', 'save', 'samples', 'trigger']);
    assert.match(text, /^# Rebuilt from the header of aria\.safetensors\./);
    assert.match(text, /^# - base_model: The header has only its name/m);
  });

  it('rebuilds one of SDXL with several folders, and of regularisation', () => {
    const { training } = read({
      ...without('ss_dataset_dirs', 'ss_tag_frequency', 'ss_reg_dataset_dirs'),
      ss_base_model_version: 'sdxl_base_v1-0',
      ss_resolution: '(1024, 1024)',
      ss_dataset_dirs: '{"10_aria": {"n_repeats": 10, "img_count": 20}, "2_aria far": {"n_repeats": 2}}',
      ss_reg_dataset_dirs: '{"1_woman": {"n_repeats": 1, "img_count": 200}}',
      'modelspec.trigger_phrase': 'ohwx woman',
    });
    assert.deepEqual(
      [training.family, training.trigger, training.subsets],
      [
        'sdxl',
        'ohwx woman',
        [
          { folder: '10_aria', repeats: 10, class: 'aria' },
          { folder: '2_aria far', repeats: 2, class: 'aria far' },
          { folder: '1_woman', repeats: 1, class: 'woman', regularization: true },
        ],
      ],
    );
  });

  it('rebuilds one of Flux, whose datasets have paths of another machine, and names its component files', () => {
    const { training, options } = read({
      ...without('ss_dataset_dirs', 'ss_tag_frequency'),
      ss_base_model_version: 'flux1',
      ss_network_module: 'networks.lora_flux',
      ss_timestep_sampling: 'shift',
      ss_discrete_flow_shift: '3.1582',
      ss_model_prediction_type: 'raw',
      ss_guidance_scale: '1.0',
      ss_datasets:
        '[{"subsets": [{"image_dir": "C:\\\\data\\\\aria", "num_repeats": 5, "is_reg": false}, {"image_dir": "/x/aria", "num_repeats": 9}], "resolution": [1024, 1024]}]',
    });
    assert.deepEqual(
      [training.family, training.network_module, training.pictures, training.repeats],
      ['flux', undefined, 'aria', 5],
    );
    assert.equal(training.extra?.discrete_flow_shift, 3.1582);
    for (const name of ['clip_l', 't5xxl', 'ae']) assert.ok(options.includes(`components.${name}`));
    assert.ok(options.includes('trigger'));
  });

  it('guesses no trigger where several words are as frequent, and the family only where it has to, saying so', () => {
    const { training, options } = read({
      ...without('ss_base_model_version'),
      ss_tag_frequency: '{"a": {"one": 20, "two": 20}}',
    });
    assert.deepEqual([training.trigger, training.family], [undefined, 'sd15']);
    assert.ok(options.includes('family'));
    assert.ok(read({ ...SD15, ss_base_model_version: 'wan2.1' }).options.includes('family'));
  });

  it('stands a header that lies: wrong types, hostile lengths, names that lead elsewhere', () => {
    const long = 'x'.repeat(1_000_000);
    const { training, text, options } = read({
      ...SD15,
      ss_network_dim: 'many',
      ss_network_alpha: 'NaN',
      ss_learning_rate: '[1]',
      ss_seed: '-5',
      ss_resolution: long,
      ss_output_name: '../../etc/\u0000passwd\n[extra]',
      ss_sd_model_name: long,
      ss_optimizer: '('.repeat(50_000),
      ss_network_args: `{"a": {"b": ${'['.repeat(50_000)}`,
      ss_dataset_dirs: JSON.stringify({
        '../..': 1,
        '/etc/': null,
        '': { n_repeats: 3 },
        'a\nb': { n_repeats: 'ten' },
        ...Object.fromEntries(
          Array.from({ length: 10_000 }, (_, index) => [`${index}_x`, { n_repeats: -1 }]),
        ),
      }),
      ss_tag_frequency: '{"a": {"one": "20", "two": null}, "b": [1, 2]}',
      'modelspec.trigger_phrase': long,
    });
    assert.equal(training.dim, undefined);
    assert.ok(options.includes('network_dim'));
    assert.doesNotMatch(training.name, /[/\\\n]/);
    assert.equal(training.base_model, 'base_model.safetensors');
    assert.ok((training.subsets?.length ?? 0) <= 50);
    assert.ok(
      training.subsets?.every(({ folder, repeats }) => !folder.includes('/') && repeats === undefined),
    );
    assert.ok(text.length < 20_000);
  });

  it('is not possible where the header tells nothing of a training', () => {
    assert.equal(againFromHeader({}, 'a.safetensors'), undefined);
    assert.equal(
      againFromHeader({ ss_network_dim: 'None', ss_output_name: 'a' }, 'a.safetensors'),
      undefined,
    );
  });
});

describe('training a job again', () => {
  const TEXT = [
    '# my best settings',
    'name = "aria" # the LoRA',
    'family = "sd15"',
    'base_model = "sd15"',
    'lora_dir = "~/loras"',
    '[components]',
    'vae = "../vae.safetensors"',
    '[[subsets]]',
    'folder = "pictures/a"',
    '[[subsets]]',
    "folder = './b'",
    'masks = "/absolute/masks"',
    '',
  ].join('\n');
  const job = {
    source: { file: 'aria.training.toml', folder: '/data/aria' },
    settings: { ...NEW_JOB.settings, baseModels: { sd15: '/models/sd15.safetensors' } },
  };
  const { baseModels } = job.settings;

  it('keeps every word of its file where the new one lies beside it', () => {
    assert.equal(againFromJob(job, TEXT, { folder: '/data/aria', baseModels }), TEXT);
  });

  it('makes relative paths lead where they led, from another folder', () => {
    assert.equal(
      againFromJob(job, TEXT, { folder: '/data', baseModels }),
      TEXT.replace('"../vae.safetensors"', '"vae.safetensors"')
        .replace('"pictures/a"', '"aria/pictures/a"')
        .replace("'./b'", '"aria/b"'),
    );
    const far = againFromJob(job, TEXT, { folder: '/elsewhere', baseModels: {} });
    assert.match(far, /^base_model = "\/models\/sd15\.safetensors"$/m);
    assert.match(far, /^folder = "\/data\/aria\/pictures\/a"$/m);
    assert.match(far, /^masks = "\/absolute\/masks"$/m);
    assert.match(far, /^lora_dir = "~\/loras"$/m);
  });

  it('is not possible where its file cannot be read any more', () => {
    assert.throws(() => againFromJob(job, 'name = ', { folder: '/data', baseModels }), { code: 'bad_input' });
  });
});
