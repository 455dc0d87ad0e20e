import * as l10n from '@vscode/l10n';
import { COMPONENTS, type Family } from '../families';
import type { Rule } from './rule';

/** The base, the pictures and the output: the trainer asks for none of them, and fails late without. */
const ALWAYS: readonly Rule[] = [
  {
    code: 'base_model_missing',
    level: 'error',
    option: 'pretrained_model_name_or_path',
    broken: ({ view }) => view.text('pretrained_model_name_or_path') === undefined,
    message: () => l10n.t('pretrained_model_name_or_path is not set: there is no base model to train on.'),
    fix: () => l10n.t('Name the file of the base model.'),
  },
  {
    code: 'output_dir_missing',
    level: 'error',
    option: 'output_dir',
    broken: ({ view }) => view.text('output_dir') === undefined,
    message: () =>
      l10n.t('output_dir is not set: the trainer would train to the end and then lose all of it.'),
    fix: () => l10n.t('Name the folder for the LoRA.'),
  },
  {
    code: 'output_name_missing',
    level: 'warning',
    option: 'output_name',
    broken: ({ view }) => view.text('output_name') === undefined,
    message: () => l10n.t('output_name is not set: the LoRA will be called “last”.'),
    fix: () => l10n.t('Set output_name.'),
  },
  {
    code: 'network_module_missing',
    level: 'error',
    option: 'network_module',
    broken: ({ view }) => view.text('network_module') === undefined,
    message: () => l10n.t('network_module is not set: the trainer stops once the base model is loaded.'),
    fix: ({ facts }) => l10n.t('Set network_module to {0}.', facts.networkModule),
  },
  {
    code: 'pictures_missing',
    level: 'error',
    option: 'train_data_dir',
    broken: ({ view }) =>
      ['train_data_dir', 'dataset_config', 'in_json'].every((option) => view.text(option) === undefined),
    message: () =>
      l10n.t('None of train_data_dir, dataset_config and in_json is set: there are no pictures to train on.'),
    fix: () => l10n.t('Name the folder of the pictures as train_data_dir.'),
  },
  {
    code: 'picture_folder_missing',
    level: 'error',
    option: 'train_data_dir',
    broken: ({ view }) =>
      view.text('in_json') !== undefined &&
      view.text('train_data_dir') === undefined &&
      view.text('dataset_config') === undefined,
    message: () => l10n.t('in_json needs train_data_dir, where the pictures are.'),
    fix: () => l10n.t('Name the folder of the pictures as train_data_dir.'),
  },
  {
    code: 'resolution_missing',
    level: 'error',
    option: 'resolution',
    broken: ({ view }) => !view.has('resolution') && view.text('dataset_config') === undefined,
    message: () => l10n.t('resolution is not set: the trainer stops at the start.'),
    fix: ({ facts }) => l10n.t('Set resolution, as text: "{0}".', facts.resolution),
  },
  {
    code: 'folders_ignored',
    level: 'warning',
    option: 'dataset_config',
    broken: ({ view }) =>
      view.text('dataset_config') !== undefined &&
      ['train_data_dir', 'reg_data_dir', 'in_json'].some((option) => view.text(option) !== undefined),
    message: () =>
      l10n.t('With dataset_config, the options train_data_dir, reg_data_dir and in_json are ignored.'),
    fix: () => l10n.t('Keep one of them.'),
  },
];

/** Options whose defaults in the trainer are not what users mean. */
const DEFAULTS: readonly Rule[] = [
  {
    code: 'rank_default',
    level: 'warning',
    option: 'network_dim',
    broken: ({ view }) =>
      !view.has('network_dim') &&
      !view.on('dim_from_weights') &&
      !view.list('network_args').some((each) => /^(block_dims|network_reg_dims)=/.test(each)),
    message: () => l10n.t('network_dim is not set: the trainer takes 4.'),
    fix: () => l10n.t('Set network_dim, for example to 16.'),
  },
  {
    code: 'alpha_default',
    level: 'warning',
    option: 'network_alpha',
    broken: ({ view }) =>
      !view.has('network_alpha') && !view.on('dim_from_weights') && (view.number('network_dim') ?? 4) > 1,
    message: ({ view }) =>
      l10n.t(
        'network_alpha is not set: the trainer takes 1, which divides the learning rate by {0}.',
        view.number('network_dim') ?? 4,
      ),
    fix: () => l10n.t('Set network_alpha, for example to half of network_dim.'),
  },
  {
    code: 'learning_rate_default',
    level: 'warning',
    option: 'learning_rate',
    broken: ({ view }) => !view.has('learning_rate') && !view.has('unet_lr'),
    message: () => l10n.t('learning_rate is not set: the trainer takes 0.000002, far too low for a LoRA.'),
    fix: () => l10n.t('Set learning_rate, for example to 0.0001.'),
  },
  {
    code: 'length_default',
    level: 'warning',
    option: 'max_train_steps',
    broken: ({ view }) => !view.has('max_train_steps') && !view.has('max_train_epochs'),
    message: () =>
      l10n.t('Neither max_train_steps nor max_train_epochs is set: the trainer takes 1600 steps.'),
    fix: () => l10n.t('Set one of them.'),
  },
  {
    code: 'steps_ignored',
    level: 'warning',
    option: 'max_train_steps',
    broken: ({ view }) => view.has('max_train_steps') && view.has('max_train_epochs'),
    message: () => l10n.t('max_train_steps is ignored, as max_train_epochs is set.'),
    fix: () => l10n.t('Keep one of them.'),
  },
  {
    code: 'begins_behind_end',
    level: 'error',
    option: 'initial_step',
    broken: ({ view }) =>
      !view.has('max_train_epochs') &&
      (view.number('initial_step') ?? 0) > 0 &&
      (view.number('initial_step') ?? 0) >= (view.number('max_train_steps') ?? Infinity),
    message: ({ view }) =>
      l10n.t(
        'initial_step is not less than max_train_steps, {0}: nothing is left to train.',
        view.number('max_train_steps') ?? 0,
      ),
    fix: () => l10n.t('Raise max_train_steps, or lower initial_step.'),
  },
  {
    code: 'caption_extension_default',
    level: 'warning',
    option: 'caption_extension',
    broken: ({ view }) =>
      !view.has('caption_extension') &&
      !view.has('caption_extention') &&
      view.text('dataset_config') === undefined &&
      view.text('in_json') === undefined,
    message: () =>
      l10n.t('caption_extension is not set: the trainer looks for .caption files and ignores .txt ones.'),
    fix: () => l10n.t('Set caption_extension to ".txt".'),
  },
];

/** What is put behind the name of a picture to find its caption, as it is. */
const CAPTION_ENDING: readonly Rule[] = ['caption_extension', 'caption_extention'].map((option) => ({
  code: 'caption_extension_form',
  level: 'warning',
  option,
  broken: ({ view }) => view.has(option) && /^$|^[\p{L}\p{N}\s*]|[\\/]/u.test(view.text(option) ?? ''),
  message: ({ view }) =>
    l10n.t(
      '{0} is “{1}”: no file of a caption ends so, and the captions would not be read.',
      option,
      view.text(option) ?? '',
    ),
  fix: () => l10n.t('Write it with its dot: ".txt".'),
}));

/** Why a family cannot do without a file. */
const COMPONENT_RULES: readonly Rule[] = COMPONENTS.map((component) => ({
  code: 'component_missing',
  level: 'error',
  option: component,
  broken: ({ facts, view }) =>
    facts.components.includes(component) &&
    view.text(component) === undefined &&
    !(component === 'clip_l' && view.text('model_type') === 'chroma'),
  message: ({ family }) =>
    l10n.t('{0} is not set: the trainer of {1} fails when it loads the models.', component, family),
  fix: () => l10n.t('Name the file as {0}.', component),
}));

const SD3: readonly Family[] = ['sd3'];
const SD3_RULES: readonly Rule[] = ['clip_l', 'clip_g', 't5xxl'].map((component) => ({
  code: 'component_in_base',
  level: 'info',
  option: component,
  families: SD3,
  broken: ({ view }) => view.text(component) === undefined,
  message: () =>
    l10n.t('{0} is not set: it is taken from the base model’s file, which has to have it.', component),
  fix: () => l10n.t('Name a file as {0} where the base model has none.', component),
}));

export const NEEDED_RULES: readonly Rule[] = [
  ...ALWAYS,
  ...DEFAULTS,
  ...CAPTION_ENDING,
  ...COMPONENT_RULES,
  ...SD3_RULES,
];
