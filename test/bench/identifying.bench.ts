// How many requests it takes to identify a library, and how much of a LoRA with a header hash is read.
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
const LORAS = 1_000;
const LORA_BYTES = 8 * 1024 * 1024;

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

/** LoRAs whose header names their AutoV3. Each is annotated alone, so that what is read of it can be told. */
async function identifyByHeader(
  folder: string,
  civitai: LoopbackCivitai,
  services: ModelServices,
): Promise<void> {
  let most = 0;
  let provisional = 0;
  for (let index = 0; index < LORAS; index++) {
    const hash = createHash('sha256').update(`lora ${index}`).digest('hex');
    const header = Buffer.from(
      JSON.stringify({
        __metadata__: { ss_network_module: 'networks.lora', sshs_model_hash: hash },
        weight: { dtype: 'U8', shape: [LORA_BYTES], data_offsets: [0, LORA_BYTES] },
      }),
    );
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const size = 8 + header.length + LORA_BYTES;
    const file = sparse(join(folder, `lora ${index}.safetensors`), Buffer.concat([length, header]), size);
    const id = 1_000_000 + index;
    civitai.addVersion({
      sha256: 'f'.repeat(64),
      autov3: hash.slice(0, 12),
      modelId: id,
      versionId: id,
      sizeKB: size / 1024,
    });
    const before = bytesRead();
    const [result] = await services.annotator.annotate([file], { previews: false });
    most = Math.max(most, bytesRead() - before);
    if (result?.state === 'provisional') provisional += 1;
  }
  printRow(`of ${LORAS} LoRAs with header hashes, identified`, provisional, 'files', { atLeast: LORAS });
  printRow('most that this process read for one of them (network included)', most / 1024 / 1024, 'MiB', {
    atMost: 1,
  });
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
    const [hashed, loras] = [join(folder, 'hashed'), join(folder, 'loras')];
    mkdirSync(hashed);
    mkdirSync(loras);
    await identifyHashed(hashed, civitai, models);
    await identifyByHeader(loras, civitai, models);
  } finally {
    await services.close();
    await civitai.close();
  }
});
