// 10,000 safetensors files: how long until all are found and their headers read, beside `find`.
import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FileIndex } from '../../src/core/models/scan/fileIndex';
import type { ModelFile } from '../../src/core/models/modelFile';
import { Scanner } from '../../src/core/models/scan/scanner';
import { median, printRow } from './rows';
import { withTempFolder } from './tempFolder';

const FILES = 10_000;
const FOLDERS = 100;
const ROUNDS = 9;
const workerFolder = resolve('dist');

/** A header like that of a small LoRA, and tensors that take no room on the disk. */
function writeModels(folder: string): void {
  const shape = { dtype: 'F16', shape: [768, 32], data_offsets: [0, 49152] };
  const tensors = Object.fromEntries(
    Array.from({ length: 50 }, (_, layer) => [`lora_unet_${layer}.up`, shape]),
  );
  for (let index = 0; index < FILES; index++) {
    const metadata = { ss_output_name: `model ${index}`, ss_base_model_version: 'sdxl_base_v1-0' };
    const header = Buffer.from(JSON.stringify({ __metadata__: metadata, ...tensors }));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const inside = join(folder, `folder ${index % FOLDERS}`);
    if (index < FOLDERS) mkdirSync(inside);
    const path = join(inside, `model ${index}.safetensors`);
    writeFileSync(path, Buffer.concat([length, header]));
    truncateSync(path, 8 + header.length + 49152);
  }
}

async function milliseconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** What reading the headers costs any program: open, ask the size, read, close. */
function readHeaders(files: readonly ModelFile[]): void {
  const buffer = Buffer.alloc(64 * 1024);
  for (const { path } of files) {
    const file = openSync(path, 'r');
    fstatSync(file);
    const bytes = readSync(file, buffer, 0, buffer.length, 0);
    JSON.parse(buffer.toString('utf8', 8, Math.min(bytes, 8 + Number(buffer.readBigUInt64LE()))));
    closeSync(file);
  }
}

async function bench(root: string, cacheFile: string): Promise<void> {
  writeModels(root);
  const fileIndex = await FileIndex.open(cacheFile);
  const warm = new Scanner({ workerFolder });
  const first = async (scanner: Scanner) => {
    const { files } = await scanner.scan(root, { ignore: [] });
    const inspections = await scanner.inspect(files);
    files.forEach((file, index) => {
      const header = inspections[index]?.header;
      if (header) fileIndex.set(file, { inspected: true, header });
    });
  };
  const { files } = await warm.scan(root, { ignore: [] });
  const times = new Map<string, number[]>();
  const measure = async (name: string, work: () => unknown) => {
    times.set(name, [...(times.get(name) ?? []), await milliseconds(work)]);
  };
  for (let round = 0; round < ROUNDS; round++) {
    await measure('find', () => execFileSync('find', [root, '-printf', '%s %T@\n'], { stdio: 'ignore' }));
    await measure('header reads', () => readHeaders(files));
    await measure('first scan, worker warm', () => first(warm));
    const cold = new Scanner({ workerFolder });
    await measure('first scan, worker cold', () => first(cold));
    const second = async (scanner: Scanner) => {
      const again = await scanner.scan(root, { ignore: [] });
      if (!again.files.every((file) => fileIndex.get(file)?.inspected))
        throw new Error('The cache forgot a file.');
    };
    await measure('second scan, worker warm', () => second(warm));
    const fresh = new Scanner({ workerFolder });
    await measure('second scan, worker cold', () => second(fresh));
    await Promise.all([cold.close(), fresh.close()]);
  }
  await warm.close();

  const took = (name: string) => median(times.get(name) ?? []);
  for (const name of times.keys()) printRow(name, took(name), 'ms');
  const allowed = 3 * took('find') + took('header reads');
  // The cold ones are there to see what starting the threads costs.
  printRow('first scan / (3 × find + header reads)', took('first scan, worker warm') / allowed, '', {
    atMost: 1,
  });
  printRow('second scan / find', took('second scan, worker warm') / took('find'), '', { atMost: 2 });
}

void withTempFolder(async (folder) => {
  const root = join(folder, 'models');
  mkdirSync(root);
  await bench(root, join(folder, 'index.ndjson'));
});
