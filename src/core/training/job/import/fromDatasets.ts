import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { TRAINING_SCHEMA, type Subset } from '../trainingFile';
import type { NotCarried } from './fromOptions';

const SUBSET_FIELDS: Readonly<Record<string, keyof Subset>> = {
  image_dir: 'folder',
  num_repeats: 'repeats',
  class_tokens: 'class',
  caption_extension: 'caption_extension',
  keep_tokens: 'keep_tokens',
  shuffle_caption: 'shuffle_captions',
  flip_aug: 'flip',
  is_reg: 'regularization',
  conditioning_data_dir: 'masks',
  alpha_mask: 'alpha_mask',
};
/** Options of a whole dataset, by the name of the trainer's option. */
const DATASET_OPTIONS: Readonly<Record<string, string>> = {
  batch_size: 'train_batch_size',
  resolution: 'resolution',
  enable_bucket: 'enable_bucket',
  bucket_reso_steps: 'bucket_reso_steps',
  bucket_no_upscale: 'bucket_no_upscale',
  min_bucket_reso: 'min_bucket_reso',
  max_bucket_reso: 'max_bucket_reso',
  validation_split: 'validation_split',
  validation_seed: 'validation_seed',
  caption_dropout_rate: 'caption_dropout_rate',
  caption_tag_dropout_rate: 'caption_tag_dropout_rate',
  caption_dropout_every_n_epochs: 'caption_dropout_every_n_epochs',
  resize_interpolation: 'resize_interpolation',
};

type Table = Readonly<Record<string, unknown>>;
const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
const tables = (value: unknown): Table[] => (Array.isArray(value) ? value.filter(isTable) : []);

/** The folders of a `--dataset_config`, each with what is said for it, its dataset or all of them. */
export function fromDatasets(document: Table): {
  readonly options: Record<string, unknown>;
  readonly subsets: readonly Subset[];
  readonly notCarried: readonly NotCarried[];
} {
  const options: Record<string, unknown> = {};
  const subsets: Subset[] = [];
  const notCarried: NotCarried[] = [];
  const general = isTable(document.general) ? document.general : {};
  const datasets = tables(document.datasets);
  for (const [number, dataset] of datasets.entries()) {
    const { subsets: inside, ...ofDataset } = dataset;
    const shared = { ...general, ...ofDataset };
    for (const [key, value] of Object.entries(shared)) {
      if (!Object.hasOwn(DATASET_OPTIONS, key)) continue;
      const option = DATASET_OPTIONS[key] ?? key;
      if (number > 0 && JSON.stringify(options[option]) !== JSON.stringify(value))
        notCarried.push({
          option: `datasets.${String(number)}.${key}`,
          reason: l10n.t('A training has one such value.'),
        });
      else options[option] = value;
    }
    for (const [index, own] of tables(inside).entries()) {
      const at = `datasets.${String(number)}.subsets.${String(index)}`;
      const subset: Record<string, unknown> = {};
      for (const [key, value] of Object.entries({ ...shared, ...own })) {
        if (Object.hasOwn(SUBSET_FIELDS, key)) subset[SUBSET_FIELDS[key] ?? key] = value;
        else if (!Object.hasOwn(DATASET_OPTIONS, key) || Object.hasOwn(own, key))
          notCarried.push({
            option: `${at}.${key}`,
            reason: l10n.t('A subset of a training has no such field.'),
          });
      }
      const parsed = v.safeParse(TRAINING_SCHEMA.entries.subsets, [subset]);
      if (parsed.success) subsets.push(...(parsed.output ?? []));
      else
        notCarried.push({
          option: at,
          reason: l10n.t('It names no folder, or a value is of the wrong kind.'),
        });
    }
  }
  return { options, subsets, notCarried };
}
