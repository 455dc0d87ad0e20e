// 50,000 pictures: index from nothing, beside exiftool and beside reading only the heads; opening again; a filter's letter.
//   node dist/test/bench/gallery-index.bench.js [PICTURES]
import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, truncateSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { join } from 'node:path';
import { GalleryEngine } from '../../src/core/gallery/engine';
import type { View } from '../../src/core/gallery/list/view';
import {
  app1,
  exif,
  jpegFile,
  pngChunk,
  pngFile,
  textChunk,
  USER_COMMENT,
} from '../unit/core/media/text/pictureFiles';
import { median, printRow } from './rows';
import { withTempFolder } from './tempFolder';

const PICTURES = Number(process.argv[2] ?? 50_000);
const IN_A_FOLDER = 1000;
const ROUNDS = 9;
/** As many bytes as a small picture has; what the disk holds of it is its head. */
const BYTES = 300_000;
const HEAD = 64 * 1024;

const WORDS = 'lighthouse dusk storm 1girl solo watercolour portrait ruins neon rain forest castle dragon armour city night snow harbour lantern bridge meadow river mountain cloud bird wolf fox library train station desert ocean'.split(' '); // prettier-ignore
const words = (seed: number, count: number) =>
  Array.from({ length: count }, (_, at) => WORDS[(seed * 31 + at * at * 7 + at) % WORDS.length]).join(', ');

const prompt = (at: number) => `masterpiece, ${words(at, 45)}, number ${at}, <lora:style${at % 40}:0.8>`;
const infotext = (at: number) =>
  `${prompt(at)}\nNegative prompt: blurry, ${words(at % 50, 20)}\nSteps: ${20 + (at % 20)}, Sampler: DPM++ 2M Karras, CFG scale: ${4 + (at % 5)}, Seed: ${at * 7919}, Size: 832x1216, Model hash: 31e35c80fc, Model: checkpoint${at % 12}`;

function graph(at: number): string {
  return JSON.stringify({
    3: { class_type: 'KSampler', inputs: { seed: at, steps: 25, cfg: 6, sampler_name: 'euler', scheduler: 'normal', denoise: 1, model: ['10', 0], positive: ['6', 0], negative: ['7', 0], latent_image: ['5', 0] } }, // prettier-ignore
    4: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: `checkpoint${at % 12}.safetensors` } },
    5: { class_type: 'EmptyLatentImage', inputs: { width: 1024, height: 1024, batch_size: 1 } },
    6: { class_type: 'CLIPTextEncode', inputs: { text: prompt(at), clip: ['10', 1] } },
    7: { class_type: 'CLIPTextEncode', inputs: { text: 'blurry', clip: ['10', 1] } },
    10: { class_type: 'LoraLoader', inputs: { lora_name: `style${at % 40}.safetensors`, strength_model: 0.8, strength_clip: 1, model: ['4', 0], clip: ['4', 1] } }, // prettier-ignore
  });
}

/** The name, and the head of a picture whose pixels are left out. */
function picture(at: number): readonly [name: string, head: Buffer] {
  if (at % 5 === 0) {
    const comment = Buffer.concat([Buffer.from('UNICODE\0'), Buffer.from(infotext(at), 'utf16le').swap16()]);
    const frame = Buffer.from([8, 1216 >> 8, 1216 & 255, 832 >> 8, 832 & 255, 1, 1, 0x11, 0]);
    const bytes = jpegFile(app1(exif('MM', [], [{ tag: USER_COMMENT, value: comment }])), [0xc0, frame]);
    return [`${at}.jpeg`, bytes];
  }
  const text = at % 10 === 1 ? textChunk('prompt', graph(at)) : textChunk('parameters', infotext(at));
  const bytes = pngFile(text);
  const head = bytes.subarray(0, bytes.length - 12);
  const pixels = pngChunk('IDAT').subarray(0, 8);
  pixels.writeUInt32BE(BYTES - head.length - 24);
  return [`${at}.png`, Buffer.concat([head, pixels])];
}

function writePictures(root: string): void {
  for (let at = 0; at < PICTURES; at++) {
    const folder = join(root, `folder ${Math.floor(at / IN_A_FOLDER)}`);
    if (at % IN_A_FOLDER === 0) mkdirSync(folder);
    const [name, head] = picture(at);
    const path = join(folder, name);
    writeFileSync(path, head);
    truncateSync(path, BYTES);
    if (at % 20 === 0)
      writeFileSync(`${path}.metadata.json`, JSON.stringify({ id: at + 1, nsfwLevel: 'Soft', username: `user${at % 30}`, model: { modelId: 1 + (at % 9), baseModel: at % 40 === 0 ? 'Pony' : 'SDXL 1.0' }, favourite: at % 200 === 0 })); // prettier-ignore
  }
}

/** Milliseconds that the processor worked, and that went by. */
async function costOf(work: () => unknown): Promise<{ readonly cpu: number; readonly wall: number }> {
  const [before, start] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1000, wall: performance.now() - start };
}

function readHeads(root: string): void {
  const buffer = Buffer.alloc(HEAD);
  for (const folder of readdirSync(root))
    for (const name of readdirSync(join(root, folder))) {
      if (name.endsWith('.json')) continue;
      const file = openSync(join(root, folder, name), 'r');
      fstatSync(file);
      readSync(file, buffer, 0, HEAD, 0);
      closeSync(file);
    }
}

/** Milliseconds of the processor. */
function exiftool(root: string): number {
  const script = 'TIMEFORMAT="%U %S"; time exiftool -json -r "$0" > /dev/null 2> /dev/null';
  const output = execFileSync('bash', ['-c', `{ ${script}; } 2>&1`, root], { encoding: 'utf8' });
  const [user = NaN, system = NaN] = output.trim().split(/\s+/).map(Number);
  return 1000 * (user + system);
}

const collected = (): number => {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
};

const VIEW: View = { show: 'pictures', filter: '', order: 'newest', group: 'none', seed: 0 };
const LIBRARY = { kind: 'library' } as const;

async function bench(root: string, cacheFolder: string): Promise<void> {
  writePictures(root);
  const library = { roots: [root], models: [] };
  const started = () => new GalleryEngine({ cacheFolder, onChange: () => undefined });
  const heads = await costOf(() => readHeads(root));
  const first = started();
  await first.open(library);
  const index = await costOf(() => first.refresh());
  await first.close();
  printRow('pictures', PICTURES, '');
  printRow('only the heads read', heads.cpu, 'ms of processor');
  printRow('index from nothing', index.cpu, 'ms of processor');
  printRow('index from nothing', index.wall / 1000, 's');
  const other = exiftool(root);
  printRow('exiftool -json', other, 'ms of processor');
  printRow('index / exiftool', index.cpu / other, '', { atMost: 1 });

  const before = collected();
  const again = started();
  const open = await costOf(async () => {
    await again.open(library);
    const { revision } = await again.look(LIBRARY, VIEW);
    if (again.cells(revision, 0, 50)[49] === undefined) throw new Error('There is no first row.');
  });
  printRow('opened again to the first row', open.cpu, 'ms of processor', { atMost: 500 });
  printRow('opened again to the first row', open.wall, 'ms');
  const walk = await costOf(() => again.refresh([]));
  printRow('all found unchanged behind that', walk.cpu, 'ms of processor');
  printRow('memory of the index', collected() - before, 'MiB', { atMost: 100 });

  const filters = ['m', 'ma', 'light', 'lighthouse', '"number 49"', 'nothing like this', '-rain lora:style7 steps:>30', 'negative:blurry dusk', 'model:checkpoint3', 'file:12']; // prettier-ignore
  await again.look(LIBRARY, { ...VIEW, filter: 'warm' });
  for (const filter of filters) {
    const costs: number[] = [];
    for (let round = 0; round < ROUNDS; round++)
      costs.push((await costOf(async () => {
        const { revision } = await again.look(LIBRARY, { ...VIEW, filter });
        again.cells(revision, 0, 50);
      })).cpu); // prettier-ignore
    printRow(`a letter more: ${filter}`, median(costs), 'ms of processor', { atMost: 50 });
  }
  await again.close();
}

void withTempFolder(async (folder) => {
  const root = join(folder, 'pictures');
  mkdirSync(root);
  await bench(root, join(folder, 'cache'));
});
