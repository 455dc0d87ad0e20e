import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { COMPONENTS, FAMILY_FACTS, type Family } from '../../options/families';
import { nearestOption } from '../../options/nearestOption';
import { shippedTable, type OptionFacts } from '../../options/optionTable';
import { isOfType } from '../../options/optionValues';
import { TRAINING_SCHEMA, type TrainingFile } from '../trainingFile';

/** Something that an imported file says and a training file cannot, or says elsewhere. */
export interface NotCarried {
  readonly option: string;
  readonly reason: string;
}

export interface Imported {
  readonly training: Partial<TrainingFile>;
  readonly notCarried: readonly NotCarried[];
}

/** Options of the trainer that are fields of a training file. */
const FIELDS: Readonly<Record<string, keyof TrainingFile>> = {
  pretrained_model_name_or_path: 'base_model',
  output_name: 'name',
  train_data_dir: 'pictures',
  caption_extension: 'caption_extension',
  caption_extention: 'caption_extension',
  resolution: 'resolution',
  network_dim: 'dim',
  network_alpha: 'alpha',
  network_module: 'network_module',
  network_args: 'network_args',
  network_dropout: 'network_dropout',
  network_weights: 'network_weights',
  network_train_unet_only: 'unet_only',
  max_train_steps: 'steps',
  max_train_epochs: 'epochs',
  train_batch_size: 'batch_size',
  gradient_accumulation_steps: 'gradient_accumulation',
  gradient_checkpointing: 'gradient_checkpointing',
  optimizer_type: 'optimizer',
  optimizer_args: 'optimizer_args',
  learning_rate: 'learning_rate',
  unet_lr: 'unet_lr',
  text_encoder_lr: 'text_encoder_lr',
  lr_scheduler: 'scheduler',
  lr_warmup_steps: 'warmup',
  mixed_precision: 'precision',
  save_precision: 'save_precision',
  seed: 'seed',
  noise_offset: 'noise_offset',
  min_snr_gamma: 'min_snr_gamma',
  caption_dropout_rate: 'caption_dropout',
  shuffle_caption: 'shuffle_captions',
  keep_tokens: 'keep_tokens',
  flip_aug: 'flip',
  clip_skip: 'clip_skip',
  cache_latents: 'cache_latents',
};
const IN_SAVE: Readonly<Record<string, string>> = {
  save_every_n_steps: 'every_steps',
  save_every_n_epochs: 'every_epochs',
  save_state: 'state',
};
const IN_SAMPLES: Readonly<Record<string, string>> = {
  sample_prompts: 'file',
  sample_every_n_steps: 'every_steps',
  sample_every_n_epochs: 'every_epochs',
  sample_at_first: 'at_first',
  sample_sampler: 'sampler',
};
/** What each training decides for itself. */
const OF_JOB = ['output_dir', 'logging_dir', 'config_file', 'output_config', 'console_log_level', 'console_log_file', 'console_log_simple', 'debug_dataset']; // prettier-ignore
const SECRETS: Readonly<Record<string, string>> = {
  huggingface_token: 'HF_TOKEN',
  wandb_api_key: 'WANDB_API_KEY',
};

/** Makes a training of options by the trainer's own names. What no field can say goes to `[extra]`. */
export function fromOptions(family: Family, options: Readonly<Record<string, unknown>>): Imported {
  const table = shippedTable(family);
  const training: Record<string, unknown> = { family };
  const groups: Record<'save' | 'samples' | 'components' | 'extra', Record<string, unknown>> = {
    components: {},
    save: {},
    samples: {},
    extra: {},
  };
  const notCarried: NotCarried[] = [];
  const leave = (option: string, reason: string) => notCarried.push({ option, reason });

  for (const [option, raw] of Object.entries(options)) {
    const facts = table.get(option);
    if (raw === null || raw === '') continue;
    if (!facts)
      leave(
        option,
        l10n.t('The trainer has no option of this name. Did you mean {0}?', nearestOption(option, table)),
      );
    else if (OF_JOB.includes(option)) leave(option, l10n.t('Each training decides it for itself.'));
    else if (Object.hasOwn(SECRETS, option))
      leave(option, l10n.t('It is a secret: set the environment variable {0}.', SECRETS[option] ?? ''));
    else if (option === 'reg_data_dir' || option === 'in_json' || option === 'dataset_config')
      leave(option, l10n.t('Name the folders of pictures as [[subsets]].'));
    else {
      const value = converted(option, facts, raw);
      if (value === undefined) leave(option, l10n.t('Its value is of the wrong kind.'));
      else place(option, value, facts);
    }
  }

  function place(option: string, value: unknown, facts: OptionFacts): void {
    const field = Object.hasOwn(FIELDS, option) ? FIELDS[option] : undefined;
    if (field !== undefined && v.is(TRAINING_SCHEMA.entries[field], value)) training[field] = value;
    else if ((COMPONENTS as readonly string[]).includes(option)) groups.components[option] = value;
    else if (Object.hasOwn(IN_SAVE, option)) put('save', IN_SAVE[option] ?? '', option, value);
    else if (Object.hasOwn(IN_SAMPLES, option)) put('samples', IN_SAMPLES[option] ?? '', option, value);
    else if (option === 'enable_bucket') training.fit = value === true ? 'bucket' : 'square';
    else if (value !== facts.default && value !== false) groups.extra[option] = value;
  }
  function put(group: 'save' | 'samples', field: string, option: string, value: unknown): void {
    if (typeof value === 'number' && value < 1) return;
    if (v.is(TRAINING_SCHEMA.entries[group], { [field]: value })) groups[group][field] = value;
    else leave(option, l10n.t('Its value is of the wrong kind.'));
  }

  if (training.network_module === FAMILY_FACTS[family].networkModule) delete training.network_module;
  if (training.steps !== undefined && training.epochs !== undefined) {
    leave('max_train_steps', l10n.t('It is ignored, as max_train_epochs is set.'));
    delete training.steps;
  }
  if (training.pictures !== undefined)
    leave(
      'train_data_dir',
      l10n.t('The folders in it, <repeats>_<name>, have to be named as [[subsets]] where there are several.'),
    );
  for (const [group, values] of Object.entries(groups))
    if (Object.keys(values).length > 0) training[group] = values;
  return { training, notCarried };
}

/** A value in the type of its option: other programs write numbers as texts, and lists as one text. */
function converted(option: string, facts: OptionFacts, raw: unknown): unknown {
  if (option === 'resolution' && (typeof raw === 'number' || Array.isArray(raw))) return String(raw);
  if (facts.many) {
    const list = typeof raw === 'string' ? splitWords(raw) : [raw].flat();
    const values = list.map((each) => single(facts, each));
    return values.includes(undefined) ? undefined : values;
  }
  return single(facts, raw);
}

function single(facts: OptionFacts, raw: unknown): unknown {
  if (isOfType(facts.type, raw)) return raw;
  if (facts.type === 'bool' && typeof raw === 'string' && /^(true|false)$/i.test(raw))
    return raw.toLowerCase() === 'true';
  if (facts.type === 'bool' && (raw === 0 || raw === 1)) return raw === 1;
  if (typeof raw === 'string' && raw.trim() !== '' && isOfType(facts.type, Number(raw))) return Number(raw);
  if (facts.type === 'str' && typeof raw === 'number') return String(raw);
  return undefined;
}

/** The words of a command line; quotes keep spaces together. */
export function splitWords(text: string): string[] {
  return (text.match(/(?:"[^"]*"|'[^']*'|[^\s"']+)+/g) ?? []).map((word) => word.replaceAll(/["']/g, ''));
}
