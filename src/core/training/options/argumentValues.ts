import * as l10n from '@vscode/l10n';
import type { FindingLevel } from '../finding';
import type { Family } from './families';
import { pythonLiteral } from './pythonLiteral';

/** What is wrong with a value, and what to write in its place. */
export interface WrongValue {
  readonly level: FindingLevel;
  readonly message: string;
  readonly fix: string;
}

const WHOLE = /^\s*[+-]?\d+\s*$/;
const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
/** A shape of the rates over the blocks, with a number that is added to all of them. */
const SHAPE = /^(?:cosine|sine|linear|reverse_linear|zeros)(?:\+[+-]?(?:\d+\.?\d*|\.\d+))?$/;
const INDICES = /^(?:all|none|\s*\d+\s*(?:-\s*\d+\s*)?(?:,\s*\d+\s*(?:-\s*\d+\s*)?)*)?$/;

type Check = (name: string, value: string, family: Family) => WrongValue | undefined;

const wrong = (message: string, fix: string, level: FindingLevel = 'error'): WrongValue => ({
  level,
  message,
  fix,
});

const whole: Check = (name, value) =>
  WHOLE.test(value)
    ? undefined
    : wrong(
        l10n.t('network_args: {0} needs a whole number, not “{1}”.', name, value),
        l10n.t('Write {0}=4, for example.', name),
      );

const number: Check = (name, value) =>
  NUMBER.test(value)
    ? undefined
    : wrong(
        l10n.t('network_args: {0} needs a number, not “{1}”.', name, value),
        l10n.t('Write {0}=4, for example.', name),
      );

/** How often something is left out: always would be no training. */
const chance: Check = (name, value, family) => {
  const bad = number(name, value, family);
  if (bad || (Number(value) >= 0 && Number(value) < 1)) return bad;
  return wrong(
    l10n.t('network_args: {0} is {1}, but has to be from 0 to below 1.', name, value),
    l10n.t('Write {0}=0.1, for example.', name),
  );
};

const itemsOf = (value: string) =>
  value
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .split(',');

/** A list of just so many numbers. */
const list =
  (item: RegExp, counts: number | Partial<Record<Family, number>>): Check =>
  (name, value, family) => {
    const items = itemsOf(value);
    const bad = items.find((each) => !item.test(each));
    const example = (length: number) => `${name}=${Array.from({ length }, () => 4).join(',')}`;
    const count = typeof counts === 'number' ? counts : counts[family];
    if (bad !== undefined)
      return wrong(
        l10n.t('network_args: {0} needs numbers with commas between them, not “{1}”.', name, bad),
        l10n.t('Write {0}, for example.', example(count ?? 3)),
      );
    if (count === undefined || items.length === count) return undefined;
    return wrong(
      l10n.t('network_args: {0} has {1} numbers, but needs {2}.', name, items.length, count),
      l10n.t('Write {0}, for example.', example(count)),
    );
  };

/** A weight for each block; too few are filled up with 1, too many are cut off. */
const weights =
  (counts: Partial<Record<Family, number>>, shapes: boolean): Check =>
  (name, value, family) => {
    if (shapes && SHAPE.test(value)) return undefined;
    const items = value.split(',');
    const count = counts[family];
    if ((shapes && items.length < 2) || items.some((each) => each !== '' && !NUMBER.test(each)))
      return wrong(
        shapes
          ? l10n.t('network_args: {0} needs numbers with commas between them, or a shape such as cosine, not “{1}”.', name, value) // prettier-ignore
          : l10n.t('network_args: {0} needs numbers with commas between them, not “{1}”.', name, value),
        l10n.t('Write {0}, for example.', `${name}=${Array.from({ length: count ?? 3 }, () => 1).join(',')}`),
      );
    if (count === undefined || items.length === count) return undefined;
    return wrong(
      l10n.t('network_args: {0} has {1} numbers for {2} blocks.', name, items.length, count),
      l10n.t('Write {0} numbers.', count),
      'warning',
    );
  };

/** Which blocks are trained: `all`, `none`, or numbers and ranges of them. */
const indices =
  (blocks: number): Check =>
  (name, value) => {
    const numbers = value.match(/\d+/g)?.map(Number) ?? [];
    const ranges = value.split(',').map((each) => each.split('-').map(Number));
    const backwards = ranges.some(([from = 0, to = from]) => from > to);
    if (INDICES.test(value) && numbers.every((each) => each < blocks) && !backwards) return undefined;
    return wrong(
      l10n.t('network_args: {0} is “{1}”, which names no blocks of the model.', name, value),
      l10n.t('Write {0}, for example.', `${name}=0-5,10`),
    );
  };

const patterns: Check = (name, value) =>
  pythonLiteral(value) || /^\s*[[(]\s*(?:[rR]?['"].*)?[\])]\s*$/s.test(value)
    ? undefined
    : wrong(
        l10n.t('network_args: {0} needs a list as Python writes it, not “{1}”.', name, value),
        l10n.t('Write {0}, for example.', `${name}=['.*mlp.*']`),
      );

const BLOCKS = { sd15: 25, sdxl: 23 };
const SIDES = { sd15: 12, sdxl: 9 };
const MIDDLE = { sd15: 1, sdxl: 3 };

const CHECKS: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(
    ['conv_dim', 'unit', 'img_attn_dim', 'txt_attn_dim', 'img_mlp_dim', 'txt_mlp_dim', 'img_mod_dim', 'txt_mod_dim',
      'single_dim', 'single_mod_dim', 'context_attn_dim', 'context_mlp_dim', 'context_mod_dim', 'x_attn_dim',
      'x_mlp_dim', 'x_mod_dim', 'attn_dim', 'mlp_dim', 'mod_dim', 'refiner_dim'].map((name) => [name, whole]), // prettier-ignore
  ),
  ...Object.fromEntries(
    ['conv_alpha', 'loraplus_lr_ratio', 'loraplus_unet_lr_ratio', 'loraplus_text_encoder_lr_ratio', 'ggpo_beta',
      'ggpo_sigma', 'block_lr_zero_threshold'].map((name) => [name, number]), // prettier-ignore
  ),
  rank_dropout: chance,
  module_dropout: chance,
  block_dims: list(WHOLE, BLOCKS),
  conv_block_dims: list(WHOLE, BLOCKS),
  block_alphas: list(NUMBER, BLOCKS),
  conv_block_alphas: list(NUMBER, BLOCKS),
  in_dims: list(WHOLE, 5),
  emb_dims: list(WHOLE, 6),
  embedder_dims: list(WHOLE, 3),
  down_lr_weight: weights(SIDES, true),
  up_lr_weight: weights(SIDES, true),
  mid_lr_weight: weights(MIDDLE, false),
  train_double_block_indices: indices(19),
  train_single_block_indices: indices(38),
  // The models of SD3 have not all the same number of blocks.
  train_block_indices: indices(999),
  exclude_patterns: patterns,
  include_patterns: patterns,
};

/** What is wrong with the value of an argument that a network of sd-scripts knows. */
export function wrongArgumentValue(name: string, value: string, family: Family): WrongValue | undefined {
  const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
  return check?.(name, value, family);
}
