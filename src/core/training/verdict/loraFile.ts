import type { FileHandle } from 'node:fs/promises';
import * as v from 'valibot';
import { openRegular } from '../../files/regularFile';
import { LENGTH_BYTES, MAX_HEADER_BYTES } from '../../models/header/read';

/** Why a LoRA file is of no use, though the trainer wrote it. */
export type LoraFault = 'missing' | 'unreadable' | 'not_finite' | 'zero';

const TENSOR = v.object({
  dtype: v.string(),
  data_offsets: v.tuple([v.pipe(v.number(), v.integer(), v.minValue(0)), v.pipe(v.number(), v.integer(), v.minValue(0))]),
}); // prettier-ignore
type Tensor = v.InferOutput<typeof TENSOR>;

/** Of the two matrices of a module, the one that starts at zero: while it is zero, the module does nothing. */
const STARTS_AT_ZERO = /\.(?:lora_up|lora_B|hada_w2_a|lokr_w2|lokr_w2_b|oft_blocks|w_norm|b_norm)\b/;

/** Looks at all numbers of a LoRA: whether they are finite, and whether it does anything. */
export async function loraFault(path: string): Promise<LoraFault | undefined> {
  let file: FileHandle;
  try {
    file = await openRegular(path);
  } catch {
    return 'missing';
  }
  try {
    return await faultOf(file);
  } catch {
    return 'unreadable';
  } finally {
    await file.close();
  }
}

async function faultOf(file: FileHandle): Promise<LoraFault | undefined> {
  const { size } = await file.stat();
  const length = Number((await bytesAt(file, 0, LENGTH_BYTES)).readBigUInt64LE());
  if (length > MAX_HEADER_BYTES || LENGTH_BYTES + length > size) return 'unreadable';
  const start = LENGTH_BYTES + length;
  const tensors = tensorsOf((await bytesAt(file, LENGTH_BYTES, length)).toString('utf8'));
  if (tensors.some(([, { data_offsets: [, end] }]) => start + end > size)) return 'unreadable'; // prettier-ignore
  if (tensors.length === 0) return 'zero';
  const telling = tensors.filter(([name]) => STARTS_AT_ZERO.test(name));
  const names = new Set((telling.length > 0 ? telling : tensors).map(([name]) => name));
  let isZero = true;
  for (const [name, tensor] of tensors) {
    const found = await look(file, start, tensor);
    if (!found.isFinite) return 'not_finite';
    if (names.has(name) && !found.isZero) isZero = false;
  }
  return isZero ? 'zero' : undefined;
}

function tensorsOf(header: string): [string, Tensor][] {
  const parsed = v.parse(v.record(v.string(), v.unknown()), JSON.parse(header));
  return Object.entries(parsed)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => [name, v.parse(TENSOR, value)]);
}

const CHUNK_BYTES = 4 * 2 ** 20;

async function look(
  file: FileHandle,
  start: number,
  { dtype, data_offsets: [from, to] }: Tensor,
): Promise<{ isFinite: boolean; isZero: boolean }> {
  let isZero = true;
  for (let at = from; at < to; at += CHUNK_BYTES) {
    const bytes = await bytesAt(file, start + at, Math.min(CHUNK_BYTES, to - at));
    const found = lookAtBytes(bytes, dtype);
    if (!found.isFinite) return found;
    isZero &&= found.isZero;
  }
  return { isFinite: true, isZero };
}

/** Where NaN and infinity have all bits of the exponent set; the sign does not count. */
const EXPONENTS: Readonly<Record<string, number>> = { F16: 0x7c00, BF16: 0x7f80, F32: 0x7f80, F64: 0x7ff0 };
/** Words of 16 bits in a number: its exponent is in the last of them, as the file is little-endian. */
const WORDS: Readonly<Record<string, number>> = { F16: 1, BF16: 1, F32: 2, F64: 4 };

/** Numbers of other types are no weights that could be NaN. */
function lookAtBytes(bytes: Buffer, dtype: string): { isFinite: boolean; isZero: boolean } {
  const exponent = EXPONENTS[dtype];
  const words = WORDS[dtype];
  if (exponent === undefined || words === undefined)
    return { isFinite: true, isZero: bytes.every((byte) => byte === 0) };
  let any = 0;
  for (let at = 0; at + words * 2 <= bytes.length; at += words * 2) {
    const word = bytes.readUInt16LE(at + (words - 1) * 2) & 0x7fff;
    if ((word & exponent) === exponent) return { isFinite: false, isZero: false };
    any |= word;
    if (any === 0 && words > 1) any |= bytes.readUInt16LE(at);
  }
  return { isFinite: true, isZero: any === 0 };
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, at + done);
    if (bytesRead === 0) throw new RangeError('The file is shorter than its header says.');
    done += bytesRead;
  }
  return buffer;
}
