import * as l10n from '@vscode/l10n';
import { json, object, scalar } from './metadataJson';
import { metadataText } from './metadataText';
import { fact } from './trainerFacts';
import { buckets, datasetFolders, resolution } from './trainingData';

/** A detail of the training, ready to be shown. */
export interface TrainingDetail {
  readonly label: string;
  readonly value: string;
}

type Metadata = Readonly<Record<string, string>>;

const TOP_TAGS = 20;
const MAX_VALUE = 500;

/** A label, and the keys of which the first known one is shown as it is. */
type PlainRow = readonly [label: string, ...keys: string[]];

const modelRows = (): readonly PlainRow[] => [
  [l10n.t('Title'), 'modelspec.title', 'ss_output_name'],
  [l10n.t('Author'), 'modelspec.author'],
  [l10n.t('License'), 'modelspec.license'],
  [l10n.t('Trigger phrase'), 'modelspec.trigger_phrase', 'trained_words'],
  [l10n.t('Usage hint'), 'modelspec.usage_hint'],
  [l10n.t('Merged from'), 'modelspec.merged_from'],
  [l10n.t('Architecture'), 'modelspec.architecture', 'ss_base_model_version'],
  [l10n.t('Trained on'), 'ss_sd_model_name', 'ot_config:base_model_name'],
  [l10n.t('Network'), 'ss_network_module', 'ot_config:peft_type'],
  [l10n.t('Network dim'), 'ss_network_dim', 'ot_config:lora_rank', 'lora_adapter_metadata:r'],
  [l10n.t('Network alpha'), 'ss_network_alpha', 'ot_config:lora_alpha', 'lora_adapter_metadata:lora_alpha'],
];

const trainingRows = (): readonly PlainRow[] => [
  [l10n.t('Learning rate'), 'ss_learning_rate', 'ot_config:learning_rate'],
  [l10n.t('U-Net learning rate'), 'ss_unet_lr'],
  [l10n.t('Text encoder learning rate'), 'ss_text_encoder_lr'],
  [l10n.t('Scheduler'), 'ss_lr_scheduler', 'ot_config:learning_rate_scheduler'],
  [l10n.t('Optimizer'), 'ss_optimizer', 'ot_config:optimizer'],
  [
    l10n.t('Batch size'),
    'ss_total_batch_size',
    'ss_batch_size_per_device',
    'ot_config:batch_size',
    'ss_datasets:batch_size_per_device',
  ],
  [l10n.t('Mixed precision'), 'ss_mixed_precision', 'ot_config:train_dtype'],
  [l10n.t('Clip skip'), 'ss_clip_skip'],
  [l10n.t('Noise offset'), 'ss_noise_offset'],
  [l10n.t('Min SNR gamma'), 'ss_min_snr_gamma'],
  [l10n.t('Seed'), 'ss_seed'],
  [l10n.t('Images'), 'ss_num_train_images', 'ss_num_train_items'],
  [l10n.t('Regularisation images'), 'ss_num_reg_images'],
];

/**
 * What a header tells about how the model was trained (kohya's `ss_*` and `modelspec.*`), in the order to show it.
 * @param metadata `__metadata__`; nothing in it is trusted to have the shape that it should have
 */
export function trainingInfo(metadata: Metadata): TrainingDetail[] {
  const details: (TrainingDetail | undefined)[] = [
    ...modelRows().map((row) => plain(metadata, row)),
    detail(l10n.t('Network arguments'), networkArguments(metadata)),
    detail(
      l10n.t('Epochs'),
      ofPlanned(metadata, 'ss_epoch', 'ss_num_epochs') ??
        progress(metadata, 'epoch') ??
        fact(metadata, 'ot_config:epochs'),
    ),
    detail(
      l10n.t('Steps'),
      ofPlanned(metadata, 'ss_steps', 'ss_max_train_steps') ??
        progress(metadata, 'step') ??
        fact(metadata, 'global_step'),
    ),
    ...trainingRows().map((row) => plain(metadata, row)),
    detail(l10n.t('Resolution'), resolution(metadata)),
    detail(l10n.t('Buckets'), buckets(metadata)),
    detail(l10n.t('Dataset'), datasetFolders(metadata)),
    detail(l10n.t('Top tags'), topTags(metadata)),
    detail(l10n.t('Trained'), trainingTime(metadata)),
    plain(metadata, [l10n.t('Comment'), 'ss_training_comment', 'modelspec.comment']),
  ];
  return details.filter((each) => each !== undefined);
}

function detail(label: string, value: string | undefined): TrainingDetail | undefined {
  if (value === undefined || value === '') return undefined;
  return { label, value: value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}…` : value };
}

function plain(metadata: Metadata, [label, ...keys]: PlainRow): TrainingDetail | undefined {
  return detail(
    label,
    keys.map((key) => fact(metadata, key)).find((text) => text !== undefined),
  );
}

/** `ss_epoch` and `ss_steps` are those of this file, the others the plan. */
function ofPlanned(metadata: Metadata, doneKey: string, plannedKey: string): string | undefined {
  const done = metadataText(metadata, doneKey);
  const planned = metadataText(metadata, plannedKey);
  return done !== undefined && planned !== undefined && done !== planned
    ? l10n.t('{0} of {1}', done, planned)
    : (done ?? planned);
}

function networkArguments(metadata: Metadata): string | undefined {
  return Object.entries(json(metadata, 'ss_network_args') ?? {})
    .map(([key, value]) => `${key}=${scalar(value)}`)
    .join(', ');
}

/** `{"10_name": {"tag": 12, …}, …}`, summed over the folders. */
function topTags(metadata: Metadata): string | undefined {
  const counts = new Map<string, number>();
  for (const folder of Object.values(json(metadata, 'ss_tag_frequency') ?? {})) {
    for (const [tag, count] of Object.entries(object(folder))) {
      if (typeof count !== 'number' || !Number.isFinite(count)) continue;
      const name = tag.trim();
      counts.set(name, (counts.get(name) ?? 0) + count);
    }
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, TOP_TAGS)
    .map(([tag, count]) => `${tag} (${count})`)
    .join(', ');
}

/** When the training ended, or began, and how long it took. */
function trainingTime(metadata: Metadata): string | undefined {
  const started = timeOf(metadataText(metadata, 'ss_training_started_at'));
  const finished = timeOf(metadataText(metadata, 'ss_training_finished_at'));
  const date = finished ?? started ?? timeOf(metadataText(metadata, 'modelspec.date'));
  if (!date) return undefined;
  const day = date.toISOString().slice(0, 10);
  const minutes = started && finished ? Math.round((finished.getTime() - started.getTime()) / 60_000) : 0;
  return minutes > 0 ? l10n.t('{0}, {1} minutes', day, minutes) : day;
}

/** Of 2001: a smaller number is a year, or a day of eight digits. */
const LEAST_SECONDS = 1e9;
/** Later than any milliseconds since the epoch that are seconds. */
const MOST_SECONDS = 1e11;

/** Seconds since the epoch, as Python's `time.time()` prints them; other trainers write milliseconds, or ISO 8601. */
function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  const ms = Number.isFinite(number) ? number * (Math.abs(number) < MOST_SECONDS ? 1000 : 1) : isoTime(text);
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) || ms < LEAST_SECONDS * 1000 ? undefined : date;
}

/** A time without a zone counts as UTC, so that its day is the one that is written. */
function isoTime(text: string): number {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return NaN;
  const local = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(text);
  return Date.parse(local ? `${text.replace(' ', 'T')}Z` : text);
}

/** ai-toolkit's `training_info`: `{"step": 500, "epoch": 10}`. */
function progress(metadata: Metadata, key: 'step' | 'epoch'): string | undefined {
  const value = json(metadata, 'training_info')?.[key];
  const isNumber = typeof value === 'string' ? /^\d+$/.test(value) : Number.isFinite(value);
  return isNumber ? scalar(value) : undefined;
}
