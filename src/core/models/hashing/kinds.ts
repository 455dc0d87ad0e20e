import { createHash } from 'node:crypto';

/**
 * The hashes that tools and Civitai tell model files by. How each is printed:
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

/** A hash over a part of a file that is being fed with it, piece by piece from the beginning. */
export interface PartHash {
  /** Bytes from the beginning of the file; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  update(bytes: Uint8Array): void;
  /** To be called once, at the end. */
  results(): Partial<Record<HashKind, string | null>>;
}

const MIB = 1024 * 1024;
const AUTOV1_START = MIB;
const AUTOV1_BYTES = 64 * 1024;
const AUTOV1_MIN_SIZE = 2 * MIB;
const LENGTH_BYTES = 8;
/** From this header length on, Civitai's scanner takes the file for one without a header. */
export const AUTOV3_MAX_HEADER = BigInt(16 * MIB);

/**
 * The hashes that are needed for the kinds, each over its part of the file, so that one pass does for all.
 * Kinds that do not apply have none.
 * @param size of the file, bytes
 * @param first the first 8 bytes of the file, or all where there are fewer
 */
export async function partHashes(
  kinds: readonly HashKind[],
  size: number,
  first: Buffer,
): Promise<PartHash[]> {
  const wanted = new Set(kinds);
  const parts: PartHash[] = [];
  if (wanted.has('sha256') || wanted.has('autov2')) {
    parts.push(
      sha256Of(0, size, (hex) => ({
        ...(wanted.has('sha256') && { sha256: hex }),
        ...(wanted.has('autov2') && { autov2: hex.slice(0, 10).toUpperCase() }),
      })),
    );
  }
  if (wanted.has('autov1') && size >= AUTOV1_MIN_SIZE) {
    const print = (hex: string) => ({ autov1: hex.slice(0, 8).toUpperCase() });
    parts.push(sha256Of(AUTOV1_START, AUTOV1_START + AUTOV1_BYTES, print));
  }
  const tensors = wanted.has('autov3') ? autov3Start(size, first) : undefined;
  if (tensors !== undefined) parts.push(sha256Of(tensors, size, (hex) => ({ autov3: hex.slice(0, 12) })));
  if (wanted.has('crc32') || wanted.has('blake3')) {
    const { createBLAKE3, createCRC32 } = await import('hash-wasm');
    if (wanted.has('blake3')) parts.push(wasmOf(await createBLAKE3(), size, (hex) => ({ blake3: hex })));
    if (wanted.has('crc32')) {
      parts.push(wasmOf(await createCRC32(), size, (hex) => ({ crc32: bytesReversed(hex).toUpperCase() })));
    }
  }
  return parts;
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

function sha256Of(start: number, end: number, print: Print): PartHash {
  const hash = createHash('sha256');
  return {
    start,
    end,
    update: (bytes) => void hash.update(bytes),
    results: () => print(hash.digest('hex')),
  };
}

interface WasmHash {
  update(bytes: Uint8Array): unknown;
  digest(): string;
}

function wasmOf(hash: WasmHash, size: number, print: Print): PartHash {
  return {
    start: 0,
    end: size,
    update: (bytes) => void hash.update(bytes),
    results: () => print(hash.digest()),
  };
}

function bytesReversed(hex: string): string {
  return Buffer.from(hex, 'hex').reverse().toString('hex');
}
