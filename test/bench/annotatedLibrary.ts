import { closeSync, ftruncateSync, mkdirSync, openSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = 100;
const SMALLEST_HEADER = 1024;
const LARGEST_HEADER = 200 * 1024;
/** Tensors that take no room on the disk. */
const TENSOR_BYTES = 49_152;
/** Older than any cache that is written now, as the files of a library are. */
const WRITTEN = new Date('2025-01-01T00:00:00Z');

const NETWORKS = [
  { version: 'sd_v1', block: 'lora_unet_down_blocks_1_attentions_0', width: 768 },
  { version: 'sdxl_base_v1-0', block: 'lora_unet_input_blocks_4_1', width: 2048 },
  { version: 'flux1', block: 'lora_unet_double_blocks', width: 3072 },
] as const;

/** Numbers between 0 and 1 that are the same in each run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Writes a library of LoRAs: headers of 1 to 200 KB, 35 KB in the mean, each with other tensors and tags.
 * @returns the paths of the models
 */
export function writeLibrary(folder: string, files: number): string[] {
  const random = seeded(13);
  return Array.from({ length: files }, (_, index) => {
    const inside = join(folder, `folder ${index % FOLDERS}`);
    if (index < FOLDERS) mkdirSync(inside, { recursive: true });
    const path = join(inside, `model ${index}.safetensors`);
    const header = Buffer.from(headerText(index, random));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const file = openSync(path, 'w');
    writeSync(file, Buffer.concat([length, header]));
    ftruncateSync(file, 8 + header.length + TENSOR_BYTES);
    closeSync(file);
    utimesSync(path, WRITTEN, WRITTEN);
    return path;
  });
}

/** Writes a sidecar beside each model, of 1 to 4 KB, as Annotate does. */
export function writeSidecars(models: readonly string[]): void {
  const random = seeded(14);
  models.forEach((path, index) => {
    const sidecar = `${path}.metadata.json`;
    writeFileSync(sidecar, sidecarText(index, random));
    utimesSync(sidecar, WRITTEN, WRITTEN);
  });
}

function headerText(index: number, random: () => number): string {
  const bytes = SMALLEST_HEADER * (LARGEST_HEADER / SMALLEST_HEADER) ** random();
  const { version, block, width } = NETWORKS[index % NETWORKS.length] ?? NETWORKS[0];
  const tags: Record<string, number> = {};
  const metadata = {
    ss_output_name: `model ${index}`,
    ss_base_model_version: version,
    ss_network_module: 'networks.lora',
    ss_network_dim: '32',
    sshs_model_hash: index.toString(16).padStart(64, 'a'),
    ss_tag_frequency: '',
  };
  const tagBytes = bytes * 0.4 * random();
  for (let used = 0; used < tagBytes; used += 24) tags[words(random)] = Math.ceil(random() * 40);
  metadata.ss_tag_frequency = JSON.stringify({ '10_images': tags });
  const header: Record<string, unknown> = { __metadata__: metadata };
  let used = JSON.stringify(header).length;
  for (let layer = 0; used < bytes; layer++) {
    const name = `${block}_${layer >> 2}_transformer_blocks_0_attn${(layer % 2) + 1}_to_k`;
    const part = ['lora_down.weight', 'lora_up.weight', 'alpha'][layer % 3] ?? '';
    const shape = part === 'alpha' ? [] : part === 'lora_up.weight' ? [width, 32] : [32, width];
    const [begin, end] = [layer * 8, layer * 8 + 8];
    header[`${name}.${part}`] = { dtype: 'F16', shape, data_offsets: [begin, end] };
    used += name.length + part.length + 75;
  }
  return JSON.stringify(header);
}

function sidecarText(index: number, random: () => number): string {
  const sha256 = index.toString(16).padStart(64, 'c');
  const sidecar = {
    hash: `AUTOV2: ${sha256.slice(0, 10).toUpperCase()}`,
    hash_type: 'AUTOV2',
    hash_autov2: sha256.slice(0, 10).toUpperCase(),
    hash_sha256: sha256,
    civitai_state: 'found',
    civitai_model_id: index + 1,
    civitai_version_id: index + 100_001,
    civitai_checked_at: '2025-01-01T00:00:00',
    identified_by: 'sha256',
    name: `Model ${index}: ${words(random)}`,
    version_name: 'v1.0',
    base_model: 'SDXL 1.0',
    model_type: 'LORA',
    description: `<p>${Array.from({ length: 20 + random() * 100 }, () => words(random)).join(' ')}</p>`,
    trigger_words: Array.from({ length: 4 }, () => words(random)),
    tags: ['style', 'character', words(random)],
    preview_path: `.previews/model ${index}.jpg`,
    preview_url: `https://image.civitai.com/x/${sha256.slice(-36)}/original=true/${index}.jpeg`,
    field_sources: {
      name: 'civitai',
      base_model: 'civitai',
      description: 'civitai',
      trigger_words: 'civitai',
    },
    last_updated: '2025-01-01T00:00:00',
  };
  return `${JSON.stringify(sidecar, undefined, 2)}\n`;
}

const SYLLABLES = ['ka', 'lo', 'mi', 'ren', 'sa', 'to', 'vi', 'nou', 'pe', 'dra', 'el', 'ish'];

function words(random: () => number): string {
  const word = () =>
    Array.from({ length: 3 }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? '').join('');
  return `${word()} ${word()}`;
}
