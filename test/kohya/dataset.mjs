// The pictures that a trainer would find, counted as sd-scripts counts them.
import { openSync, readdirSync, readFileSync, readSync, closeSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';

/** @typedef {{ folder: string, repeats: number, pictures: string[], words: string }} Subset */

/** @param {Record<string, any>} settings @returns {Subset[]} */
export function subsetsOf(settings) {
  if (settings.dataset_config !== undefined) {
    /** @type {{ datasets: { subsets: Record<string, any>[] }[] }} */
    const config = /** @type {any} */ (parse(readFileSync(settings.dataset_config, 'utf8')));
    return config.datasets.flatMap((dataset) =>
      dataset.subsets.map((subset) => ({
        folder: subset.image_dir,
        repeats: subset.num_repeats ?? 1,
        pictures: picturesIn(subset.image_dir),
        words: subset.class_tokens ?? '',
      })),
    );
  }
  const root = settings.train_data_dir;
  return readdirSync(root).flatMap((name) => {
    const [, repeats, words = ''] = /^(\d+)_(.*)$/.exec(name) ?? [];
    const folder = path.join(root, name);
    return repeats === undefined
      ? []
      : [{ folder, repeats: Number(repeats), pictures: picturesIn(folder), words }];
  });
}

/** @param {string} folder */
const picturesIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.png'))
    .map((name) => path.join(folder, name));

/** Batches of an epoch: each bucket is rounded up by itself. @param {Subset[]} subsets @param {number} batch */
export function batchesOf(subsets, batch) {
  /** @type {Map<string, number>} */
  const buckets = new Map();
  for (const { pictures, repeats } of subsets)
    for (const picture of pictures) {
      const size = sizeOf(picture);
      buckets.set(size, (buckets.get(size) ?? 0) + repeats);
    }
  return [...buckets.values()].reduce((sum, shown) => sum + Math.ceil(shown / batch), 0);
}

/** Width and height in the header of a PNG. @param {string} picture */
function sizeOf(picture) {
  const file = openSync(picture, 'r');
  const header = Buffer.alloc(24);
  readSync(file, header, 0, 24, 0);
  closeSync(file);
  return `${header.readUInt32BE(16)}x${header.readUInt32BE(20)}`;
}
