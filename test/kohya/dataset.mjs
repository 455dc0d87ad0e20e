// The pictures that a trainer would find, counted as sd-scripts counts them.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';
import { processes } from './settings.mjs';

/**
 * @typedef {object} Subset
 * @property {string} folder
 * @property {number} repeats
 * @property {string[]} pictures
 * @property {string} words the caption of a picture that has none
 * @property {string} captionExtension
 */

/** All lower or all UPPER case, as sd-scripts looks for them. */
const PICTURE = /\.(?:png|jpg|jpeg|webp|bmp|PNG|JPG|JPEG|WEBP|BMP)$/;

/** The datasets with their subsets. @param {Record<string, any>} settings @returns {Subset[][]} */
export function datasetsOf(settings) {
  const { dataset_config: config, train_data_dir: root, caption_extension: extension } = settings;
  if (config === undefined) return [foldersOf(root, extension)].filter((subsets) => subsets.length > 0);
  /** @type {{ datasets: { subsets: Record<string, any>[] }[] }} */
  const { datasets } = /** @type {any} */ (parse(readFileSync(config, 'utf8')));
  return datasets.map(({ subsets }) =>
    subsets.map((subset) => ({
      folder: subset.image_dir,
      repeats: subset.num_repeats ?? 1,
      pictures: picturesIn(subset.image_dir),
      words: subset.class_tokens ?? '',
      captionExtension: subset.caption_extension ?? extension,
    })),
  );
}

/** The folders that begin with a number of repeats. @param {string} root @param {string} captionExtension @returns {Subset[]} */
function foldersOf(root, captionExtension) {
  if (!isFolder(root)) return [];
  return readdirSync(root).flatMap((name) => {
    const folder = path.join(root, name);
    const [repeats = '', ...words] = name.split('_');
    if (!isFolder(folder) || !/^\s*\d+\s*$/.test(repeats) || Number(repeats) < 1) return [];
    return [{ folder, repeats: Number(repeats), pictures: picturesIn(folder), words: words.join('_'), captionExtension }]; // prettier-ignore
  });
}

/** @param {string} [folder] */
const isFolder = (folder = '') => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;

/** @param {string} folder */
const picturesIn = (folder) =>
  isFolder(folder)
    ? readdirSync(folder)
        .filter((name) => PICTURE.test(name))
        .map((name) => path.join(folder, name))
    : [];

/** @param {readonly Subset[]} subsets */
export const shownOf = (subsets) =>
  subsets.reduce((sum, { repeats, pictures }) => sum + repeats * pictures.length, 0);

/**
 * Batches of an epoch of each process: each bucket of each dataset is rounded up by itself. Pictures of one size are in one
 * bucket: the datasets of jobs have the sizes of their buckets already.
 * @param {readonly Subset[][]} datasets @param {Record<string, any>} settings
 */
export async function batchesOf(datasets, { train_batch_size: batch = 1, enable_bucket: hasBuckets }) {
  let batches = 0;
  for (const subsets of datasets) {
    /** @type {Map<string, number>} */
    const buckets = new Map();
    for (const { pictures, repeats } of subsets)
      for (const picture of pictures) {
        const bucket = hasBuckets ? await sizeOf(picture) : 'one';
        buckets.set(bucket, (buckets.get(bucket) ?? 0) + repeats);
      }
    for (const shown of buckets.values()) batches += Math.ceil(shown / batch);
  }
  return Math.ceil(batches / processes);
}

/** @param {string} picture */
async function sizeOf(picture) {
  const { default: sharp } = await import('sharp');
  const { width, height } = await sharp(picture).metadata();
  return `${width}x${height}`;
}

/** What the header of a LoRA says of its pictures. @param {readonly Subset[][]} datasets */
export function datasetFacts(datasets) {
  /** @type {Record<string, Record<string, number>>} */
  const tags = {};
  /** @type {Record<string, { n_repeats: number, img_count: number }>} */
  const folders = {};
  for (const subset of datasets.flat()) {
    const name = path.basename(subset.folder);
    folders[name] = { n_repeats: subset.repeats, img_count: subset.pictures.length };
    const counts = (tags[name] ??= {});
    for (const picture of subset.pictures)
      for (const tag of captionOf(picture, subset)
        .split(',')
        .map((text) => text.trim().toLowerCase()))
        if (tag !== '') counts[tag] = (counts[tag] ?? 0) + 1;
  }
  return { ss_tag_frequency: JSON.stringify(tags), ss_dataset_dirs: JSON.stringify(folders) };
}

/** The first line of its file, else the words of its folder. @param {string} picture @param {Subset} subset */
function captionOf(picture, { captionExtension, words }) {
  const file = picture.slice(0, -path.extname(picture).length) + captionExtension;
  return existsSync(file) ? (readFileSync(file, 'utf8').split('\n')[0] ?? '').trim() : words;
}
