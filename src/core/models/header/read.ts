import * as l10n from '@vscode/l10n';
import { closeSync, fstatSync } from 'node:fs';
import { basename } from 'node:path';
import { toProblem } from '../../problem/toProblem';
import { badHeader, emptyFile, truncated } from './refusals';
import { readAt } from '../../files/readAt';
import { parseHeader } from './parse';
import type { TensorForms } from './tensorForms';
import { openRegularSync } from '../../files/regularFile';

/** What a safetensors file says of itself. */
export interface SafetensorsHeader {
  /** `__metadata__`. Values that are not strings, which the format forbids, are given as their JSON. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensorCount: number;
  /** What the tensors are called, and their shapes. */
  readonly tensors: TensorForms;
  /** Bytes before the tensors: the 8 of the length and the header. */
  readonly headerBytes: number;
  /** Bytes of the tensors, as the header says. */
  readonly dataBytes: number;
}

/** The length that a header starts with, bytes. */
export const LENGTH_BYTES = 8;
/** The reference implementation refuses longer ones: `MAX_HEADER_SIZE` in github.com/huggingface/safetensors. */
export const MAX_HEADER_BYTES = 100_000_000;
/** The header of a small LoRA: one read is enough for it, and for another file little is read in vain. */
const FIRST_READ = 16 * 1024;
const OPENING_BRACE = 0x7b;

/**
 * Reads the header of a safetensors file, and never more of the file than its first 16 KiB and its header.
 * Works on the calling thread, up to a second for a header of 100 MB: in the extension host ask `Scanner.header`.
 * @param path absolute path
 * Throws `Problem` `empty`, `truncated`, `bad_header`, or that the file cannot be read.
 */
export function readHeader(path: string): SafetensorsHeader {
  try {
    const fd = openRegularSync(path);
    try {
      const { size } = fstatSync(fd);
      return readOpenHeader(fd, size, basename(path), readFirst(fd, size));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw toProblem(error, basename(path));
  }
}

/** The beginning of an open file, as much as one read gets of the header. */
export function readFirst(fd: number, size: number): Buffer {
  return readAt(fd, 0, Math.min(size, FIRST_READ));
}

/**
 * `readHeader` for a file that is open already. Bytes behind the tensors are allowed: the reference implementation
 * refuses them, but other tools load such files.
 * @param size of the file, bytes
 * @param name of the file, without its folder, for the messages
 * @param first what `readFirst` gave
 */
export function readOpenHeader(fd: number, size: number, name: string, first: Buffer): SafetensorsHeader {
  const json = readHeaderJson(fd, size, name, first);
  const headerBytes = LENGTH_BYTES + json.length;
  const { metadata, tensorCount, tensors, dataBytes } = parseHeader(json, name);
  if (headerBytes + dataBytes > size) throw truncated(name, size, headerBytes + dataBytes);
  return { metadata, tensorCount, tensors, headerBytes, dataBytes };
}

/** The JSON of a header as it stands in the file, padding included. It is not checked to be JSON. */
export function readHeaderJson(fd: number, size: number, name: string, first: Buffer): Buffer {
  if (size === 0) throw emptyFile(name);
  if (first.length < LENGTH_BYTES) throw truncated(name, size);
  const length = first.readBigUInt64LE();
  if (length > BigInt(MAX_HEADER_BYTES))
    throw badHeader(
      l10n.t('{0} is not a valid model file: its header claims to be larger than 100 MB.', name),
    );
  const headerBytes = LENGTH_BYTES + Number(length);
  // Only what begins like a header is one whose end is missing; anything else is some other file.
  if (first[LENGTH_BYTES] !== OPENING_BRACE && first.length > LENGTH_BYTES) {
    throw badHeader(l10n.t('{0} is not a valid model file: its header does not begin like one.', name));
  }
  if (headerBytes > size) throw truncated(name, size, headerBytes);

  const begun = first.subarray(LENGTH_BYTES, headerBytes);
  const rest = headerBytes - first.length;
  return rest <= 0 ? begun : Buffer.concat([begun, readAt(fd, first.length, rest)]);
}
