import * as l10n from '@vscode/l10n';
import type { Family } from '../families';
import { FLOW_FAMILIES, isPositive, keepsTextOutputs, type Rule, type RuleContext } from './rule';

const samples = ({ view }: RuleContext) =>
  (view.number('sample_every_n_steps') ?? 0) > 0 ||
  (view.number('sample_every_n_epochs') ?? 0) > 0 ||
  view.on('sample_at_first');

const SAMPLES: readonly Rule[] = [
  {
    code: 'sample_prompts_missing',
    level: 'error',
    option: 'sample_prompts',
    broken: (context) => samples(context) && context.view.text('sample_prompts') === undefined,
    message: () =>
      l10n.t('Samples are asked for, but sample_prompts is not set: the trainer fails at the first of them.'),
    fix: () => l10n.t('Give prompts for the samples, or leave the samples out.'),
  },
  {
    code: 'sample_prompts_kind',
    level: 'error',
    option: 'sample_prompts',
    broken: (context) => {
      const file = context.view.text('sample_prompts');
      return (
        file !== undefined &&
        (samples(context) || keepsTextOutputs(context)) &&
        !/\.(txt|toml|json)$/.test(file)
      );
    },
    message: ({ view }) =>
      l10n.t(
        'sample_prompts “{0}” ends neither in .txt nor .toml nor .json: the trainer fails.',
        view.text('sample_prompts') ?? '',
      ),
    fix: () => l10n.t('Put the prompts into a .txt file, one a line.'),
  },
  {
    code: 'samples_never',
    level: 'warning',
    option: 'sample_prompts',
    broken: (context) => context.view.text('sample_prompts') !== undefined && !samples(context),
    message: () => l10n.t('sample_prompts is set, but nothing says when: there will be no samples.'),
    fix: () => l10n.t('Set sample_every_n_epochs or sample_every_n_steps.'),
  },
  {
    code: 'sample_steps_ignored',
    level: 'warning',
    option: 'sample_every_n_steps',
    broken: (context) =>
      isPositive(context, 'sample_every_n_steps') && isPositive(context, 'sample_every_n_epochs'),
    message: () => l10n.t('sample_every_n_steps is ignored, as sample_every_n_epochs is set.'),
    fix: () => l10n.t('Keep one of them.'),
  },
  ...['sample_every_n_steps', 'sample_every_n_epochs'].map((option): Rule => ({
    code: 'samples_off',
    level: 'warning',
    option,
    broken: ({ view }) => (view.number(option) ?? 1) <= 0,
    message: () => l10n.t('{0} is not above 0: it is ignored.', option),
    fix: () => l10n.t('Leave it out.'),
  })),
];

const SAVING: readonly Rule[] = [
  ...[
    ['save_last_n_epochs', 'save_every_n_epochs'],
    ['save_last_n_epochs_state', 'save_every_n_epochs'],
    ['save_last_n_steps', 'save_every_n_steps'],
    ['save_last_n_steps_state', 'save_every_n_steps'],
  ].map(([option = '', every = '']): Rule => ({
    code: 'keep_without_saving',
    level: 'warning',
    option,
    broken: (context) =>
      isPositive(context, option) &&
      !isPositive(context, every) &&
      !(every === 'save_every_n_epochs' && isPositive(context, 'save_n_epoch_ratio')),
    message: () => l10n.t('{0} does nothing without {1}.', option, every),
    fix: () => l10n.t('Set {0}, or leave {1} out.', every, option),
  })),
  {
    code: 'keep_counts_steps',
    level: 'warning',
    option: 'save_last_n_steps',
    broken: (context) =>
      isPositive(context, 'save_last_n_steps') &&
      (context.view.number('save_last_n_steps') ?? 0) < (context.view.number('save_every_n_steps') ?? 0),
    message: () =>
      l10n.t('save_last_n_steps counts steps, not checkpoints: only the newest checkpoint would be kept.'),
    fix: () => l10n.t('Set it to the number of checkpoints times save_every_n_steps.'),
  },
  {
    code: 'other_format',
    level: 'warning',
    option: 'save_model_as',
    broken: ({ view }) => ['ckpt', 'pt'].includes(view.text('save_model_as') ?? ''),
    message: () => l10n.t('save_model_as: only a .safetensors file is looked at and taken over afterwards.'),
    fix: () => l10n.t('Leave out save_model_as.'),
  },
  {
    code: 'upload_repository_missing',
    level: 'warning',
    option: 'huggingface_repo_id',
    broken: ({ view }) =>
      view.text('huggingface_repo_id') === undefined &&
      (view.on('save_state_to_huggingface') || view.text('huggingface_path_in_repo') !== undefined),
    message: () => l10n.t('Nothing is uploaded without huggingface_repo_id.'),
    fix: () => l10n.t('Set huggingface_repo_id, or leave the options of the upload out.'),
  },
  ...[
    ['huggingface_token', 'HF_TOKEN'],
    ['wandb_api_key', 'WANDB_API_KEY'],
  ].map(([option = '', variable = '']): Rule => ({
    code: 'secret_in_file',
    level: 'warning',
    option,
    broken: ({ view }) => view.text(option) !== undefined,
    message: () => l10n.t('{0} is a secret that would stand in files of the training.', option),
    fix: () => l10n.t('Leave it out, and set the environment variable {0}.', variable),
  })),
];

const LOG: readonly Rule[] = [
  {
    code: 'logging_dir_missing',
    level: 'error',
    option: 'log_with',
    broken: ({ view }) =>
      ['tensorboard', 'all'].includes(view.text('log_with') ?? '') && view.text('logging_dir') === undefined,
    message: () => l10n.t('log_with tensorboard needs logging_dir: the trainer stops at the start.'),
    fix: () => l10n.t('Set logging_dir, or leave out log_with.'),
  },
  ...['console_log_level', 'console_log_file'].map((option): Rule => ({
    code: 'log_hidden',
    level: 'warning',
    option,
    broken: ({ view }) =>
      view.text(option) !== undefined && !['INFO', 'DEBUG'].includes(view.text(option) ?? ''),
    message: () => l10n.t('{0} takes lines away that tell how the training goes; it is left out.', option),
    fix: () => l10n.t('Remove {0}.', option),
  })),
];

/** Two blocks of each kind stay on the GPU; those of SD3 are the ones of the large model. */
const MOST_SWAPPED: Partial<Record<Family, number>> = {
  flux: 35,
  sd3: 36,
  lumina: 24,
  hunyuan_image: 37,
  anima: 26,
};

/** Precision and memory. */
const MEMORY: readonly Rule[] = [
  {
    code: 'full_precision',
    level: 'error',
    option: 'full_fp16',
    broken: ({ view }) => view.on('full_fp16') && view.text('mixed_precision') !== 'fp16',
    message: () => l10n.t('full_fp16 needs mixed_precision = "fp16".'),
    fix: () => l10n.t('Set mixed_precision to "fp16", or leave out full_fp16.'),
  },
  {
    code: 'full_precision',
    level: 'error',
    option: 'full_bf16',
    broken: ({ view }) =>
      view.on('full_bf16') && !view.on('full_fp16') && view.text('mixed_precision') !== 'bf16',
    message: () => l10n.t('full_bf16 needs mixed_precision = "bf16".'),
    fix: () => l10n.t('Set mixed_precision to "bf16", or leave out full_bf16.'),
  },
  {
    code: 'fp8_precision',
    level: 'error',
    option: 'fp8_base',
    broken: ({ view, family }) =>
      (view.on('fp8_base') || view.on('fp8_base_unet')) &&
      family !== 'anima' &&
      !(family === 'hunyuan_image' && view.on('fp8_scaled')) &&
      (view.text('mixed_precision') ?? 'no') === 'no',
    message: () => l10n.t('fp8_base needs mixed_precision fp16 or bf16.'),
    fix: () => l10n.t('Set mixed_precision to "bf16".'),
  },
  {
    code: 'fp8_not_supported',
    level: 'warning',
    option: 'fp8_base',
    families: ['hunyuan_image', 'anima'],
    broken: ({ view }) => view.on('fp8_base') || view.on('fp8_base_unet'),
    message: ({ family }) =>
      l10n.t('The trainer of {0} does not support fp8_base and fp8_base_unet.', family),
    fix: ({ family }) =>
      family === 'anima' ? l10n.t('Leave them out.') : l10n.t('Use fp8_scaled instead of fp8_base.'),
  },
  {
    code: 'fp16_not_advised',
    level: 'warning',
    option: 'mixed_precision',
    families: ['hunyuan_image'],
    broken: ({ view }) => view.text('mixed_precision') === 'fp16',
    message: () => l10n.t('mixed_precision bf16 is recommended for HunyuanImage.'),
    fix: () => l10n.t('Set mixed_precision to "bf16".'),
  },
  {
    code: 'half_vae',
    level: 'warning',
    option: 'no_half_vae',
    families: ['sdxl'],
    broken: ({ view }) =>
      view.text('mixed_precision') === 'fp16' && !view.on('no_half_vae') && view.text('vae') === undefined,
    message: () => l10n.t('The VAE of SDXL gives broken pictures (NaN) in fp16 without no_half_vae.'),
    fix: () => l10n.t('Set no_half_vae, or mixed_precision to "bf16".'),
  },
  ...(
    [
      ['cpu_offload_checkpointing', 'error', ['flux', 'sd3', 'anima']],
      ['cpu_offload_checkpointing', 'warning', ['lumina', 'hunyuan_image']],
      ['unsloth_offload_checkpointing', 'error', ['anima']],
    ] as const
  ).map(([option, level, families]): Rule => ({
    code: 'two_offloads',
    level,
    option,
    families,
    broken: (context) => context.view.on(option) && isPositive(context, 'blocks_to_swap'),
    message: () => l10n.t('blocks_to_swap is not supported with {0}.', option),
    fix: () => l10n.t('Keep one of them.'),
  })),
  {
    code: 'two_offloads',
    level: 'error',
    option: 'unsloth_offload_checkpointing',
    families: ['anima'],
    broken: ({ view }) => view.on('unsloth_offload_checkpointing') && view.on('cpu_offload_checkpointing'),
    message: () =>
      l10n.t('unsloth_offload_checkpointing and cpu_offload_checkpointing cannot be used together.'),
    fix: () => l10n.t('Keep one of them.'),
  },
  {
    code: 'offload_not_possible',
    level: 'error',
    option: 'cpu_offload_checkpointing',
    families: ['sd15', 'sdxl', 'sd3'],
    broken: ({ view }) => view.on('cpu_offload_checkpointing') && view.on('gradient_checkpointing'),
    message: ({ family }) =>
      l10n.t(
        'cpu_offload_checkpointing does not work with {0}: the trainer stops once the model is loaded.',
        family,
      ),
    fix: () => l10n.t('Leave out cpu_offload_checkpointing.'),
  },
  {
    code: 'swaps_too_many',
    level: 'error',
    option: 'blocks_to_swap',
    families: FLOW_FAMILIES,
    broken: ({ view, family }) => (view.number('blocks_to_swap') ?? 0) > (MOST_SWAPPED[family] ?? Infinity),
    message: ({ view, family }) =>
      l10n.t(
        'blocks_to_swap is {0}, but the model of {1} can swap {2} blocks at most.',
        view.number('blocks_to_swap') ?? 0,
        family,
        MOST_SWAPPED[family] ?? 0,
      ),
    fix: ({ family }) => l10n.t('Lower blocks_to_swap to {0} or less.', MOST_SWAPPED[family] ?? 0),
  },
  {
    code: 'attention_without_training',
    level: 'error',
    option: 'attn_mode',
    families: ['hunyuan_image', 'anima'],
    broken: ({ view }) => view.text('attn_mode') === 'sageattn',
    message: () => l10n.t('attn_mode “sageattn” makes pictures only: it cannot be trained with.'),
    fix: () => l10n.t('Set attn_mode to "torch".'),
  },
  {
    code: 'offload_without_checkpointing',
    level: 'warning',
    option: 'cpu_offload_checkpointing',
    broken: ({ view }) => view.on('cpu_offload_checkpointing') && !view.on('gradient_checkpointing'),
    message: () => l10n.t('cpu_offload_checkpointing does nothing without gradient_checkpointing.'),
    fix: () => l10n.t('Set gradient_checkpointing, too.'),
  },
  {
    code: 'old_option',
    level: 'warning',
    option: 'split_mode',
    families: ['flux'],
    broken: ({ view }) => view.on('split_mode'),
    message: () => l10n.t('split_mode is no longer used: blocks_to_swap took its place.'),
    fix: () => l10n.t('Set blocks_to_swap to 18 instead of split_mode.'),
  },
  {
    code: 'workers_not_kept',
    level: 'error',
    option: 'persistent_data_loader_workers',
    broken: ({ view }) =>
      view.on('persistent_data_loader_workers') && view.number('max_data_loader_n_workers') === 0,
    message: () =>
      l10n.t(
        'persistent_data_loader_workers needs max_data_loader_n_workers above 0: there are no workers to keep.',
      ),
    fix: () => l10n.t('Leave out persistent_data_loader_workers.'),
  },
];

const NOISE: readonly Rule[] = [
  {
    code: 'needs_noise_offset',
    level: 'error',
    option: 'adaptive_noise_scale',
    broken: ({ view }) => view.has('adaptive_noise_scale') && !view.has('noise_offset'),
    message: () => l10n.t('adaptive_noise_scale needs noise_offset.'),
    fix: () => l10n.t('Set noise_offset, or leave out adaptive_noise_scale.'),
  },
  {
    code: 'needs_v_parameterization',
    level: 'error',
    option: 'scale_v_pred_loss_like_noise_pred',
    broken: ({ view }) => view.on('scale_v_pred_loss_like_noise_pred') && !view.on('v_parameterization'),
    message: () => l10n.t('scale_v_pred_loss_like_noise_pred needs v_parameterization.'),
    fix: () => l10n.t('Set v_parameterization where the base model is of that kind; else leave it out.'),
  },
  {
    code: 'not_with_v_parameterization',
    level: 'error',
    option: 'v_pred_like_loss',
    broken: ({ view }) => view.on('v_pred_like_loss') && view.on('v_parameterization'),
    message: () => l10n.t('v_pred_like_loss cannot be used with v_parameterization.'),
    fix: () => l10n.t('Leave out v_pred_like_loss.'),
  },
  {
    code: 'needs_v_parameterization',
    level: 'warning',
    option: 'zero_terminal_snr',
    broken: ({ view }) => view.on('zero_terminal_snr') && !view.on('v_parameterization'),
    message: () => l10n.t('zero_terminal_snr without v_parameterization trains something unexpected.'),
    fix: () => l10n.t('Set v_parameterization where the base model is of that kind; else leave it out.'),
  },
  {
    code: 'bad_timesteps',
    level: 'error',
    option: 'min_timestep',
    broken: ({ view }) => (view.number('min_timestep') ?? 0) >= (view.number('max_timestep') ?? 1000),
    message: () => l10n.t('min_timestep is not less than max_timestep.'),
    fix: () => l10n.t('Leave both out.'),
  },
  {
    code: 'huber_schedule',
    level: 'error',
    option: 'huber_schedule',
    families: FLOW_FAMILIES,
    broken: ({ view }) =>
      ['huber', 'smooth_l1'].includes(view.text('loss_type') ?? 'l2') &&
      (view.text('huber_schedule') ?? 'snr') === 'snr',
    message: ({ family }) =>
      l10n.t('huber_schedule “snr”, which is the default, does not work with {0}.', family),
    fix: () => l10n.t('Set huber_schedule to "constant" or "exponential", or loss_type to "l2".'),
  },
];

export const RUN_RULES: readonly Rule[] = [...SAMPLES, ...SAVING, ...LOG, ...MEMORY, ...NOISE];
