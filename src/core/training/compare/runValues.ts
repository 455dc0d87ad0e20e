import { dirname, join } from 'node:path';
import { colourOf } from '../dataset/datasetOptions';
import { FIELD_OPTIONS } from '../job/fieldOptions';
import { extraSettings } from '../job/readTraining';
import { trainerSettings } from '../job/trainerSettings';
import type { TrainingFile } from '../job/trainingFile';
import { readJobTraining } from '../jobs/prepare/readJobTraining';
import type { Job } from '../jobs/job';
import { FAMILY_FACTS } from '../options/families';
import { shippedTable } from '../options/optionTable';
import { resolutionOf } from '../options/rules/pictureRules';
import { IS_PATH_FIELD } from './pathFields';

/** What a run had for one setting. */
export interface RunValue {
  /** As it is shown. */
  readonly text: string;
  /** By what it is compared: two ways to write the same are alike. */
  readonly same: string;
  /** The training file does not say it. */
  readonly isDefault: boolean;
}

/** What a run had for every setting, by the path of the field: `dim`, `save.every_steps`, `extra.no_half_vae`. */
export type RunValues = ReadonlyMap<string, RunValue>;

/** Stands for the folders of a job, which tell nothing of its settings. */
const NO_PLACES = { outputDir: '', loggingDir: '', trainDataDir: '' };

/**
 * The settings that a job really had: what its frozen training file says, with the defaults of ours and of the trainer
 * filled in, and what its settings of that time add.
 * @param text of the frozen training file
 * @throws Problem where it cannot be read any more
 */
export function runValues(job: Pick<Job, 'source' | 'settings'>, text: string): RunValues {
  const { training, document, toPath } = readJobTraining(job, text);
  const values = new Map<string, RunValue>();
  const add = (path: string, value: unknown, isDefault: boolean) => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return;
    values.set(path, { ...written(path, value, toPath), isDefault });
  };
  const { settings } = trainerSettings(training, NO_PLACES, undefined, document);
  const extra = extraSettings(training, document).settings;
  const table = shippedTable(training.family);

  add('family', training.family, false);
  for (const [path, option] of Object.entries(FIELD_OPTIONS)) {
    if (path === 'name') continue;
    const isSaid = valueAt(training, path) !== undefined || Object.hasOwn(extra, option);
    add(path, settings[option] ?? (table.has(option) ? table.get(option)?.default : undefined), !isSaid);
  }
  const fieldOptions = new Set(Object.values(FIELD_OPTIONS));
  for (const option of Object.keys(extra))
    if (!fieldOptions.has(option)) add(`extra.${option}`, settings[option], false);
  for (const [path, usual] of Object.entries(ownFields(job, training))) {
    const value = valueAt(training, path);
    add(path, value ?? usual, value === undefined);
  }
  for (const [index, subset] of (training.subsets ?? []).entries())
    for (const [field, value] of Object.entries(subset)) add(`subsets.${index}.${field}`, value, false);
  const script = join(dirname(job.settings.scriptPath), FAMILY_FACTS[training.family].script);
  add('trainer.script', training.launcher?.type === 'docker' ? job.settings.docker.image : script, true);
  return values;
}

/** Fields that are no option of the trainer, each with what applies where it is not set. */
function ownFields(
  { settings }: Pick<Job, 'settings'>,
  training: TrainingFile,
): Readonly<Record<string, string | number | undefined>> {
  const { trigger, character, pictures, weight, save, samples, launcher } = training;
  return {
    ...(trigger !== undefined && { trigger }),
    ...(character !== undefined && { character }),
    ...(pictures !== undefined && { pictures }),
    class: undefined,
    repeats: 10,
    captions: 'mend',
    fit: 'square',
    background: '#000000',
    minimum_pictures: settings.minimumPictures,
    lora_dir: settings.loraDir,
    ...(weight !== undefined && { weight }),
    ...(save?.keep_last !== undefined && { 'save.keep_last': save.keep_last }),
    ...(samples?.prompts && { 'samples.prompts': undefined }),
    'launcher.type': 'local',
    ...Object.fromEntries(
      Object.keys(launcher ?? {})
        .filter((field) => field !== 'type')
        .map((field) => [`launcher.${field}`, undefined]),
    ),
  };
}

/** The value at `save.every_steps`. */
function valueAt(training: TrainingFile, path: string): unknown {
  let value: unknown = training;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

function written(
  path: string,
  value: unknown,
  toPath: (text: string) => string,
): Pick<RunValue, 'text' | 'same'> {
  const text = textOf(value);
  if (IS_PATH_FIELD.test(path)) return { text, same: toPath(text) };
  if (path === 'resolution') {
    const size = resolutionOf(text);
    return size ? { text: size.join(' × '), same: size.join(',') } : { text, same: text };
  }
  if (path === 'background') return { text, same: colourOf(text) ?? text };
  return { text, same: text };
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
