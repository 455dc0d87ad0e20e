import * as l10n from '@vscode/l10n';
import { json, object, scalar } from './metadataJson';
import { metadataText } from './metadataText';
import { datasets, fact } from './trainerFacts';

type Metadata = Readonly<Record<string, string>>;

/** More would fill the card. */
const MAX_FOLDERS = 20;

/** Trainers whose model spec has the usual resolution of the architecture, not that of the training. */
const PLACEHOLDER_TRAINERS = ['ss_network_module', 'ss_num_train_items', 'ot_revision', 'ot_config'];
/** A smaller side is a number of megapixels. */
const SMALLEST_SIDE = 16;

/**
 * `(512, 768)` as Python prints it. musubi-tuner writes a placeholder into the model spec, and what is so into its
 * datasets; OneTrainer takes several, with commas between them.
 */
export function resolution(metadata: Metadata): string | undefined {
  const own = metadataText(metadata, 'ss_resolution');
  if (own !== undefined) return sidesIn(own);
  const sizes = datasets(metadata).map((dataset) => sidesText(dataset.resolution));
  const known = [...new Set(sizes.filter((size) => size !== ''))];
  if (known.length > 0) return known.slice(0, MAX_FOLDERS).join(', ');
  const several = fact(metadata, 'ot_config:resolution')?.split(',');
  return several?.map((each) => sidesIn(each.trim())).join(', ') ?? specResolution(metadata);
}

function specResolution(metadata: Metadata): string | undefined {
  const text = metadataText(metadata, 'modelspec.resolution');
  if (text === undefined || PLACEHOLDER_TRAINERS.some((key) => Object.hasOwn(metadata, key)))
    return undefined;
  return Number.parseInt(text, 10) < SMALLEST_SIDE ? undefined : sidesIn(text);
}

function sidesIn(text: string): string {
  const sides = /^[([]?\s*(\d+)\s*[,x]\s*(\d+)\s*[)\]]?$/.exec(text);
  return sides ? `${sides[1]} × ${sides[2]}` : text;
}

/** `[512, 768]`, or one side of a square. */
function sidesText(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return `${value} × ${value}`;
  return Array.isArray(value) && value.length === 2 ? value.map(scalar).join(' × ') : '';
}

/** `{"buckets": {"0": {"resolution": [512, 768], "count": 10}, …}}`. */
export function buckets(metadata: Metadata): string | undefined {
  const infos = [
    json(metadata, 'ss_bucket_info'),
    ...datasets(metadata).map(({ bucket_info: info }) => object(info)),
  ];
  return infos
    .flatMap((info) => Object.values(object(info?.buckets)))
    .map((bucket) => {
      const { resolution: sides, count } = object(bucket);
      return Array.isArray(sides) ? `${sides.map(scalar).join(' × ')} (${scalar(count)})` : '';
    })
    .filter((text) => text !== '')
    .slice(0, MAX_FOLDERS)
    .join(', ');
}

/**
 * `{"10_name": {"n_repeats": 10, "img_count": 4}, …}`; of runs with `--dataset_config` and of musubi-tuner, the folders of
 * their datasets.
 */
export function datasetFolders(metadata: Metadata): string | undefined {
  const folders = Object.entries(json(metadata, 'ss_dataset_dirs') ?? {}).map(([name, folder]) => ({
    name,
    images: object(folder).img_count,
    repeats: object(folder).n_repeats,
  }));
  return (folders.length > 0 ? folders : datasets(metadata).flatMap(datasetParts))
    .slice(0, MAX_FOLDERS)
    .map(({ name, images, repeats }) =>
      images === undefined
        ? l10n.t('{0} (× {1})', name, scalar(repeats))
        : l10n.t('{0} ({1} images × {2})', name, scalar(images), scalar(repeats)),
    )
    .join(', ');
}

interface DatasetPart {
  readonly name: string;
  readonly images: unknown;
  readonly repeats: unknown;
}

/** Where the images of a dataset are: a folder, or a list of files. */
const FOLDER_KEYS = [
  'image_dir',
  'image_directory',
  'video_directory',
  'image_jsonl_file',
  'video_jsonl_file',
  'metadata_file',
];

/** The subsets of a dataset of sd-scripts, or the one folder or list of musubi-tuner's. */
function datasetParts(dataset: Readonly<Record<string, unknown>>): DatasetPart[] {
  const subsets = Array.isArray(dataset.subsets) ? dataset.subsets.map(object) : [dataset];
  return subsets.flatMap((subset) => {
    const folder = FOLDER_KEYS.map((key) => subset[key]).find((value) => value !== undefined);
    if (typeof folder !== 'string' || subset.num_repeats === undefined) return [];
    // The path is that of another machine, and none of our business.
    return [
      { name: folder.split(/[\\/]/).at(-1) ?? folder, images: subset.img_count, repeats: subset.num_repeats },
    ];
  });
}
