import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { createBLAKE3 } from 'hash-wasm';

/**
 * The hashes by which tools and Civitai identify model files, and how each is printed:
 * - `sha256`: whole file, 64 hex, lower case
 * - `autov1`: SHA-256 of the 64 KiB from 1 MiB on, 8 hex, upper case; none below 2 MiB
 * - `autov2`: first 10 of `sha256`, upper case
 * - `autov3`: SHA-256 of what follows the safetensors header, 12 hex, lower case
 * - `crc32`: CRC-32/ISO-HDLC of the whole file, bytes in little-endian order as .NET prints them, 8 hex, upper case
 * - `blake3`: whole file, 64 hex, lower case
 */
export const HASH_KINDS = ['sha256', 'autov1', 'autov2', 'autov3', 'crc32', 'blake3'] as const;
export type HashKind = (typeof HASH_KINDS)[number];

/** `null`: the kind does not apply to the file. */
export type FileHashes = { readonly size: number } & Readonly<Partial<Record<HashKind, string | null>>>;

/** A hash over one range of a file, fed with the bytes of that range in their order. */
export interface RangeHash {
  /** The range in bytes from the beginning of the file; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  update(bytes: Uint8Array): void;
  /** The hash as each kind prints it. To be called once, at the end. */
  results(): Partial<Record<HashKind, string | null>>;
}

const MIB = 1024 * 1024;
const AUTOV1_START = MIB;
const AUTOV1_BYTES = 64 * 1024;
const AUTOV1_MIN_SIZE = 2 * MIB;
const LENGTH_BYTES = 8;
/** From this header length on (bytes), Civitai's scanner treats the file as one without a header. */
export const AUTOV3_MAX_HEADER = BigInt(16 * MIB);

/**
 * The hashes that are needed for the kinds, each over its range of the file, so that one pass does for all.
 * Kinds that do not apply have none.
 * @param size of the file, bytes
 * @param first the first 8 bytes of the file, or all where there are fewer
 */
export async function rangeHashes(
  kinds: readonly HashKind[],
  size: number,
  first: Buffer,
): Promise<RangeHash[]> {
  const wanted = new Set(kinds);
  const hashes: RangeHash[] = [];
  if (wanted.has('sha256') || wanted.has('autov2')) {
    const print = (hex: string) => ({
      ...(wanted.has('sha256') && { sha256: hex }),
      ...(wanted.has('autov2') && { autov2: hex.slice(0, 10).toUpperCase() }),
    });
    hashes.push(sha256Of(0, size, print));
  }
  if (wanted.has('autov1') && size >= AUTOV1_MIN_SIZE) {
    const print = (hex: string) => ({ autov1: hex.slice(0, 8).toUpperCase() });
    hashes.push(sha256Of(AUTOV1_START, AUTOV1_START + AUTOV1_BYTES, print));
  }
  const tensors = wanted.has('autov3') ? autov3Start(size, first) : undefined;
  if (tensors !== undefined) hashes.push(sha256Of(tensors, size, (hex) => ({ autov3: hex.slice(0, 12) })));
  if (wanted.has('crc32')) hashes.push(crc32Of(size));
  if (wanted.has('blake3')) hashes.push(await blake3Of(size));
  return hashes;
}

/**
 * Where AutoV3 begins: behind the header, as in HashTask.cs of Civitai's scanner, which does so with every file,
 * safetensors or not. Nothing where the header would be longer than the file.
 */
function autov3Start(size: number, first: Buffer): number | undefined {
  if (first.length < LENGTH_BYTES) return undefined;
  const header = first.readBigUInt64LE();
  if (header >= AUTOV3_MAX_HEADER) return LENGTH_BYTES;
  const start = LENGTH_BYTES + Number(header);
  return start <= size ? start : undefined;
}

type Print = (hex: string) => Partial<Record<HashKind, string>>;

function sha256Of(start: number, end: number, print: Print): RangeHash {
  const hash = createHash('sha256');
  return {
    start,
    end,
    update: (bytes) => void hash.update(bytes),
    results: () => print(hash.digest('hex')),
  };
}

function crc32Of(size: number): RangeHash {
  let sum = 0;
  return {
    start: 0,
    end: size,
    update: (bytes) => void (sum = crc32(bytes, sum)),
    results: () => {
      const littleEndian = Buffer.alloc(4);
      littleEndian.writeUInt32LE(sum);
      return { crc32: littleEndian.toString('hex').toUpperCase() };
    },
  };
}

async function blake3Of(size: number): Promise<RangeHash> {
  const hash = await createBLAKE3();
  return {
    start: 0,
    end: size,
    update: (bytes) => void hash.update(bytes),
    results: () => ({ blake3: hash.digest() }),
  };
}
