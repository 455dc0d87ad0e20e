// How long checking and building the pictures of a training takes, beside the same work by other programs.
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import sharp from 'sharp';
import { DatasetPictures } from '../../src/core/media/datasetPictures';
import { buildDataset } from '../../src/core/training/dataset/build';
import { planDataset } from '../../src/core/training/dataset/plan';
import { scanPictures } from '../../src/core/training/dataset/scan';
import type { TrainingFile } from '../../src/core/training/job/trainingFile';
import { makePicture } from '../fixtures/makePictures';
import { median, printRow } from './rows';
import { withTempFolder } from './tempFolder';

const PICTURES = 25;
/** So many are different: they take long to make. */
const DIFFERENT = 5;
/** Twelve megapixels. */
const SIZE = [4000, 3000] as const;
const SIDE = 1024;
const ROUNDS = 3;
const THREADS = Math.min(2, availableParallelism());

const training: TrainingFile = {
  name: 'bench',
  family: 'sdxl',
  base_model: 'none',
  trigger: 'ohwx',
  class: 'person',
  pictures: 'pictures',
  resolution: SIDE,
};

const run = promisify(execFile);
const limit = pLimit(THREADS);
const sizes = { limitInputPixels: false } as const;

interface Way {
  readonly name: string;
  readonly one: (from: string, to: string) => Promise<unknown>;
}

/** The same steps without any checks: upright, whole on a square, sRGB, PNG. */
const plain: Way = {
  name: 'sharp alone',
  one: (from, to) =>
    sharp(from, sizes)
      .autoOrient()
      .resize(SIDE, SIDE, { fit: 'contain', background: '#000000', kernel: 'lanczos3' })
      .toColourspace('srgb')
      .png({ compressionLevel: 6 })
      .toFile(to),
};
const magick: Way = {
  name: 'ImageMagick',
  one: (from, to) => {
    const side = `${SIDE}x${SIDE}`;
    const fit = ['-auto-orient', '-filter', 'Lanczos', '-resize', side, '-background', 'black'];
    return run('convert', [from, ...fit, '-gravity', 'center', '-extent', side, '-strip', `PNG24:${to}`]);
  },
};
const vips: Way = {
  name: 'vips',
  one: async (from, to) => {
    const small = `${to}.v`;
    await run('vipsthumbnail', [from, '--size', `${SIDE}x${SIDE}`, '-o', small]);
    await run('vips', ['gravity', small, to, 'centre', `${SIDE}`, `${SIDE}`]);
  },
};

function has(command: string, pattern: RegExp): boolean {
  try {
    return pattern.test(
      execFileSync(command, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString(),
    );
  } catch {
    return false;
  }
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Pictures with grain, as a camera makes them: smooth ones would be read in no time. */
async function writePictures(folder: string): Promise<string[]> {
  mkdirSync(folder);
  const paths: string[] = [];
  const [width, height] = SIZE;
  const photos: Buffer[] = [];
  for (let index = 0; index < DIFFERENT; index++) {
    const noise = { type: 'gaussian', mean: 128, sigma: 12 } as const;
    const grain = await sharp({ create: { width, height, channels: 3, noise, background: '#808080' } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const photo = await sharp(await makePicture(index, 'png', width, height), sizes)
      .composite([{ input: grain, blend: 'soft-light' }])
      .removeAlpha()
      .jpeg({ quality: 90 })
      .toBuffer();
    photos.push(photo);
  }
  for (let index = 0; index < PICTURES; index++) {
    const path = join(folder, `${index}.jpg`);
    writeFileSync(path, photos[index % DIFFERENT] ?? '');
    writeFileSync(join(folder, `${index}.txt`), `ohwx person, view ${index}`);
    paths.push(path);
  }
  return paths;
}

async function main(folder: string): Promise<void> {
  const paths = await writePictures(join(folder, 'pictures'));
  const pictures = new DatasetPictures({ workerFolder: resolve('dist'), threads: THREADS });
  const out = join(folder, 'out');
  const scan = () => scanPictures(training, (text) => join(folder, text), { pictures });
  const plan = planDataset(training, await scan());
  const others = [
    plain,
    ...(has('convert', /ImageMagick/) ? [magick] : []),
    ...(has('vips', /vips/) ? [vips] : []),
  ];
  const times = new Map<string, number[]>();
  const time = async (name: string, work: () => Promise<unknown>) => {
    const taken = await milliseconds(work);
    times.set(name, [...(times.get(name) ?? []), taken]);
    rmSync(out, { recursive: true, force: true });
  };
  // In turn, so that what else the machine does meets all of them.
  for (let round = 0; round < ROUNDS; round++) {
    await time('check', scan);
    await time('read and decode', () =>
      Promise.all(
        paths.map((path) =>
          limit(async () =>
            sharp(await readFile(path), sizes)
              .raw()
              .toBuffer(),
          ),
        ),
      ),
    );
    await time('build', () => buildDataset(plan, out, { pictures }));
    for (const { name, one } of others)
      await time(name, () => {
        mkdirSync(out);
        return Promise.all(paths.map((path, index) => limit(() => one(path, join(out, `${index}.png`)))));
      });
  }
  await pictures.close();
  for (const [name, taken] of times) printRow(`${PICTURES} pictures of 12 MP: ${name}`, median(taken), 'ms');
  const ratio = (one: string, other: string) =>
    median((times.get(one) ?? []).map((taken, round) => taken / (times.get(other)?.[round] ?? NaN)));
  printRow('check / read and decode', ratio('check', 'read and decode'), '', { atMost: 2 });
  for (const { name } of others) printRow(`build / ${name}`, ratio('build', name), '', { atMost: 1.3 });
}

void withTempFolder(main);
