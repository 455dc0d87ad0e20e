import * as l10n from '@vscode/l10n';
import { metadataText } from './metadataText';

/** A detail of the training, ready to be shown. */
export interface TrainingDetail {
  readonly label: string;
  readonly value: string;
}

type Metadata = Readonly<Record<string, string>>;

const TOP_TAGS = 20;
const MAX_FOLDERS = 20;
const MAX_VALUE = 500;

/** A label, and the keys of which the first known one is shown as it is. */
type PlainRow = readonly [label: string, ...keys: string[]];

const modelRows = (): readonly PlainRow[] => [
  [l10n.t('Title'), 'modelspec.title', 'ss_output_name'],
  [l10n.t('Author'), 'modelspec.author'],
  [l10n.t('License'), 'modelspec.license'],
  [l10n.t('Trigger phrase'), 'modelspec.trigger_phrase'],
  [l10n.t('Usage hint'), 'modelspec.usage_hint'],
  [l10n.t('Merged from'), 'modelspec.merged_from'],
  [l10n.t('Architecture'), 'modelspec.architecture', 'ss_base_model_version'],
  [l10n.t('Trained on'), 'ss_sd_model_name'],
  [l10n.t('Network'), 'ss_network_module'],
  [l10n.t('Network dim'), 'ss_network_dim'],
  [l10n.t('Network alpha'), 'ss_network_alpha'],
];

const trainingRows = (): readonly PlainRow[] => [
  [l10n.t('Learning rate'), 'ss_learning_rate'],
  [l10n.t('U-Net learning rate'), 'ss_unet_lr'],
  [l10n.t('Text encoder learning rate'), 'ss_text_encoder_lr'],
  [l10n.t('Scheduler'), 'ss_lr_scheduler'],
  [l10n.t('Optimizer'), 'ss_optimizer'],
  [l10n.t('Batch size'), 'ss_total_batch_size', 'ss_batch_size_per_device'],
  [l10n.t('Mixed precision'), 'ss_mixed_precision'],
  [l10n.t('Clip skip'), 'ss_clip_skip'],
  [l10n.t('Noise offset'), 'ss_noise_offset'],
  [l10n.t('Min SNR gamma'), 'ss_min_snr_gamma'],
  [l10n.t('Seed'), 'ss_seed'],
  [l10n.t('Images'), 'ss_num_train_images'],
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
    detail(l10n.t('Epochs'), ofPlanned(metadata, 'ss_epoch', 'ss_num_epochs')),
    detail(l10n.t('Steps'), ofPlanned(metadata, 'ss_steps', 'ss_max_train_steps')),
    ...trainingRows().map((row) => plain(metadata, row)),
    detail(l10n.t('Resolution'), resolution(metadata)),
    detail(l10n.t('Buckets'), buckets(metadata)),
    detail(l10n.t('Dataset'), datasetFolders(metadata)),
    detail(l10n.t('Top tags'), topTags(metadata)),
    detail(l10n.t('Trained'), trainingTime(metadata)),
    plain(metadata, [l10n.t('Comment'), 'ss_training_comment']),
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
    keys.map((key) => metadataText(metadata, key)).find((text) => text !== undefined),
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

/** `(512, 768)` as Python prints it. */
function resolution(metadata: Metadata): string | undefined {
  const text = metadataText(metadata, 'ss_resolution') ?? metadataText(metadata, 'modelspec.resolution');
  const sides = /^\(?\s*(\d+)\s*[,x]\s*(\d+)\s*\)?$/.exec(text ?? '');
  return sides ? `${sides[1]} × ${sides[2]}` : text;
}

/** `{"buckets": {"0": {"resolution": [512, 768], "count": 10}, …}}`. */
function buckets(metadata: Metadata): string | undefined {
  return Object.values(object(json(metadata, 'ss_bucket_info')?.buckets))
    .map((bucket) => {
      const { resolution: sides, count } = object(bucket);
      return Array.isArray(sides) ? `${sides.map(scalar).join(' × ')} (${scalar(count)})` : '';
    })
    .filter((text) => text !== '')
    .slice(0, MAX_FOLDERS)
    .join(', ');
}

/** `{"10_name": {"n_repeats": 10, "img_count": 4}, …}`; `--dataset_config` runs have it too. */
function datasetFolders(metadata: Metadata): string | undefined {
  return Object.entries(json(metadata, 'ss_dataset_dirs') ?? {})
    .slice(0, MAX_FOLDERS)
    .map(([name, folder]) => {
      const { n_repeats: repeats, img_count: images } = object(folder);
      return l10n.t('{0} ({1} images × {2})', name, scalar(images), scalar(repeats));
    })
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

/** Seconds since the epoch, as Python's `time.time()` prints them. */
function trainingTime(metadata: Metadata): string | undefined {
  const started = Number(metadataText(metadata, 'ss_training_started_at'));
  const finished = Number(metadataText(metadata, 'ss_training_finished_at'));
  const date = new Date((Number.isFinite(finished) ? finished : started) * 1000);
  if (Number.isNaN(date.getTime())) return metadataText(metadata, 'modelspec.date')?.slice(0, 10);
  const minutes = Math.round((finished - started) / 60);
  const day = date.toISOString().slice(0, 10);
  return minutes > 0 ? l10n.t('{0}, {1} minutes', day, minutes) : day;
}

/** A value that is JSON again, where it is an object. */
function json(metadata: Metadata, key: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(metadata[key] ?? '');
    return object(value);
  } catch {
    return undefined;
  }
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function scalar(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '?';
}
