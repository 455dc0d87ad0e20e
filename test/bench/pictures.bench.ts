// How long previews take with each build of sharp, beside a plain loop that only calls it.
import { resolve } from 'node:path';
import sharp from 'sharp';
import { Pictures } from '../../src/core/media/pictures';
import type { SharpBuild } from '../../src/core/media/sharpBuild';
import { makePicture, type PictureFormat } from '../fixtures/makePictures';
import { median, printRow } from './rows';

const SIZES = { small: [512, 768], medium: [1024, 1536], large: [3072, 4608] } as const;
const FORMATS: readonly PictureFormat[] = ['jpeg', 'png', 'webp'];
const BUILDS: readonly SharpBuild[] = ['native', 'wasm'];
const ROUNDS = 7;

/** What a preview costs at least: the same steps, in this thread, without any checks. */
async function plain(bytes: Buffer): Promise<void> {
  await sharp(bytes).rotate().resize(512, 512, { fit: 'inside' }).jpeg({ quality: 85 }).toBuffer();
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function main(): Promise<void> {
  const makers = BUILDS.map((build) => ({
    build,
    pictures: new Pictures({ workerFolder: resolve('dist'), builds: [build] }),
  }));
  const first = await makePicture(0, 'jpeg', 64, 64);
  await plain(first);
  for (const { build, pictures } of makers)
    printRow(
      `first preview, ${build} (starts the worker)`,
      await milliseconds(() => pictures.preview(first)),
      'ms',
    );

  for (const [size, [width, height]] of Object.entries(SIZES)) {
    for (const format of FORMATS) {
      const bytes = await makePicture(1, format, width, height);
      const ways = [
        { name: 'sharp alone', times: [] as number[], run: () => plain(bytes) },
        ...makers.map(({ build, pictures }) => ({
          name: build,
          times: [] as number[],
          run: async () => {
            const { extension } = await pictures.preview(bytes);
            if (extension !== '.jpg') throw new Error(`The ${build} build of sharp could not be loaded.`);
          },
        })),
      ];
      // In turn, so that what else the machine does meets all of them.
      for (let round = 0; round < ROUNDS; round++)
        for (const way of ways) way.times.push(await milliseconds(way.run));
      const [alone, ...ours] = ways;
      const label = `${size} ${format}, ${width} × ${height}`;
      for (const { name, times } of ways) printRow(`${label}, ${name}`, median(times), 'ms');
      for (const { name, times } of ours) {
        const ratios = times.map((time, round) => time / (alone?.times[round] ?? NaN));
        printRow(
          `${label}, ${name} / sharp alone`,
          median(ratios),
          '',
          name === 'native' ? { atMost: 1.5 } : {},
        );
      }
    }
  }
  await Promise.all(makers.map(({ pictures }) => pictures.close()));
}

void main();
