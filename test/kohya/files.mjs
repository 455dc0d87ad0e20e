// What a trainer writes: LoRAs, states to resume from, and samples.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

const NAME = 'lora_unet_down_blocks_0_attentions_0_proj_in';
const TENSORS = [
  { name: `${NAME}.alpha`, shape: [1], values: [2] },
  { name: `${NAME}.lora_down.weight`, shape: [4, 320, 1, 1], values: numbers(4 * 320) },
  { name: `${NAME}.lora_up.weight`, shape: [320, 4, 1, 1], values: numbers(320 * 4) },
];

/** Small numbers that look trained. @param {number} count */
function numbers(count) {
  return Array.from({ length: count }, (_, index) => Math.sin(index + 1) / 50);
}

/** @param {string} file @param {Record<string, unknown>} facts for the metadata */
export function writeLora(file, facts) {
  const metadata = Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, String(value)]));
  let at = 0;
  const tensors = TENSORS.map(({ name, shape, values }) => {
    const from = at;
    at += values.length * 4;
    return [name, { dtype: 'F32', shape, data_offsets: [from, at] }];
  });
  const header = Buffer.from(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(tensors) }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const data = TENSORS.map(({ values }) => Buffer.from(Float32Array.from(values).buffer));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, Buffer.concat([length, header, ...data]));
}

/** A ZIP archive without files: how the files of torch begin and end. */
const ARCHIVE = Buffer.concat([
  Buffer.from('PK\x03\x04', 'latin1'),
  Buffer.alloc(26),
  Buffer.from('PK\x05\x06', 'latin1'),
  Buffer.alloc(18),
]);

/** @param {string} folder @param {{ current_epoch: number, current_step: number }} facts @returns the file that is written last */
export function writeState(folder, facts) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'train_state.json'), JSON.stringify(facts));
  writeLora(path.join(folder, 'model.safetensors'), {});
  const archives = ['optimizer.bin', 'scheduler.bin', 'random_states_0.pkl'].map((name) =>
    path.join(folder, name),
  );
  for (const archive of archives) writeFileSync(archive, ARCHIVE);
  return archives.at(-1) ?? '';
}

/**
 * A sample: a face that comes out of the background as the steps go on, another one for each prompt.
 * @param {string} file
 * @param {number} step
 * @param {number} prompt
 */
export function writeSample(file, step, prompt) {
  mkdirSync(path.dirname(file), { recursive: true });
  const side = 256;
  const learned = step / (step + 40);
  const centre = side * (0.5 - 0.1 * (prompt % 3));
  const rows = Array.from({ length: side }, (_, y) => {
    const row = Buffer.alloc(1 + side * 3);
    for (let x = 0; x < side; x++) {
      const away = Math.hypot(x - side / 2, y - centre) / (side * 0.3);
      const stripe = 60 + 40 * Math.sin((x + (prompt + 1) * y) / 12);
      const face = away < 1 ? learned : 0;
      row.set([stripe + face * 150, stripe + face * 100, 110 + face * 60].map(Math.floor), 1 + x * 3);
    }
    return row;
  });
  const size = Buffer.alloc(13);
  size.writeUInt32BE(side, 0);
  size.writeUInt32BE(side, 4);
  size.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(rows));
  writeFileSync(
    file,
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', size),
      chunk('IDAT', pixels),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
