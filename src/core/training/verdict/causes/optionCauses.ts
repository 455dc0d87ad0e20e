import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';
import { cut } from './causeTexts';

/** Options of the trainer that do not fit each other or the model. */
export const OPTION_CAUSES: readonly Cause[] = [
  {
    id: 'chroma_mask',
    match: /apply_t5_attn_mask must be True/,
    say: () => l10n.t('Chroma needs the option apply_t5_attn_mask. Set apply_t5_attn_mask = true.'),
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
    id: 'fp8_precision',
    match:
      /fp8_base requires (torch)|fp8_base requires|Unsupported fp8 model dtype|FP8 is not available|--fp8_scaled/i,
    say: (match) =>
      match[1] === undefined
        ? l10n.t(
            'fp8_base does not fit the precision of the training or of the model. Set mixed_precision to fp16 or bf16 and use a base model in fp16 or bf16 (or fp8 e4m3fn), or turn fp8_base off.',
          )
        : l10n.t(
            'fp8_base needs a newer torch (2.1 or newer). Update torch in the environment of the trainer, or turn fp8_base off.',
          ),
  },
  {
    id: 'v_prediction',
    match: /(scale_v_pred_loss_like_noise_pred|v_pred_like_loss) can(?:not)? be enabled/,
    say: (match) =>
      match[1] === 'v_pred_like_loss'
        ? l10n.t(
            'v_pred_like_loss is for models without v-prediction. Turn v_pred_like_loss off, or v_parameterization where the base model is no v-prediction model.',
          )
        : l10n.t(
            'scale_v_pred_loss_like_noise_pred is for v-prediction models only. Set v_parameterization where the base model is one, else turn scale_v_pred_loss_like_noise_pred off.',
          ),
  },
  {
    id: 'no_parameters',
    match: /optimizer got an empty parameter list/i,
    say: () => l10n.t('Nothing is trained: the optimizer got no parameters. Set unet_lr or text_encoder_lr above 0, do not set network_train_unet_only and network_train_text_encoder_only both, and check network_args (block weights, patterns).'), // prettier-ignore
  },
  {
    id: 'cache_text_encoder',
    match: /cache_text_encoder_outputs|caching Text Encoder output/i,
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
    match: /blocks_to_swap.{0,200}|Cannot swap more than \d/i,
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
    id: 'argument_value',
    match: /malformed node or string|not enough values to unpack|SyntaxError/,
    frames: /ast\.py:|get_optimizer|get_scheduler_fix|train_network\.py:train$|<unknown>/,
    say: (_, { text }) => l10n.t('A value of optimizer_args, lr_scheduler_args or network_args is not understood ({0}). Write each as "name=value", with values as in Python: True, False, 0.1, (0.9, 0.99), and texts in quotation marks.', cut(text, 120)), // prettier-ignore
  },
  {
    id: 'argument_value',
    match:
      /^(?:AssertionError|ValueError): (invalid (?:\w{2,20}_dims|train_blocks|(?:start |end )?index|range): .{0,200}|lr_weight length.{0,100}|conv_dim must be same as network_dim.{0,100}|rank must be a multiple of unit.{0,100}|invalid literal for int\(\).{0,200}|could not convert string to float.{0,200})/,
    frames: /networks\/\w+\.py:/,
    say: (match) => l10n.t('A value of network_args is not understood ({0}). Write what this network takes, such as "conv_dim=4", with whole numbers where ranks are meant.', cut((match[1] ?? '').replace('int()', 'int'), 160)), // prettier-ignore
  },
  {
    id: 'offload_not_possible',
    match: /enable_gradient_checkpointing\(\) got an unexpected keyword argument 'cpu_offload'/,
    say: () => l10n.t('This kind of base model does not know cpu_offload_checkpointing. Turn cpu_offload_checkpointing off.'), // prettier-ignore
  },
  {
    id: 'unknown_scheduler',
    match: /'(.{0,80})' is not a valid (?:Diffusers)?SchedulerType/,
    say: (match) => l10n.t('The learning rate scheduler {0} is not known. Correct lr_scheduler, such as "cosine" or "constant_with_warmup".', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'not_a_list',
    match: /'(?:float|int)' object is not (?:iterable|subscriptable)/,
    frames: /_network\.py:train\b|train_util\.py:(?:get_|prepare_)/,
    say: () => l10n.t('An option that takes a list is a single number. Write it as a list, such as text_encoder_lr = [0.00001, 0.00001].'), // prettier-ignore
  },
  {
    id: 'option_value',
    match:
      /^(?:AssertionError|ValueError|NotImplementedError): ((?:Resize interpolation "|Unsupported (?:Loss Type|attention mode|dtype): |Unknown Huber loss schedule ).{1,120})/,
    say: (match) => l10n.t('An option has a value that the trainer does not know: {0}. Choose one that it allows.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'sample_size',
    match: /`?height`? and `?width`? have to be divisible by (\d+)/,
    say: (match) => l10n.t('The size of a sample does not fit. Give widths and heights (--w, --h in the prompts) that can be divided by {0}.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'number_as_text',
    match:
      /unsupported operand type\(s\) for [^|]{1,12}: '(?:float|int|str)' and '(?:float|int|str)'|not supported between instances of '(?:float|int|str)' and '(?:float|int|str)'|must be real number, not str|could not convert string to float|can't multiply sequence by non-int of type 'float'|'str' object cannot be interpreted as an integer/,
    say: () => l10n.t('A number of the settings is written as a text, often the learning rate. Write numbers without quotation marks.'), // prettier-ignore
  },
  {
    id: 'whole_number',
    match: /'float' object cannot be interpreted as an integer/,
    say: () => l10n.t('A setting that takes a whole number, such as steps, epochs or a rank, has a decimal point. Write it without.'), // prettier-ignore
  },
];

/** What the trainer refuses in its own words: English ones, and Japanese ones behind a slash. */
export const OPTION_RULE: Cause = {
  id: 'option_rule',
  match:
    /^(?:AssertionError|ValueError|NotImplementedError): (?:(.{1,300}?) \/ [^/]{0,40}[\u3040-\u30ff\u4e00-\u9fff].{0,400}|(.{0,60}(?:Huber|--?\w+_\w+|\b[a-z]+_[a-z]+_[a-z_]+\b|Supported types are).{0,300}))/,
  say: (match) =>
    l10n.t(
      'The trainer refuses this setting or how it goes with others: {0}. Change or remove what it names.',
      (match[1] ?? match[2] ?? '').trim().replace(/[.!]+$/, ''),
    ),
};
