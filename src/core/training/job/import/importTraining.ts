import * as l10n from '@vscode/l10n';
import { parseDocument } from 'yaml';
import { parseJsonObject } from '../../../json/jsonDocument';
import { FAMILIES, FAMILY_FACTS, type Family } from '../../options/families';
import { shippedTable } from '../../options/optionTable';
import { readToml } from '../toml';
import type { TrainingFile } from '../trainingFile';
import { trainingText } from '../writeTraining';
import { fromConfigYaml } from './fromConfigYaml';
import { fromDatasets } from './fromDatasets';
import { fromKohyaGui } from './fromKohyaGui';
import { fromOptions, type Imported, type NotCarried } from './fromOptions';

export type { NotCarried } from './fromOptions';

/** A preset of kohya_ss’ window, a `--config_file` or `--dataset_config` of sd-scripts, or a `config.yaml`. */
export type ImportFormat = 'kohya_ss' | 'sd-scripts' | 'config.yaml';

export type TrainingImport =
  | {
      readonly ok: true;
      /** The text of the training file. */
      readonly text: string;
      readonly training: Partial<TrainingFile>;
      readonly notCarried: readonly NotCarried[];
    }
  | { readonly ok: false; readonly reason: string };

const MOST_CHARACTERS = 1_000_000;

/** The format that a file's name tells. */
export function importFormat(fileName: string): ImportFormat | undefined {
  const ending = /\.(json|toml|ya?ml)$/i.exec(fileName)?.[1]?.toLowerCase();
  if (ending === undefined) return undefined;
  return ending === 'json' ? 'kohya_ss' : ending === 'toml' ? 'sd-scripts' : 'config.yaml';
}

/** Makes a training file of settings of another program, and tells what could not be carried over. Never throws. */
export function importTraining(text: string, format: ImportFormat, family?: Family): TrainingImport {
  if (text.length > MOST_CHARACTERS) return { ok: false, reason: l10n.t('The file is too large.') };
  const read = valuesOf(text, format);
  if ('reason' in read) return { ok: false, reason: read.reason };
  const { training, notCarried } = imported(read.values, format, family);
  const whole: Partial<TrainingFile> = {
    ...training,
    name: training.name ?? 'imported',
    base_model: training.base_model ?? 'base_model.safetensors',
    ...(training.subsets === undefined && training.pictures === undefined ? { pictures: 'pictures' } : {}),
  };
  const missing: NotCarried[] = (['name', 'base_model', 'pictures'] as const)
    .filter((field) => training[field] === undefined && !(field === 'pictures' && training.subsets))
    .map((field) => ({ option: field, reason: l10n.t('The file does not say it: fill it in.') }));
  return { ok: true, text: trainingText(whole), training: whole, notCarried: [...notCarried, ...missing] };
}

function valuesOf(
  text: string,
  format: ImportFormat,
): { readonly values: Readonly<Record<string, unknown>> } | { readonly reason: string } {
  if (format === 'kohya_ss') {
    const json = parseJsonObject(text);
    return json.ok
      ? { values: json.value }
      : { reason: l10n.t('Line {0}, column {1}: {2}', json.line, json.column, json.reason) };
  }
  if (format === 'sd-scripts') {
    const { value, problems } = readToml(text);
    const [first] = problems;
    return first
      ? {
          reason: l10n.t(
            'Line {0}, column {1}: {2}',
            first.range.start.line + 1,
            first.range.start.column + 1,
            first.message,
          ),
        }
      : { values: value };
  }
  try {
    const document = parseDocument(text);
    if (document.errors[0]) throw document.errors[0];
    const value: unknown = document.toJS();
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { values: value as Record<string, unknown> };
    return { reason: l10n.t('The file has no settings.') };
  } catch (error) {
    return { reason: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '' };
  }
}

function imported(
  values: Readonly<Record<string, unknown>>,
  format: ImportFormat,
  family: Family | undefined,
): Imported {
  if (format === 'kohya_ss') return fromKohyaGui(values);
  if (format === 'config.yaml') return fromConfigYaml(values);
  const { options, subsets, notCarried } = Array.isArray(values.datasets)
    ? fromDatasets(values)
    : { options: flattened(values), subsets: [], notCarried: [] };
  const renamed = ofWindowToml(options);
  const found = fromOptions(family ?? familyOf(options), renamed);
  return {
    training: { ...found.training, ...(subsets.length > 0 ? { subsets: [...subsets] } : {}) },
    notCarried: [...notCarried, ...found.notCarried],
  };
}

/** The sections of a `--config_file` do not count: the trainer puts all of their keys together. */
function flattened(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
        ? Object.entries(value)
        : [[key, value] as [string, unknown]],
    ),
  );
}

/** kohya_ss writes into its TOML what the trainer does not know, and the trainer ignores. */
function ofWindowToml(options: Record<string, unknown>): Record<string, unknown> {
  const { epoch, dynamo_backend, ...others } = options;
  if (others.max_token_length === 75) delete others.max_token_length;
  if (dynamo_backend !== undefined && dynamo_backend !== 'no') others.dynamo_backend = dynamo_backend;
  if (epoch !== undefined && others.max_train_steps === undefined && others.max_train_epochs === undefined)
    others.max_train_epochs = epoch;
  return others;
}

/** The family whose network module, components or options the settings name. */
export function familyOf(options: Readonly<Record<string, unknown>>): Family {
  const named = FAMILIES.slice(2).find(
    (family) => options.network_module === FAMILY_FACTS[family].networkModule,
  );
  if (named) return named;
  if (options.network_module === 'networks.oft_flux') return 'flux';
  const set = Object.keys(options).filter((option) => options[option] !== '' && options[option] !== false);
  const common = shippedTable('sd15');
  const special = set.filter((option) => !common.has(option));
  if (special.length === 0) return size(options.resolution) >= 1024 ? 'sdxl' : 'sd15';
  const counts = FAMILIES.slice(1).map((family) => {
    const table = shippedTable(family);
    return special.filter((option) => table.has(option)).length;
  });
  const most = Math.max(...counts);
  return most === 0
    ? size(options.resolution) >= 1024
      ? 'sdxl'
      : 'sd15'
    : (FAMILIES[counts.indexOf(most) + 1] ?? 'sd15');
}

/** The first side of a resolution, however it is written. */
function size(resolution: unknown): number {
  const first: unknown = Array.isArray(resolution) ? resolution[0] : resolution;
  return typeof first === 'number' ? first : typeof first === 'string' ? Number(first.split(',')[0]) : 0;
}
