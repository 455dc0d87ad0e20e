import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import sharp from 'sharp';
import { DatasetPictures } from '../../../../../src/core/media/datasetPictures';
import type { TrainingFile } from '../../../../../src/core/training/job/trainingFile';

/** A training that says no more than it must. */
export const TRAINING: TrainingFile = {
  name: 'hero',
  family: 'sd15',
  base_model: 'base.safetensors',
  trigger: 'ohwx',
  class: 'person',
  pictures: 'pictures',
};

/** Threads that read pictures, as they are built. */
export const newPictures = () => new DatasetPictures({ workerFolder: resolve('dist'), threads: 2 });

/** A PNG that looks like no other one with another seed. */
export function picture(
  seed: number,
  width = 96,
  height = width,
  format: 'png' | 'jpeg' = 'png',
): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3);
  let state = seed * 2_654_435_761 + 1;
  const cells = Array.from({ length: 64 * 3 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const cell = Math.floor((y * 8) / height) * 8 + Math.floor((x * 8) / width);
      for (let channel = 0; channel < 3; channel++)
        data[(y * width + x) * 3 + channel] = cells[cell * 3 + channel] ?? 0;
    }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .toFormat(format, { quality: 95 })
    .toBuffer();
}

/** Writes files below a folder. */
export function writeAll(folder: string, files: Readonly<Record<string, Uint8Array | string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** Pictures `good0.png` … with captions that name the trigger. */
export async function goodPictures(count: number, size = 96): Promise<Record<string, Buffer | string>> {
  const files: Record<string, Buffer | string> = {};
  for (let index = 0; index < count; index++) {
    files[`good${index}.png`] = await picture(index, size);
    files[`good${index}.txt`] = `ohwx person, view ${index}\n`;
  }
  return files;
}
