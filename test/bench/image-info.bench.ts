// How long the command `images info` takes over many pictures, beside exiftool and beside a loop that only opens each
// file and reads its start.
import { execFileSync, type StdioOptions } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { embedInFile } from '../../src/core/media/embed/embedInFile';
import { noisyPixels } from './noisyPixels';
import { median, printRow } from './rows';
import { withTempFolder } from './tempFolder';

const ROUNDS = 3;
/** So many pictures of each form differ; the others are copies of them, which no program that is measured knows. */
const SEEDS = [1, 2, 3, 4] as const;
/** Some megabytes each: with more of them than fit into the memory, it is the disk that is measured. */
const COUNT = process.argv.includes('--full') ? 10_000 : 2_000;
const HEAD_BYTES = 64 * 1024;
const STDIO: StdioOptions = ['ignore', 'pipe', 'ignore'];
const QUIET = { maxBuffer: 2 ** 30, stdio: STDIO };

/** A form of picture, and whether a text stands in it. */
type Form = readonly [ending: '.png' | '.jpg' | '.webp', channels: 3 | 4, hasText: boolean];

const SETS: readonly (readonly [name: string, forms: readonly Form[]])[] = [
  // Each is looked through for what may be hidden in its pixels.
  ['RGBA PNG of 1 MP without text', [['.png', 4, false]]],
  ['PNG, JPEG and WebP of 1 MP with text, PNG without', [['.png', 3, true], ['.jpg', 3, true], ['.webp', 3, true], ['.png', 4, false]]], // prettier-ignore
];

const infotext = (seed: number) => `a cat ${seed}, soft light\nNegative prompt: fog\nSteps: 20, Sampler: Euler, CFG scale: 6, Seed: ${seed}, Size: 1024x1024`; // prettier-ignore

async function makePicture(path: string, seed: number, [ending, channels, hasText]: Form): Promise<void> {
  const pixels = noisyPixels(seed, 1024, 1024);
  if (channels === 4) pixels.ensureAlpha();
  if (ending === '.png') pixels.png({ compressionLevel: 1 });
  else if (ending === '.jpg') pixels.jpeg();
  else pixels.webp();
  writeFileSync(path, await pixels.toBuffer());
  if (hasText) await embedInFile(path, infotext(seed), {});
}

async function makeSet(folder: string, forms: readonly Form[]): Promise<readonly string[]> {
  mkdirSync(folder);
  const kinds = SEEDS.flatMap((seed) => forms.map((form) => ({ seed, form })));
  const paths: string[] = [];
  for (let index = 0; index < COUNT; index++) {
    const kind = kinds[index % kinds.length];
    const first = paths[index % kinds.length];
    if (!kind) break;
    const path = join(folder, `${index}${kind.form[0]}`);
    if (first === undefined) await makePicture(path, kind.seed, kind.form);
    else copyFileSync(first, path);
    paths.push(path);
  }
  return paths;
}

async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function ours(folder: string, paths: readonly string[]): void {
  const env = { ...process.env, DIFFUSION_WORKBENCH_DATA: join(folder, 'data') };
  const found = execFileSync(process.execPath, [resolve('dist/cli.js'), '--json', 'images', 'info', ...paths], { ...QUIET, env, encoding: 'utf8' }); // prettier-ignore
  const { images } = JSON.parse(found) as { images: readonly unknown[] };
  if (images.length !== paths.length) throw new Error(`${images.length} pictures were read.`);
}

function heads(paths: readonly string[]): void {
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  for (const path of paths) {
    const file = openSync(path, 'r');
    readSync(file, head, 0, head.length, 0);
    closeSync(file);
  }
}

async function main(): Promise<void> {
  for (const [name, forms] of SETS)
    await withTempFolder(async (folder) => {
      const paths = await makeSet(join(folder, 'pictures'), forms);
      const list = join(folder, 'paths.txt');
      writeFileSync(list, paths.join('\n'));
      const times = { exiftool: [] as number[], ours: [] as number[], heads: [] as number[] };
      for (let round = 0; round < ROUNDS; round++) {
        times.exiftool.push(await seconds(() => execFileSync('exiftool', ['-json', '-@', list], QUIET)));
        times.ours.push(await seconds(() => ours(folder, paths)));
        times.heads.push(await seconds(() => heads(paths)));
      }
      const ratios = times.exiftool.map((time, round) => time / (times.ours[round] ?? NaN));
      printRow(`${COUNT} ${name}: exiftool -json`, median(times.exiftool), 's');
      printRow(`${COUNT} ${name}: their starts read, no more`, median(times.heads), 's');
      printRow(`${COUNT} ${name}: images info`, median(times.ours), 's');
      printRow(`${name}: times faster than exiftool`, median(ratios), '', { atLeast: 5 });
    });
}

void main();
