import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { checkSettings } from '../../../../../src/core/training/options/checkSettings';
import { FAMILIES, FAMILY_FACTS, type Family } from '../../../../../src/core/training/options/families';
import { shippedTable } from '../../../../../src/core/training/options/optionTable';
import type { Settings } from '../../../../../src/core/training/options/settings';

/** Settings (the file was made by hand) with what sd-scripts v0.10.1 (48d368fa) does with them, told by its code. */
interface Case {
  readonly id: string;
  readonly family: Family;
  readonly title: string;
  readonly verdict: 'error' | 'warning' | 'valid';
  readonly options: readonly string[];
  readonly words: readonly string[];
  readonly settings: Settings;
}
const { cases } = JSON.parse(
  readFileSync('test/fixtures/training/configs.json', 'utf8').replaceAll(
    '"family": "hunyuan"',
    '"family": "hunyuan_image"',
  ),
) as { cases: Case[] };

const check = (family: Family, settings: Settings, own = true, floats?: ReadonlySet<string>) =>
  checkSettings(family, settings, shippedTable(family), { own, ...(floats ? { floats } : {}) });
const worst = (findings: readonly { readonly level: string }[]) =>
  ['error', 'warning'].find((level) => findings.some((each) => each.level === level)) ?? 'valid';

/** Settings with which the trainer of each family starts. */
const usual = (family: Family): Settings => {
  const { settings } = cases.find((each) => each.id === '09')!;
  const components = Object.fromEntries(
    FAMILY_FACTS[family].components.map((name) => [name, `/models/${name}`]),
  );
  return {
    ...settings,
    ...components,
    resolution: '1024',
    network_module: FAMILY_FACTS[family].networkModule,
    ...(family === 'hunyuan_image' ? { network_train_unet_only: true } : {}),
  };
};

describe('checking settings', () => {
  for (const { id, family, title, verdict, options, words, settings } of cases) {
    it(`${id} ${title}: ${verdict}`, () => {
      const findings = check(family, settings);
      assert.equal(worst(findings), verdict, JSON.stringify(findings));
      if (verdict === 'valid') return;
      const hit = findings.find(
        (each) =>
          each.level === verdict &&
          options.includes(each.option ?? '') &&
          words.some((word) => `${each.message} ${each.fix}`.includes(word)),
      );
      assert.ok(hit, JSON.stringify(findings));
    });
  }

  for (const family of FAMILIES) {
    it(`has nothing against usual settings of ${family}`, () => {
      assert.deepEqual(
        check(family, usual(family)).filter(({ level }) => level !== 'info'),
        [],
      );
    });
  }

  it('warns only, where the table is not that of the user’s own trainer', () => {
    const settings = { ...usual('sd15'), networkdim: 32, network_args: ['conv_dimm=4'] };
    const levels = (own: boolean) => check('sd15', settings, own).map(({ level, code }) => [code, level]);
    assert.deepEqual(levels(false), [
      ['unknown_option', 'warning'],
      ['unknown_argument', 'warning'],
    ]);
    assert.deepEqual(levels(true), [
      ['unknown_option', 'error'],
      ['unknown_argument', 'error'],
    ]);
  });

  it('lets a split that is written as 0.0 pass', () => {
    const settings = { ...usual('sd15'), validation_split: 0 };
    assert.deepEqual(check('sd15', settings, true, new Set(['validation_split'])), []);
  });

  /** What is set (undefined: left out), and the finding about it. */
  const MORE: [string, Family, Record<string, unknown>, string, string][] = [
    ['no output folder', 'sd15', { output_dir: undefined }, 'error', 'output_dir'],
    ['no pictures', 'sd15', { train_data_dir: undefined }, 'error', 'train_data_dir'],
    ['no network', 'sd15', { network_module: undefined }, 'error', 'network_module'],
    ['no base', 'sd15', { pretrained_model_name_or_path: undefined }, 'error', 'pretrained_model_name_or_path'],
    ['no resolution', 'sd15', { resolution: undefined }, 'error', 'resolution'],
    ['no caption extension', 'sd15', { caption_extension: undefined }, 'warning', 'caption_extension'],
    ['no learning rate', 'sd15', { learning_rate: undefined }, 'warning', 'learning_rate'],
    ['no alpha', 'sd15', { network_alpha: undefined }, 'warning', 'network_alpha'],
    ['steps and epochs', 'sd15', { max_train_steps: 100 }, 'warning', 'max_train_steps'],
    ['a resolution as a list', 'sd15', { resolution: [512, 512] }, 'error', 'resolution'],
    ['a resolution with an x', 'sd15', { resolution: '512x512' }, 'error', 'resolution'],
    ['an odd resolution without buckets', 'sd15', { resolution: '500' }, 'error', 'resolution'],
    ['a resolution below the buckets', 'sd15', { resolution: '128', enable_bucket: true }, 'error', 'min_bucket_reso'],
    ['a resolution above the buckets', 'sdxl', { resolution: '1536', enable_bucket: true }, 'error', 'max_bucket_reso'],
    ['bucket steps of 16 for SDXL', 'sdxl', { enable_bucket: true, bucket_reso_steps: 16 }, 'error', 'bucket_reso_steps'],
    ['bucket steps of 8 for Anima', 'anima', { enable_bucket: true, bucket_reso_steps: 8 }, 'error', 'bucket_reso_steps'],
    ['a learning rate as text', 'sd15', { learning_rate: '1e-4' }, 'error', 'learning_rate'],
    ['a switch as text', 'sd15', { gradient_checkpointing: 'false' }, 'error', 'gradient_checkpointing'],
    ['half a rank', 'sd15', { network_dim: 16.5 }, 'error', 'network_dim'],
    ['no such precision', 'sd15', { mixed_precision: 'fp32' }, 'error', 'mixed_precision'],
    ['no such optimizer', 'sd15', { optimizer_type: 'AdamW8bits' }, 'error', 'optimizer_type'],
    ['no such schedule', 'sd15', { lr_scheduler: 'cosine_restarts' }, 'error', 'lr_scheduler'],
    ['a list within one text', 'sd15', { optimizer_args: ['weight_decay=0.1 eps=1e-8'] }, 'error', 'optimizer_args'],
    ['true of another language', 'sd15', { optimizer_args: ['decouple=true'] }, 'error', 'optimizer_args'],
    ['warm-up with Adafactor', 'sd15', { optimizer_type: 'Adafactor', lr_warmup_steps: 10, lr_scheduler: 'cosine' }, 'error', 'lr_warmup_steps'],
    ['warm-up as 1.5', 'sd15', { lr_warmup_steps: 1.5, lr_scheduler: 'cosine' }, 'error', 'lr_warmup_steps'],
    ['Prodigy with a usual rate', 'sd15', { optimizer_type: 'Prodigy' }, 'warning', 'learning_rate'],
    ['Prodigy with two rates', 'sd15', { optimizer_type: 'prodigy', unet_lr: 1, text_encoder_lr: [0.5] }, 'warning', 'unet_lr'],
    ['a schedule that has none', 'sd15', { optimizer_type: 'AdamWScheduleFree', lr_scheduler: 'cosine' }, 'warning', 'lr_scheduler'],
    ['full fp16 with bf16', 'sd15', { full_fp16: true }, 'error', 'full_fp16'],
    ['fp8 without precision', 'sd15', { fp8_base: true, mixed_precision: 'no' }, 'error', 'fp8_base'],
    ['fp8 of Anima', 'anima', { fp8_base: true }, 'warning', 'fp8_base'],
    ['fp8 of HunyuanImage', 'hunyuan_image', { fp8_base: true }, 'warning', 'fp8_base'],
    ['two ways of offloading', 'flux', { blocks_to_swap: 8, cpu_offload_checkpointing: true, gradient_checkpointing: true }, 'error', 'cpu_offload_checkpointing'],
    ['random crops that are kept', 'sd15', { cache_latents_to_disk: true, random_crop: true }, 'error', 'random_crop'],
    ['shuffled captions that are kept', 'sdxl', { cache_text_encoder_outputs: true, network_train_unet_only: true, shuffle_caption: true }, 'error', 'shuffle_caption'],
    ['kept on disk is kept, too', 'flux', { cache_text_encoder_outputs_to_disk: true, caption_dropout_rate: 0.1 }, 'error', 'caption_dropout_rate'],
    ['v-prediction loss of a usual base', 'sd15', { scale_v_pred_loss_like_noise_pred: true }, 'error', 'scale_v_pred_loss_like_noise_pred'],
    ['zero SNR of a usual base', 'sd15', { zero_terminal_snr: true }, 'warning', 'zero_terminal_snr'],
    ['noise scale without offset', 'sd15', { adaptive_noise_scale: 0.1 }, 'error', 'adaptive_noise_scale'],
    ['v2 with SDXL', 'sdxl', { v2: true }, 'error', 'v2'],
    ['clip skip with SDXL', 'sdxl', { clip_skip: 2 }, 'warning', 'clip_skip'],
    ['fp16 with the VAE of SDXL', 'sdxl', { mixed_precision: 'fp16' }, 'warning', 'no_half_vae'],
    ['the module of the SD3 guide', 'sd3', { network_module: 'networks.lora' }, 'error', 'network_module'],
    ['no encoder for Lumina', 'lumina', { gemma2: undefined }, 'error', 'gemma2'],
    ['text encoders of HunyuanImage', 'hunyuan_image', { network_train_unet_only: undefined }, 'error', 'network_train_unet_only'],
    ['Huber with Flux', 'flux', { loss_type: 'huber' }, 'error', 'huber_schedule'],
    ['min SNR with Flux', 'flux', { min_snr_gamma: 5 }, 'warning', 'min_snr_gamma'],
    ['prompts of no known kind', 'sd15', { sample_prompts: '/p.yaml', sample_every_n_epochs: 1 }, 'error', 'sample_prompts'],
    ['prompts without a time', 'sd15', { sample_prompts: '/p.txt' }, 'warning', 'sample_prompts'],
    ['TensorBoard without a folder', 'sd15', { log_with: 'tensorboard', logging_dir: undefined }, 'error', 'log_with'],
    ['a log of errors only', 'sd15', { console_log_level: 'ERROR' }, 'warning', 'console_log_level'],
    ['kept steps without saving', 'sd15', { save_last_n_steps: 100 }, 'warning', 'save_last_n_steps'],
    ['steps taken for checkpoints', 'sd15', { save_last_n_steps: 3, save_every_n_steps: 500 }, 'warning', 'save_last_n_steps'],
    ['validation without a seed', 'sd15', { validation_split: 0.1 }, 'warning', 'validation_split'],
    ['masks in folders', 'sd15', { masked_loss: true }, 'warning', 'masked_loss'],
    ['size of no LoRA', 'sd15', { dim_from_weights: true }, 'error', 'dim_from_weights'],
    ['a token of an account', 'sd15', { wandb_api_key: 'abc' }, 'warning', 'wandb_api_key'],
    ['an argument without a value', 'sd15', { network_args: ['conv_dim'] }, 'error', 'network_args'],
    ['T5 almost trained', 'flux', { network_args: ['train_t5xxl=true'] }, 'warning', 'network_args'],
    ['both halves left out', 'sd15', { network_train_unet_only: true, network_train_text_encoder_only: true }, 'error', 'network_train_text_encoder_only'],
    ['a rate that is not used', 'sd15', { network_train_unet_only: true, text_encoder_lr: [1e-5] }, 'warning', 'text_encoder_lr'],
    ['a negative rate', 'sd15', { learning_rate: -1 }, 'error', 'learning_rate'],
    ['folders beside a dataset file', 'sd15', { dataset_config: '/d.toml' }, 'warning', 'dataset_config'],
    ['a seed that is too large', 'sd15', { seed: 2 ** 40 }, 'error', 'seed'],
  ]; // prettier-ignore

  for (const [what, family, changes, level, option] of MORE) {
    it(`finds ${what}: ${level}`, () => {
      const settings = Object.fromEntries(
        Object.entries({ ...usual(family), ...changes }).filter(([, value]) => value !== undefined),
      ) as Settings;
      const findings = check(family, settings);
      assert.equal(worst(findings), level, JSON.stringify(findings));
      assert.ok(
        findings.some((each) => each.level === level && each.option === option),
        JSON.stringify(findings),
      );
    });
  }

  for (const [what, family, changes] of [
    ['one number for the text encoders', 'sdxl', { text_encoder_lr: 1e-5 }],
    ['a part of the steps as warm-up', 'sd15', { lr_warmup_steps: 0.1, lr_scheduler: 'cosine' }],
    ['an optimizer of another package', 'sd15', { optimizer_type: 'prodigyplus.ProdigyPlusScheduleFree', learning_rate: 1 }],
    ['what other programs write for no compiler', 'sd15', { dynamo_backend: 'no', max_token_length: 75 }],
    ['values as Python writes them', 'sd15', { optimizer_args: ['betas=0.9,0.99', 'decouple=True', 'x="a"', 'y=(1, 2)', 'eps=1e-8'] }],
    ['the captions of a dataset file', 'sd15', { dataset_config: '/d.toml', train_data_dir: undefined, resolution: undefined, caption_extension: undefined }],
    ['Chroma without CLIP-L', 'flux', { clip_l: undefined, model_type: 'chroma', apply_t5_attn_mask: true }],
  ] as [string, Family, Record<string, unknown>][]) {
    it(`lets ${what} pass`, () => {
      const settings = Object.fromEntries(
        Object.entries({ ...usual(family), ...changes }).filter(([, value]) => value !== undefined),
      ) as Settings;
      assert.deepEqual(check(family, settings), []);
    });
  } // prettier-ignore

  it('does not mind names and values that mean something to JavaScript', () => {
    const settings = JSON.parse('{"__proto__": 1, "constructor": "x", "toString": true}') as Settings;
    assert.equal(check('sd15', settings).filter(({ code }) => code === 'unknown_option').length, 3);
  });
});
