import * as l10n from '@vscode/l10n';
import type { Finding } from '../finding';
import type { OptionFacts, OptionType } from './optionTable';
import type { SettingValue } from './settings';

/** What numbers the trainer can do something with: from and up to, both included. */
const RANGES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  network_dim: [1, 100_000],
  train_batch_size: [1, 100_000],
  max_train_steps: [1, Infinity],
  max_train_epochs: [1, Infinity],
  gradient_accumulation_steps: [1, 1_000_000],
  learning_rate: [0, Infinity],
  unet_lr: [0, Infinity],
  text_encoder_lr: [0, Infinity],
  lr_warmup_steps: [0, Infinity],
  max_data_loader_n_workers: [0, 10_000],
  caption_dropout_rate: [0, 1],
  caption_tag_dropout_rate: [0, 1],
  network_dropout: [0, 1],
  // All pictures would be looked at only, and none trained on.
  validation_split: [0, 0.99],
  blocks_to_swap: [0, 1000],
  seed: [0, 2 ** 32 - 1],
  save_every_n_steps: [1, Infinity],
  save_every_n_epochs: [1, Infinity],
  dataset_repeats: [1, Infinity],
  min_timestep: [0, 1000],
  max_timestep: [0, 1000],
  vae_batch_size: [1, 100_000],
  // CLIP has 12 layers; 0 would be what goes into the first one.
  clip_skip: [1, 12],
};

function kindName(type: OptionType): string {
  switch (type) {
    case 'bool':
      return l10n.t('true or false');
    case 'int':
      return l10n.t('a whole number');
    case 'float':
    case 'int_or_float':
      return l10n.t('a number');
    case 'str':
    case 'path':
      return l10n.t('a text (string) in quotes');
  }
}

function example(type: OptionType, value: unknown): string {
  const text = String(value).slice(0, 60);
  if (type === 'str' || type === 'path') return JSON.stringify(text);
  if (type === 'bool') return /^(true|1|yes|on)$/i.test(text) ? 'true' : 'false';
  const number = Number(text);
  return String(Number.isFinite(number) ? (type === 'int' ? Math.round(number) : number) : 1);
}

/** Whether a value is of a type, as the trainer can use it. Whole numbers serve where it wants any number. */
export function isOfType(type: OptionType, value: unknown): boolean {
  switch (type) {
    case 'bool':
      return typeof value === 'boolean';
    case 'int':
      return typeof value === 'number' && Number.isInteger(value);
    case 'float':
    case 'int_or_float':
      return typeof value === 'number' && Number.isFinite(value);
    case 'str':
    case 'path':
      return typeof value === 'string';
  }
}

/** What is wrong with the value of one option: its type, whether it is a list, and what it may be. */
export function checkValue(
  option: string,
  facts: OptionFacts,
  value: SettingValue,
  isFloat: boolean,
): Finding | undefined {
  const error = (code: string, message: string, fix: string): Finding => ({
    level: 'error',
    code,
    option,
    message,
    fix,
  });
  if (facts.many) {
    // A single number is what sd-scripts took in older releases, and still does.
    if (!Array.isArray(value) && !(option === 'text_encoder_lr' && typeof value === 'number'))
      return error(
        'not_a_list',
        l10n.t('{0} has to be a list (array): the trainer would take each letter for a value.', option),
        l10n.t('Write [{0}].', example(facts.type, value)),
      );
  } else if (Array.isArray(value)) {
    return error(
      'wrong_type',
      l10n.t('{0} has to be {1}, not a list.', option, kindName(facts.type)),
      l10n.t(
        'Write one value: {0}.',
        example(facts.type, option === 'resolution' ? value.join(',') : value[0]),
      ),
    );
  }
  const values = [value].flat();
  const wrong = values.find((each) => !isOfType(facts.type, each));
  const wholeFloat = facts.type === 'int' && isFloat;
  if (wrong !== undefined || wholeFloat)
    return error(
      'wrong_type',
      l10n.t(
        '{0} has to be {1}, not {2}.',
        option,
        kindName(facts.type),
        JSON.stringify(wrong ?? value) + (wholeFloat ? '.0' : ''),
      ),
      l10n.t('Write {0}.', example(facts.type, wrong ?? value)),
    );
  const choices = facts.choices;
  const chosen = choices && values.find((each) => !choices.includes(each as string));
  // 75 is what leaving it out means.
  if (choices && chosen !== undefined && !(option === 'max_token_length' && chosen === 75))
    return error(
      'wrong_choice',
      l10n.t('{0} is {1}, but can only be one of {2}.', option, JSON.stringify(chosen), choices.join(', ')),
      l10n.t('Take one of {0}.', choices.join(', ')),
    );
  const range = Object.hasOwn(RANGES, option) ? RANGES[option] : undefined;
  const outside =
    range && values.find((each) => typeof each === 'number' && (each < range[0] || each > range[1]));
  if (range && outside !== undefined)
    return error(
      'out_of_range',
      range[1] === Infinity
        ? l10n.t('{0} is {1}, but has to be at least {2}.', option, String(outside), range[0])
        : l10n.t('{0} is {1}, but has to be from {2} to {3}.', option, String(outside), range[0], range[1]),
      l10n.t('Change {0}, or leave it out.', option),
    );
  return undefined;
}
