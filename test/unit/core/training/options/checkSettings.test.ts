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
    ['a resolution that is empty', 'sd15', { resolution: '' }, 'error', 'resolution'],
    ['a split that leaves no picture', 'sd15', { validation_split: 1, validation_seed: 1 }, 'error', 'validation_split'],
    ['the input of CLIP for its output', 'sd15', { clip_skip: 0 }, 'error', 'clip_skip'],
    ['captions without a dot', 'sd15', { caption_extension: 'txt' }, 'warning', 'caption_extension'],
    ['captions with a star', 'sd15', { caption_extension: '*.txt' }, 'warning', 'caption_extension'],
    ['a beginning behind the end', 'sd15', { max_train_epochs: undefined, max_train_steps: 100, initial_step: 100 }, 'error', 'initial_step'],
    ['steps of a schedule that are not told', 'sd15', { lr_scheduler: 'piecewise_constant' }, 'error', 'lr_scheduler'],
    ['no rate at all', 'sd15', { learning_rate: 0 }, 'error', 'learning_rate'],
    ['a rate that ends in NaN', 'sd15', { learning_rate: 1 }, 'warning', 'learning_rate'],
    ['such a rate of a part', 'sd15', { optimizer_type: 'Lion8bit', unet_lr: 0.1 }, 'warning', 'unet_lr'],
    ['a file for a module', 'sd15', { network_module: 'networks/lora.py' }, 'error', 'network_module'],
    ['a module without its package', 'sd15', { network_module: 'lora' }, 'error', 'network_module'],
    ['a module of a wrong package', 'sd15', { network_module: 'network.lora' }, 'error', 'network_module'],
    ['a module in capital letters', 'sd15', { network_module: 'networks.LoRA' }, 'error', 'network_module'],
    ['a module of another release', 'sd15', { network_module: 'networks.lora_new' }, 'warning', 'network_module'],
    ['too many swapped blocks of Flux', 'flux', { blocks_to_swap: 36 }, 'error', 'blocks_to_swap'],
    ['too many swapped blocks of SD3', 'sd3', { blocks_to_swap: 37 }, 'error', 'blocks_to_swap'],
    ['too many swapped blocks of Lumina', 'lumina', { blocks_to_swap: 25 }, 'error', 'blocks_to_swap'],
    ['too many swapped blocks of HunyuanImage', 'hunyuan_image', { blocks_to_swap: 38 }, 'error', 'blocks_to_swap'],
    ['too many swapped blocks of Anima', 'anima', { blocks_to_swap: 27 }, 'error', 'blocks_to_swap'],
    ['offloading that a U-Net does not know', 'sdxl', { gradient_checkpointing: true, cpu_offload_checkpointing: true }, 'error', 'cpu_offload_checkpointing'],
    ['attention that cannot be trained', 'anima', { attn_mode: 'sageattn' }, 'error', 'attn_mode'],
    ['half a rank of convolutions', 'sd15', { network_args: ['conv_dim=4.5'] }, 'error', 'network_args'],
    ['no number for an alpha', 'sd15', { network_args: ['conv_dim=4', 'conv_alpha=one'] }, 'error', 'network_args'],
    ['a dropout of everything', 'sd15', { network_args: ['rank_dropout=1'] }, 'error', 'network_args'],
    ['too few ranks of blocks', 'sd15', { network_args: ['block_dims=4,4,4'] }, 'error', 'network_args'],
    ['the ranks of another model', 'sdxl', { network_args: [`block_alphas=${Array.from({ length: 25 }, () => 1).join()}`] }, 'error', 'network_args'],
    ['the weights of another model', 'sdxl', { network_args: ['down_lr_weight=1,1,1,1,1,1,1,1,1,1,1,1'] }, 'warning', 'network_args'],
    ['a shape that there is not', 'sd15', { network_args: ['up_lr_weight=square'] }, 'error', 'network_args'],
    ['a single weight of many', 'sd15', { network_args: ['up_lr_weight=0.5'] }, 'error', 'network_args'],
    ['a rank of attention in words', 'flux', { network_args: ['img_attn_dim=four'] }, 'error', 'network_args'],
    ['too few ranks of inputs', 'flux', { network_args: ['in_dims=[4,4]'] }, 'error', 'network_args'],
    ['a block that Flux does not have', 'flux', { network_args: ['train_double_block_indices=0-5,19'] }, 'error', 'network_args'],
    ['a range that goes backwards', 'sd3', { network_args: ['train_block_indices=9-3'] }, 'error', 'network_args'],
    ['convolutions that DyLoRA refuses', 'sd15', { network_module: 'networks.dylora', network_args: ['conv_dim=4'] }, 'error', 'network_args'],
    ['a unit that does not divide the rank', 'sd15', { network_module: 'networks.dylora', network_args: ['unit=5'] }, 'error', 'network_args'],
    ['nothing to take captions apart by', 'sd15', { caption_separator: '', shuffle_caption: true }, 'error', 'caption_separator'],
    ['variants of captions that are kept', 'sdxl', { cache_text_encoder_outputs: true, network_train_unet_only: true, enable_wildcard: true }, 'warning', 'enable_wildcard'],
    ['a pattern without quotes', 'anima', { network_args: ['exclude_patterns=.*mlp.*'] }, 'error', 'network_args'],
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
    ['a suffix of captions', 'sd15', { caption_extension: '-tags.txt' }],
    ['a rate of 1 where it is only scaled', 'sd15', { optimizer_type: 'Prodigy', learning_rate: 1 }],
    ['text encoders that are not trained by a rate of 0', 'sd15', { text_encoder_lr: [0] }],
    ['a high rate of what is not trained', 'sd15', { learning_rate: 1, unet_lr: 1e-4, network_train_unet_only: true }],
    ['an own module', 'sd15', { network_module: 'my_networks.lora' }],
    ['all blocks that can be swapped', 'flux', { blocks_to_swap: 35 }],
    ['settings of blocks', 'sd15', { network_args: [`block_dims=${Array.from({ length: 25 }, () => 4).join()}`, 'mid_lr_weight=2', 'up_lr_weight=cosine+0.1', 'down_lr_weight=0,,0.5,0.5,1,1,1,1,1,1,1,1'] }],
    ['ranks and blocks of Flux', 'flux', { network_args: ['in_dims=[4,0,0,0,4]', 'img_attn_dim=8', 'train_double_block_indices=0-5, 18', 'train_single_block_indices=none'] }],
    ['ranks of DyLoRA', 'sd15', { network_module: 'networks.dylora', network_args: ['conv_dim=16', 'unit=4'] }],
    ['patterns of names', 'anima', { network_args: [String.raw`exclude_patterns=['.*(mlp|mod)\d.*', r"x"]`] }],
    ['steps of a schedule', 'sd15', { lr_scheduler: 'piecewise_constant', lr_scheduler_args: ["step_rules='1:10,0.1'"] }],
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
