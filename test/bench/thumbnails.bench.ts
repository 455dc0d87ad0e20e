// How long thumbnails of many pictures take, beside vipsthumbnail on as many cores.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import sharp from 'sharp';
import { makeThumbnail, thumbnailPath } from '../../src/core/images/thumbnail';
import { Pictures } from '../../src/core/media/pictures';
import { noisyPixels } from './noisyPixels';
import { median, printRow } from './rows';
import { withTempFolder } from './tempFolder';

const PICTURES = 1_000;
const SIZES = [[1632, 1224], [1224, 1632], [1440, 1440], [1920, 1080]] as const; // prettier-ignore
const BOX = { width: 256, height: 256 };
/** As many images as are downloaded at a time by default. */
const AT_ONCE = 5;
const ROUNDS = 3;
const CORES = 2;
const run = promisify(execFile);

/** JPEG, PNG and WebP in turn, no two alike. */
async function makePictures(folder: string): Promise<readonly string[]> {
  mkdirSync(folder);
  const paths: string[] = [];
  for (let seed = 0; seed < PICTURES; seed++) {
    const [width, height] = SIZES[seed % SIZES.length] ?? SIZES[0];
    const pixels = noisyPixels(seed, width, height);
    const [ending, picture] = ([['.jpg', pixels.jpeg()], ['.png', pixels.clone().png({ compressionLevel: 1 })], ['.webp', pixels.clone().webp({ effort: 0 })]] as const)[seed % 3] ?? ['.jpg', pixels]; // prettier-ignore
    const path = join(folder, `${seed}${ending}`);
    writeFileSync(path, await picture.toBuffer());
    paths.push(path);
  }
  return paths;
}

async function ours(paths: readonly string[]): Promise<void> {
  const pictures = new Pictures({ workerFolder: resolve('dist'), builds: ['native'] });
  try {
    await pLimit(AT_ONCE).map(paths, (path) => makeThumbnail(path, BOX, pictures));
  } finally {
    await pictures.close();
  }
}

/** One process for each core with its share: vipsthumbnail itself goes through its files one after the other. */
async function vips(paths: readonly string[], folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const shares = Array.from({ length: CORES }, (_, core) =>
    paths.filter((_path, index) => index % CORES === core),
  );
  const format = join(folder, '%s.jpg[Q=85,optimize_coding]');
  await Promise.all(
    shares.map((share) => run('vipsthumbnail', ['--size', `${BOX.width}x${BOX.height}>`, '-o', format, ...share])), // prettier-ignore
  );
}

async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function requireAlike(paths: readonly string[], folder: string): Promise<void> {
  if (readdirSync(folder).length !== paths.length)
    throw new Error('vipsthumbnail did not make all thumbnails.');
  for (const [index, path] of paths.entries()) {
    const [made, theirs] = await Promise.all([thumbnailPath(path), join(folder, `${index}.jpg`)].map((file) => sharp(file).metadata())); // prettier-ignore
    if (made?.format !== 'jpeg' || made.width !== theirs?.width || made.height !== theirs.height)
      throw new Error(`${path}: the thumbnails differ in size.`);
  }
}

async function main(): Promise<void> {
  await withTempFolder(async (folder) => {
    const paths = await makePictures(join(folder, 'pictures'));
    const theirs = join(folder, 'vips');
    const times = { ours: [] as number[], vips: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      times.vips.push(await seconds(() => vips(paths, theirs)));
      times.ours.push(await seconds(() => ours(paths)));
    }
    await requireAlike(paths, theirs);
    const ratios = times.vips.map((time, round) => time / (times.ours[round] ?? NaN));
    printRow(`${PICTURES} thumbnails of pictures of 2 MP, vipsthumbnail`, median(times.vips), 's');
    printRow(`${PICTURES} thumbnails of pictures of 2 MP, ours, written safely`, median(times.ours), 's');
    printRow('thumbnails: speed of ours / vipsthumbnail', median(ratios), '', { atLeast: 0.8 });
  });
}

void main();
