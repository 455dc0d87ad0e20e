import * as l10n from '@vscode/l10n';
import { stringify } from 'smol-toml';
import { safeName } from '../../files/safeName';
import type { Finding } from '../finding';
import { FAMILY_FACTS } from '../options/families';
import type { OptionTable } from '../options/optionTable';
import { withPaths } from '../options/pathOptions';
import { resolutionOf } from '../options/rules/pictureRules';
import type { Settings, SettingValue } from '../options/settings';
import { extraSettings } from './readTraining';
import type { TomlDocument } from './toml';
import type { TrainingFile } from './trainingFile';

/** The folders and files of a job. */
export interface JobPlaces {
  readonly outputDir: string;
  readonly loggingDir: string;
  /** The folder with one folder for each number of repeats, or else a file of datasets. */
  readonly trainDataDir?: string;
  readonly regDataDir?: string;
  readonly datasetConfig?: string;
  /** The file that the prompts of the samples were written to. */
  readonly samplePrompts?: string;
}

export interface TrainerSettings {
  /** The trainer’s file, beside the others of sd-scripts. */
  readonly script: string;
  readonly settings: Settings;
  /** Options that were written with a decimal point though they are whole. */
  readonly floats: ReadonlySet<string>;
  /** Options of `[extra]` that the job decides, and that were left out. */
  readonly findings: readonly Finding[];
}

/** What the job itself decides: its folders, and the log that this program reads. */
export const OF_JOB: ReadonlySet<string> = new Set([
  'output_dir', 'train_data_dir', 'reg_data_dir', 'dataset_config', 'config_file', 'output_config',
  'console_log_level', 'console_log_file', 'console_log_simple', 'debug_dataset',
]); // prettier-ignore

/**
 * The settings that a training file means, by the trainer's own names. `[extra]` wins over the fields.
 * @param toPath makes an absolute path of one that the user wrote
 */
export function trainerSettings(
  training: TrainingFile,
  places: JobPlaces,
  toPath: (text: string) => string = (text) => text,
  document?: TomlDocument,
): TrainerSettings {
  const facts = FAMILY_FACTS[training.family];
  const extra = extraSettings(training, document);
  const findings: Finding[] = [];
  const settings: Record<string, SettingValue | undefined> = {
    ...fields(training, places, toPath),
  };
  for (const [option, value] of Object.entries(extra.settings)) {
    if (!OF_JOB.has(option)) settings[option] = withPaths(option, value, toPath);
    else
      findings.push({
        level: 'warning',
        code: 'option_of_job',
        option,
        message: l10n.t('{0} is decided by the training itself, and left out.', option),
        fix: l10n.t('Remove {0} from [extra].', option),
      });
  }
  // One of them as an own option takes the place of the field for the other.
  if (Object.hasOwn(extra.settings, 'max_train_steps') && !Object.hasOwn(extra.settings, 'max_train_epochs'))
    settings.max_train_epochs = undefined;
  if (Object.hasOwn(extra.settings, 'max_train_epochs') && !Object.hasOwn(extra.settings, 'max_train_steps'))
    settings.max_train_steps = undefined;
  const set = Object.entries(settings).filter(
    (each): each is [string, SettingValue] => each[1] !== undefined,
  );
  return { script: facts.script, settings: Object.fromEntries(set), floats: extra.floats, findings };
}

/** The settings as the text of the trainer’s `--config_file`. Options that want a broken number get a point. */
export function settingsToml(settings: Settings, table: OptionTable): string {
  const lines = Object.entries(settings).map(([option, value]) => {
    const facts = table.get(option);
    const asFloat = facts?.type === 'float';
    return stringify({ [option]: value }, { numbersAsFloat: asFloat }).trimEnd();
  });
  return lines.map((line) => `${line}\n`).join('');
}

function fields(
  training: TrainingFile,
  places: JobPlaces,
  toPath: (text: string) => string,
): Record<string, SettingValue | undefined> {
  const { family, samples } = training;
  const path = (text: string | undefined) => (text === undefined ? undefined : toPath(text));
  const extra = training.extra ?? {};
  const only =
    family === 'hunyuan_image' ||
    (extra.network_train_unet_only === undefined
      ? training.unet_only === true
      : extra.network_train_unet_only === true);
  const resolution = resolutionText(training);
  const components = Object.entries(training.components ?? {}).map(([name, file]) => [name, path(file)]);
  return {
    pretrained_model_name_or_path: toPath(training.base_model),
    ...(Object.fromEntries(components) as Record<string, string | undefined>),
    output_dir: places.outputDir,
    output_name: safeName(training.name, 'lora'),
    save_model_as: 'safetensors',
    // TensorBoard has packages of its own; the exact loss of each step comes from the runner.
    logging_dir: extra.log_with === undefined ? undefined : places.loggingDir,
    train_data_dir: places.datasetConfig === undefined ? places.trainDataDir : undefined,
    reg_data_dir: places.datasetConfig === undefined ? places.regDataDir : undefined,
    dataset_config: places.datasetConfig,
    caption_extension: training.caption_extension ?? '.txt',
    resolution,
    ...buckets(training, resolution),
    shuffle_caption: training.shuffle_captions,
    keep_tokens: training.keep_tokens,
    flip_aug: training.flip,
    caption_dropout_rate: training.caption_dropout,
    masked_loss: training.subsets?.some(({ masks, alpha_mask }) => masks !== undefined || alpha_mask === true)
      ? true
      : undefined,
    network_module: training.network_module ?? FAMILY_FACTS[family].networkModule,
    network_dim: training.dim ?? 16,
    network_alpha: training.alpha ?? (training.dim ?? 16) / 2,
    network_args: training.network_args,
    network_dropout: training.network_dropout,
    network_weights: path(training.network_weights),
    network_train_unet_only: only ? true : undefined,
    max_train_steps: training.epochs === undefined ? (training.steps ?? 2000) : undefined,
    max_train_epochs: training.epochs,
    train_batch_size: training.batch_size ?? 1,
    gradient_accumulation_steps: training.gradient_accumulation,
    gradient_checkpointing: training.gradient_checkpointing,
    // Two options must not name it.
    optimizer_type:
      training.optimizer ??
      (extra.use_8bit_adam === true || extra.use_lion_optimizer === true ? undefined : 'AdamW'),
    optimizer_args: training.optimizer_args,
    learning_rate: training.learning_rate ?? training.unet_lr ?? 1e-4,
    unet_lr: training.unet_lr,
    // Nothing would be trained with it.
    text_encoder_lr:
      only || training.text_encoder_lr === undefined ? undefined : [training.text_encoder_lr].flat(),
    lr_scheduler: training.scheduler ?? ((training.warmup ?? 0) > 0 ? 'constant_with_warmup' : 'constant'),
    lr_warmup_steps: training.warmup,
    mixed_precision: training.precision ?? 'bf16',
    save_precision: training.save_precision ?? (training.precision === 'fp16' ? 'fp16' : 'bf16'),
    seed: training.seed ?? 42,
    noise_offset: training.noise_offset,
    min_snr_gamma: training.min_snr_gamma,
    clip_skip: training.clip_skip,
    ...caches(training, only),
    // Each worker costs time at the start of each epoch; a set of some pictures needs none.
    max_data_loader_n_workers: 0,
    save_every_n_steps: training.save?.every_steps,
    save_every_n_epochs: training.save?.every_epochs,
    ...kept(training),
    save_state: training.save?.state,
    sample_prompts: places.samplePrompts ?? path(samples?.file),
    sample_every_n_steps: samples?.every_steps,
    sample_every_n_epochs: samples?.every_epochs,
    sample_at_first: samples?.at_first,
    sample_sampler: samples?.sampler,
  };
}

function resolutionText({ family, resolution }: TrainingFile): string {
  return String(resolution ?? FAMILY_FACTS[family].resolution).replaceAll(/\s/g, '');
}

/** Buckets for pictures that keep their form: from half to twice the resolution. */
function buckets({ fit }: TrainingFile, resolution: string): Record<string, SettingValue> {
  if (fit !== 'bucket') return {};
  const [width, height] = resolutionOf(resolution) ?? [512, 512];
  const least = Math.max(64, Math.floor(Math.min(width, height) / 2 / 64) * 64);
  return {
    enable_bucket: true,
    bucket_reso_steps: 64,
    min_bucket_reso: Math.min(256, least),
    max_bucket_reso: Math.ceil((Math.max(width, height) * 2) / 64) * 64,
  };
}

/** Keeps what does not change from step to step: it saves memory and time. */
function caches(training: TrainingFile, only: boolean): Record<string, SettingValue | undefined> {
  const { family } = training;
  const changes =
    training.shuffle_captions === true ||
    training.subsets?.some((subset) => subset.shuffle_captions === true) === true ||
    ((training.caption_dropout ?? 0) > 0 && family !== 'anima') ||
    // Each of these makes captions change as well, or trains what would be kept.
    [
      'shuffle_caption',
      'caption_dropout_rate',
      'caption_dropout_every_n_epochs',
      'caption_tag_dropout_rate',
      'token_warmup_step',
    ].some((option) => Object.hasOwn(training.extra ?? {}, option)) ||
    [training.network_args, training.extra?.network_args].flat().includes('train_t5xxl=True');
  return {
    cache_latents: training.cache_latents,
    cache_text_encoder_outputs: family !== 'sd15' && only && !changes ? true : undefined,
  };
}

/** How many checkpoints are kept; the trainer counts steps where it saves by steps. */
function kept({ save }: TrainingFile): Record<string, SettingValue | undefined> {
  if (save?.keep_last === undefined) return {};
  return {
    save_last_n_epochs: save.every_epochs === undefined ? undefined : save.keep_last,
    save_last_n_steps: save.every_steps === undefined ? undefined : save.keep_last * save.every_steps,
  };
}
