import { extraSettings } from '../job/readTraining';
import { trainerSettings } from '../job/trainerSettings';
import type { TrainingFile } from '../job/trainingFile';
import { FAMILY_FACTS, type Family } from '../options/families';
import { resolutionOf } from '../options/rules/pictureRules';
import type { Settings } from '../options/settings';
import type { BucketOptions, Size } from './buckets';
import { extensionOf } from './subsets';

/** What the trainer is told about pictures and steps, with `[extra]` taken into account. */
export interface DatasetOptions {
  readonly family: Family;
  readonly resolution: Size;
  readonly buckets: BucketOptions;
  readonly fit: 'square' | 'bucket' | 'crop';
  /** The trainer cuts at another place each time it takes a picture, not around the centre. */
  readonly randomCrop: boolean;
  /** `#rrggbb`. */
  readonly background: string;
  readonly batch: number;
  readonly gradientAccumulation: number;
  readonly epochs: number | undefined;
  readonly maxSteps: number | undefined;
  readonly validationSplit: number;
  readonly captionExtension: string;
  /** Captions are read to their last line, each of which is a variant. */
  readonly allLines: boolean;
  /** Captions are cut after so many tokens. */
  readonly tokenLimit: number;
}

/** Stands for the folders of a job: nothing here depends on them. */
const NO_PLACES = { outputDir: '', loggingDir: '', trainDataDir: '' };
const BACKGROUND = '#000000';

export function datasetOptions(training: TrainingFile): DatasetOptions {
  const { settings } = trainerSettings({ ...training, extra: extraSettings(training).settings }, NO_PLACES);
  const { family } = training;
  const side = FAMILY_FACTS[family].resolution;
  const resolution = resolutionOf(text(settings, 'resolution')) ?? [side, side];
  const ofSteps = whole(settings, 'max_train_steps');
  return {
    family,
    resolution,
    buckets: {
      resolution,
      enabled: settings.enable_bucket === true,
      noUpscale: settings.bucket_no_upscale === true,
      min: whole(settings, 'min_bucket_reso') ?? 256,
      max: whole(settings, 'max_bucket_reso') ?? 1024,
      step: whole(settings, 'bucket_reso_steps') ?? 64,
    },
    fit: training.fit ?? 'square',
    randomCrop: settings.random_crop === true,
    background: colourOf(training.background) ?? BACKGROUND,
    batch: Math.max(1, whole(settings, 'train_batch_size') ?? 1),
    gradientAccumulation: Math.max(1, whole(settings, 'gradient_accumulation_steps') ?? 1),
    epochs: whole(settings, 'max_train_epochs'),
    maxSteps: ofSteps,
    validationSplit: Math.max(0, Math.min(1, number(settings, 'validation_split') ?? 0)),
    captionExtension: extensionOf(text(settings, 'caption_extension')) ?? '.txt',
    allLines: settings.enable_wildcard === true,
    tokenLimit: tokenLimit(family, settings),
  };
}

/** A colour that is written as `#rgb` or `#rrggbb`; undefined where it is none. */
export function colourOf(text: string | undefined): string | undefined {
  const [, short, long] = /^#?(?:([\da-f]{3})|([\da-f]{6}))$/i.exec(text?.trim() ?? '') ?? [];
  if (short !== undefined) return `#${short.replaceAll(/./g, '$&$&')}`.toLowerCase();
  return long === undefined ? undefined : `#${long}`.toLowerCase();
}

/** CLIP takes 75 tokens at a time; the text encoders of the newer families take more. */
function tokenLimit(family: Family, settings: Settings): number {
  switch (family) {
    case 'sd15':
    case 'sdxl':
      return whole(settings, 'max_token_length') ?? 75;
    case 'flux':
    case 'sd3':
      return whole(settings, 't5xxl_max_token_length') ?? (family === 'flux' ? 512 : 256);
    case 'lumina':
      return whole(settings, 'gemma2_max_token_length') ?? 256;
    case 'hunyuan_image':
      return 1000;
    case 'anima':
      return whole(settings, 'qwen3_max_token_length') ?? 512;
  }
}

const text = (settings: Settings, option: string) => {
  const value = settings[option];
  return typeof value === 'string' ? value : undefined;
};
const number = (settings: Settings, option: string) => {
  const value = settings[option];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
};
const whole = (settings: Settings, option: string) => {
  const value = number(settings, option);
  return value !== undefined && Number.isInteger(value) && value >= 0 ? value : undefined;
};
