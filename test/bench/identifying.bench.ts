// How many requests it takes to identify a library, and how much is read of LoRAs that take long to hash.
import { createHash } from 'node:crypto';
import { mkdirSync, openSync, closeSync, ftruncateSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { silentLog } from '../../src/core/log';
import type { ModelFile } from '../../src/core/models/modelFile';
import { createDispatcher } from '../../src/core/net/dispatcher';
import type { ModelServices } from '../../src/core/services/modelServices';
import { Services } from '../../src/core/services/services';
import { LoopbackCivitai } from '../civitai/server';
import { printRow } from './rows';
import { withTempFolder } from './tempFolder';

const HASHED = 10_000;
const SMALL_LORAS = 2_000;
const SMALL_BYTES = 64 * 1024;
const LARGE_LORAS = 1_000;
/** More than any processor hashes while Civitai answers a question. */
const LARGE_BYTES = 8 * 1024 ** 3;

/** Files that were hashed before: the cache knows their SHA-256, Civitai knows each as another model. */
async function identifyHashed(
  folder: string,
  civitai: LoopbackCivitai,
  services: ModelServices,
): Promise<void> {
  const files: ModelFile[] = [];
  for (let index = 0; index < HASHED; index++) {
    const sha256 = createHash('sha256').update(`model ${index}`).digest('hex');
    civitai.addVersion({ sha256, modelId: index + 1, versionId: index + 1, sizeKB: 1 });
    const file = sparse(join(folder, `model ${index}.ckpt`), Buffer.from([0x80, 2, 0x7d, 0x2e]), 1024);
    services.fileIndex.set(file, { inspected: true, sha256 });
    files.push(file);
  }
  const started = performance.now();
  const results = await services.annotator.annotate(files, { previews: false });
  const seconds = (performance.now() - started) / 1000;
  const identified = results.filter(({ state }) => state === 'identified').length;
  printRow(`of ${HASHED} hashed files, identified`, identified, 'files', { atLeast: HASHED });
  printRow('requests for all of them', civitai.requests.length, 'requests', { atMost: 210 });
  printRow('time for all of them, sidecars written', seconds, 's');
}

/** LoRAs of some kilobytes whose header names their AutoV3: to ask about each header would be a request a file. */
async function identifySmall(
  folder: string,
  civitai: LoopbackCivitai,
  services: ModelServices,
): Promise<void> {
  const files: ModelFile[] = [];
  for (let index = 0; index < SMALL_LORAS; index++) {
    const { start, autov3 } = loraStart(`small ${index}`, SMALL_BYTES);
    const bytes = Buffer.concat([start, Buffer.alloc(SMALL_BYTES)]);
    const id = 2_000_000 + index;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    civitai.addVersion({ sha256, autov3, modelId: id, versionId: id, sizeKB: bytes.length / 1024 });
    files.push(sparse(join(folder, `small ${index}.safetensors`), bytes, bytes.length));
  }
  const before = civitai.requests.length;
  const results = await services.annotator.annotate(files, { previews: false });
  const identified = results.filter(({ state }) => state === 'identified').length;
  printRow(`of ${SMALL_LORAS} small LoRAs with header hashes, identified`, identified, 'files', {
    atLeast: SMALL_LORAS,
  });
  printRow('requests for all of them', civitai.requests.length - before, 'requests', { atMost: 70 });
}

/** LoRAs whose header names their AutoV3, and that take longer to hash than Civitai to answer. */
async function identifyByHeader(
  folder: string,
  civitai: LoopbackCivitai,
  services: ModelServices,
): Promise<void> {
  const files: ModelFile[] = [];
  for (let index = 0; index < LARGE_LORAS; index++) {
    const { start, autov3 } = loraStart(`lora ${index}`, LARGE_BYTES);
    const size = start.length + LARGE_BYTES;
    files.push(sparse(join(folder, `lora ${index}.safetensors`), start, size));
    const id = 1_000_000 + index;
    civitai.addVersion({
      sha256: 'f'.repeat(64),
      autov3,
      modelId: id,
      versionId: id,
      sizeKB: size / 1024,
    });
  }
  const before = bytesRead();
  const results = await services.annotator.annotate(files, { previews: false });
  const provisional = results.filter(({ state }) => state === 'provisional').length;
  printRow(`of ${LARGE_LORAS} LoRAs that take long to hash, identified`, provisional, 'files', {
    atLeast: LARGE_LORAS,
  });
  const each = (bytesRead() - before) / LARGE_LORAS / 1024 / 1024;
  printRow('read for each of them (network included)', each, 'MiB', { atMost: 1 });
}

/** The first bytes of a LoRA up to its tensors, and the AutoV3 that its header names. */
function loraStart(name: string, tensorBytes: number): { readonly start: Buffer; readonly autov3: string } {
  const hash = createHash('sha256').update(name).digest('hex');
  const header = Buffer.from(
    JSON.stringify({
      __metadata__: { ss_network_module: 'networks.lora', sshs_model_hash: hash },
      weight: { dtype: 'U8', shape: [tensorBytes], data_offsets: [0, tensorBytes] },
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return { start: Buffer.concat([length, header]), autov3: hash.slice(0, 12) };
}

/** Bytes that this process and its threads have read, by whatever call (Linux). */
function bytesRead(): number {
  return Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}

/** A file that begins so and is empty for the rest. */
function sparse(path: string, start: Buffer, size: number): ModelFile {
  const file = openSync(path, 'w');
  writeSync(file, start);
  ftruncateSync(file, size);
  closeSync(file);
  const { mtimeMs, ino } = statSync(path);
  return { path, size, mtimeMs, ino };
}

void withTempFolder(async (folder) => {
  const civitai = await LoopbackCivitai.start();
  const services = new Services(
    {
      log: silentLog,
      clock: () => new Date(),
      workerFolder: resolve('dist'),
      cacheFolder: join(folder, 'cache'),
      dataFolder: join(folder, 'data'),
    },
    {
      network: {
        civitai: () => ({ baseUrl: civitai.baseUrl }),
        connect: (guard) => createDispatcher({}, guard),
      },
      models: {
        ignore: () => [],
        maxPreviewNsfw: () => 2,
        hashWorkers: () => 0,
        cacheEnabled: () => true,
      },
      undoLimit: () => 0,
    },
  );
  const models = await services.models();
  try {
    for (const [name, identify] of [
      ['hashed', identifyHashed],
      ['small', identifySmall],
      ['large', identifyByHeader],
    ] as const) {
      mkdirSync(join(folder, name));
      await identify(join(folder, name), civitai, models);
    }
  } finally {
    await services.close();
    await civitai.close();
  }
});
