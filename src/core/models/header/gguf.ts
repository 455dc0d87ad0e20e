import { readAt } from '../../files/readAt';
import { baseModelOf } from './architecture';
import { modelTypeOf } from './modelType';
import { truncated } from './refusals';
import type { HeaderSummary } from './summary';
import { TensorFormCollector } from './tensorForms';

/** What a file of weights begins with; the vocabulary of a text model fills more, and tells nothing of use. */
const READ_BYTES = 1024 * 1024;
const KNOWN_VERSIONS: ReadonlySet<number> = new Set([2, 3]);
const STRING = 8;
const ARRAY = 9;
/** Bytes of a value by its type: github.com/ggml-org/ggml/blob/master/docs/gguf.md. */
const VALUE_BYTES: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 }; // prettier-ignore

/** Bytes of an element of a tensor by its type; of a quantised one, its share of a block. Of others only the first byte counts. */
const ELEMENT_BYTES: Readonly<Record<number, number>> = { 0: 4, 1: 2, 2: 18 / 32, 3: 20 / 32, 6: 22 / 32, 7: 24 / 32, 8: 34 / 32, 10: 84 / 256, 11: 110 / 256, 12: 144 / 256, 13: 176 / 256, 14: 210 / 256, 24: 1, 25: 2, 26: 4, 27: 8, 28: 8, 30: 2 }; // prettier-ignore

/**
 * What the header of a GGUF file tells of its base model and type: its own key `general.architecture`, and its tensors.
 * @param fd of the open file
 * @param size of the file, bytes
 * @param name of the file, without its folder, for the messages
 * Throws `Problem` `truncated` where the header, or the tensors that it lists, are longer than the file.
 */
export function ggufSummary(fd: number, size: number, name: string): HeaderSummary {
  const { architecture, tensors, needed } = readGguf(readAt(fd, 0, Math.min(size, READ_BYTES)));
  // A header that is longer than what is read tells no length; one that ends with the file is cut.
  if (needed === undefined ? size <= READ_BYTES : needed > size) throw truncated(name, size, needed);
  const metadata: Record<string, string> =
    architecture === undefined ? {} : { 'modelspec.architecture': architecture };
  const told = baseModelOf(metadata, tensors);
  const type = modelTypeOf(metadata, tensors);
  return {
    ...(told && { baseModel: told.baseModel, toldBy: told.toldBy === 'modelspec' ? 'gguf' : told.toldBy }),
    ...(type !== undefined && { type }),
  };
}

/** Reads as much of the header as there is; what a stranger wrote wrong ends it. */
function readGguf(bytes: Buffer): {
  architecture?: string;
  tensors: TensorFormCollector;
  /** Bytes that the file has at least; undefined where the header goes on behind what was read. */
  needed?: number;
} {
  const tensors = new TensorFormCollector();
  let architecture: string | undefined;
  let needed: number | undefined;
  let lastEnd = 0;
  const reader = new GgufReader(bytes);
  try {
    reader.advance(8);
    const tensorCount = reader.u64();
    const keyCount = reader.u64();
    for (let index = 0; index < keyCount; index++) {
      const key = reader.text();
      const value = reader.value();
      if (key === 'general.architecture' && value !== undefined) architecture = value;
    }
    for (let index = 0; index < tensorCount; index++) {
      const name = reader.text();
      const sizes = Array.from({ length: reader.u32(8) }, () => reader.u64());
      const type = reader.u32();
      const offset = reader.u64();
      const count = sizes.reduce((product, each) => product * each, 1);
      lastEnd = Math.max(lastEnd, offset + (count === 0 ? 0 : (ELEMENT_BYTES[type] ?? 0) * count || 1));
      // GGUF writes the input first.
      tensors.add(name, sizes.reverse());
    }
    needed = reader.position + lastEnd;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  // Other versions, and other byte orders, write their lengths in another way: they tell nothing here.
  if (bytes.length >= 8 && !KNOWN_VERSIONS.has(bytes.readUInt32LE(4))) needed = 0;
  return {
    ...(architecture !== undefined && { architecture }),
    tensors,
    ...(needed !== undefined && { needed }),
  };
}

/** Reads values one after the other; throws RangeError where the bytes end, or a length cannot be. */
class GgufReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** Bytes that were read. */
  get position(): number {
    return this.at;
  }

  advance(bytes: number): void {
    this.at += bytes;
    if (this.at > this.bytes.length) throw new RangeError('end');
  }

  u32(most = Infinity): number {
    const value = this.bytes.readUInt32LE(this.at);
    this.at += 4;
    if (value > most) throw new RangeError('length');
    return value;
  }

  u64(): number {
    const value = Number(this.bytes.readBigUInt64LE(this.at));
    this.at += 8;
    return value;
  }

  text(): string {
    const length = this.u64();
    const from = this.at;
    this.advance(length);
    return this.bytes.toString('utf8', from, this.at);
  }

  /** Reads over a value; gives back what is a text. */
  value(): string | undefined {
    const type = this.u32();
    if (type === STRING) return this.text();
    if (type !== ARRAY) {
      this.advance(sizeOf(type));
      return undefined;
    }
    const itemType = this.u32();
    const count = this.u64();
    if (itemType === STRING) for (let index = 0; index < count; index++) this.text();
    else this.advance(sizeOf(itemType) * count);
    return undefined;
  }
}

function sizeOf(type: number): number {
  const bytes = VALUE_BYTES[type];
  if (bytes === undefined) throw new RangeError('type');
  return bytes;
}
