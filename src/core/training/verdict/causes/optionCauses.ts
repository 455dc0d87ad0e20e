import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';
import { cut } from './causeTexts';

/** Causes in options of the trainer; the first row that fits counts. */
export const OPTION_CAUSES: readonly Cause[] = [
  // Options.
  {
    id: 'chroma_mask',
    match: /apply_t5_attn_mask must be True/,
    say: () => l10n.t('Chroma needs the option apply_t5_attn_mask. Set apply_t5_attn_mask = true.'),
  },
  {
    id: 'unknown_option',
    match: /error: unrecognized arguments: (.{1,400})/,
    say: (match) => l10n.t('The trainer does not know these options: {0}. Correct their names, or remove them; another version of sd-scripts may have other options.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'wrong_choice',
    match: /error: argument (\S{1,200}): (.{1,400})/,
    say: (match) => l10n.t('The option {0} has a wrong value: {1}. Choose one that the trainer allows.', match[1] ?? '', match[2] ?? ''), // prettier-ignore
  },
  {
    id: 'wrong_call',
    match: /\.py: error: (.{1,400})|(?:accelerate|torchrun)\b.{0,60}: error: (.{1,400})/,
    say: (match) =>
      l10n.t('The trainer was called wrongly: {0}. Correct the options.', match[1] ?? match[2] ?? ''),
  },
  {
    id: 'unknown_dataset_key',
    match: /extra keys not allowed @ (.{1,300})/,
    say: (match) => l10n.t('The dataset settings have an unknown key: {0}. Correct its name, or remove it.', cut(match[1] ?? '', 200)), // prettier-ignore
  },
  {
    id: 'wrong_dataset_value',
    match:
      /(?:MultipleInvalid|voluptuous[\w.]*)\b:? ?(.{0,300})|Invalid (?:user config|cmdline parsed arguments)/,
    say: (match) => l10n.t('A dataset setting has a wrong type or value: {0}. Correct it.', match[1] ?? ''),
  },
  {
    id: 'toml_syntax',
    match: /TomlDecodeError:? ?(.{0,300})|TOMLDecodeError:? ?(.{0,300})|toml\.decoder/,
    say: (match) =>
      l10n.t('The settings file is not valid TOML: {0}. Correct that line.', match[1] ?? match[2] ?? ''),
  },
  {
    id: 'config_missing',
    match: /^(.{1,1000}\.toml) not found\.$/,
    say: (match) => l10n.t('The settings file was not found: {0}. Correct its path.', match[1] ?? ''),
  },
  {
    id: 'mixed_precision',
    match: /Unknown mixed_precision mode: (\S{1,40}?)\./,
    say: (match) => l10n.t('mixed_precision cannot be {0}. Choose no, fp16 or bf16.', match[1] ?? ''),
  },
  {
    id: 'full_precision',
    match: /full_(fp16|bf16) requires mixed precision/i,
    say: (match) => l10n.t('full_{0} needs the same mixed_precision. Set mixed_precision = "{0}", or turn full_{0} off.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'cache_text_encoder',
    match: /cache_text_encoder_outputs|caching Text Encoder outputs|when caching text encoder/i,
    say: () => l10n.t('cache_text_encoder_outputs does not go with the other settings: train the U-Net only (network_train_unet_only), and turn off shuffle_caption, caption_dropout_rate, token_warmup_step and caption_tag_dropout_rate.'), // prettier-ignore
  },
  {
    id: 'cache_latents',
    match:
      /when caching latents.{0,200}|color_aug (?:or|and) random_crop|cache_latents.{0,100}(?:color_aug|random_crop)/i,
    say: () => l10n.t('cache_latents does not go with color_aug and random_crop. Turn them off, or turn cache_latents off.'), // prettier-ignore
  },
  {
    id: 'block_swap',
    match: /blocks_to_swap.{0,200}/i,
    say: () => l10n.t('blocks_to_swap does not go with the other settings. Do not use it with cpu_offload_checkpointing, and do not swap more blocks than the model has.'), // prettier-ignore
  },
  {
    id: 'logging_dir',
    match: /logging_dir is required/,
    say: () => l10n.t('log_with tensorboard needs a folder. Set logging_dir, or remove log_with.'),
  },
  {
    id: 'wandb_login',
    match:
      /wandb.{0,200}(?:api[_ ]?key|login|not (?:configured|logged)|UsageError|CommError|AuthenticationError)|wandb\.errors\.\w+/i,
    say: () => l10n.t('wandb (Weights & Biases) refused the login. Set WANDB_API_KEY in the environment, log in once (wandb login), or remove log_with wandb.'), // prettier-ignore
  },
  {
    id: 'sample_prompts',
    match: /stat: path should be string|local variable 'prompts'|cannot access local variable 'prompts'/,
    frames: /sample_images/,
    say: () => l10n.t('Samples are wanted, but there is no usable file of prompts. Set sample_prompts to a .txt, .toml or .json file, or turn sample_every_n_steps and sample_every_n_epochs off.'), // prettier-ignore
  },
  {
    id: 'scheduler_warmup',
    match:
      /(?:requires|does not (?:need|require)) `?num_warmup_steps|lr_warmup_steps.{0,100}|num_training_steps`?, please provide/i,
    say: () => l10n.t('The learning rate scheduler and the warm-up do not fit. Set lr_scheduler = "constant_with_warmup", or lr_warmup_steps = 0.'), // prettier-ignore
  },
  {
    id: 'number_as_text',
    match:
      /not supported between instances of '(?:float|int|str)' and '(?:float|int|str)'|must be real number, not str|could not convert string to float/,
    say: (_, { frames }) => l10n.t('A number of the settings is written as a text, often the learning rate ({0}). Write numbers without quotation marks.', cut(frames.split(' ').at(-1) ?? '', 100)), // prettier-ignore
  },
];
