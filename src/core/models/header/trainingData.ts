import * as l10n from '@vscode/l10n';
import { json, object, oneTrainer, parsed, scalar } from './metadataJson';
import { metadataText } from './metadataText';

type Metadata = Readonly<Record<string, string>>;

/** More would fill the card. */
const MAX_FOLDERS = 20;

/**
 * `(512, 768)` as Python prints it. musubi-tuner writes a placeholder into the model spec, and what is so into its
 * datasets.
 */
export function resolution(metadata: Metadata): string | undefined {
  const own = metadataText(metadata, 'ss_resolution');
  const sizes = own === undefined ? datasets(metadata).map((dataset) => sidesText(dataset.resolution)) : [];
  const known = [...new Set(sizes.filter((size) => size !== ''))];
  if (known.length > 0) return known.slice(0, MAX_FOLDERS).join(', ');
  const text = own ?? oneTrainer(metadata, 'resolution') ?? metadataText(metadata, 'modelspec.resolution');
  const sides = /^[([]?\s*(\d+)\s*[,x]\s*(\d+)\s*[)\]]?$/.exec(text ?? '');
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

/** The subsets of a dataset of sd-scripts, or the one folder of musubi-tuner's. */
function datasetParts(dataset: Readonly<Record<string, unknown>>): DatasetPart[] {
  const subsets = Array.isArray(dataset.subsets) ? dataset.subsets.map(object) : [dataset];
  return subsets.flatMap((subset) => {
    const folder = subset.image_dir ?? subset.image_directory ?? subset.video_directory;
    if (typeof folder !== 'string' || subset.num_repeats === undefined) return [];
    // The path is that of another machine, and none of our business.
    return [
      { name: folder.split(/[\\/]/).at(-1) ?? folder, images: subset.img_count, repeats: subset.num_repeats },
    ];
  });
}

function datasets(metadata: Metadata): Readonly<Record<string, unknown>>[] {
  const list = parsed(metadata, 'ss_datasets');
  return Array.isArray(list) ? list.map(object) : [];
}
