import * as l10n from '@vscode/l10n';
import { closeSync, fstatSync } from 'node:fs';
import { basename } from 'node:path';
import { jsonMemberSpans } from '../../json/jsonSpans';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { badHeader } from './refusals';
import { parseHeader } from './parse';
import { LENGTH_BYTES, MAX_HEADER_BYTES, readFirst, readHeaderJson, readOpenHeader } from './read';
import type { FileStamp } from '../modelFile';
import { OUTPUT_NAME, outputName } from './outputName';
import { openRegularSync } from '../../files/regularFile';

const METADATA = '__metadata__';
/** Tensors begin at a multiple of it, for the format and for programs that map them into memory. */
const ALIGNMENT = 8;

/** A header that has a name, for a file that has none. */
export interface HeaderWithOutputName {
  /** All that stands before the tensors: the length, the JSON, the padding. */
  readonly bytes: Uint8Array;
  /** Where the tensors begin in the file as it is. */
  readonly dataStart: number;
  /** Of the file that was read. */
  readonly stamp: FileStamp;
}

/**
 * The header of a safetensors file with an `ss_output_name` in it; everything else of it is as it is written.
 * Works on the calling thread: in the extension host ask `Scanner.headerWithOutputName`.
 * @param path absolute path
 * @throws Problem of `readHeader`, and `changed_meanwhile` where the header has a name
 */
export function headerWithOutputName(path: string, name: string): HeaderWithOutputName {
  const file = basename(path);
  try {
    const fd = openRegularSync(path);
    try {
      const { size, mtimeMs, ino } = fstatSync(fd);
      const first = readFirst(fd, size);
      const before = readOpenHeader(fd, size, file, first);
      if (outputName(before.metadata) !== undefined) throw hasName(file);
      const json = readHeaderJson(fd, size, file, first);
      const bytes = headerBytes(jsonWithName(json.toString('utf8'), name, file), file);
      const after = parseHeader(bytes.subarray(LENGTH_BYTES), file);
      const same = after.tensorCount === before.tensorCount && after.dataBytes === before.dataBytes;
      // Two readers must not understand the new header differently, such as by a key that stands twice.
      if (!same || after.metadata[OUTPUT_NAME] !== name)
        throw badHeader(l10n.t('{0} is not a valid model file: its header cannot be changed safely.', file));
      return { bytes, dataStart: before.headerBytes, stamp: { size, mtimeMs, ino } };
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw toProblem(error, file);
  }
}

/**
 * Puts a name into the JSON of a header, at the end of its metadata.
 * @param file the file's name, for the messages
 */
export function jsonWithName(json: string, name: string, file: string): string {
  const value = JSON.stringify(name);
  const member = `${JSON.stringify(OUTPUT_NAME)}:${value}`;
  const members = jsonMemberSpans(json);
  const metadata = members.get(METADATA);
  if (!metadata) {
    const start = json.indexOf('{') + 1;
    return splice(json, start, start, `"${METADATA}":{${member}}${members.size > 0 ? ',' : ''}`);
  }
  const { start, end } = metadata;
  if (json.charAt(start) !== '{')
    throw badHeader(
      l10n.t('{0} is not a valid model file: its header has a {1} that is no object.', file, METADATA),
    );
  const own = jsonMemberSpans(json.slice(start, end));
  const blank = own.get(OUTPUT_NAME);
  if (blank) return splice(json, start + blank.start, start + blank.end, value);
  const last = blanksBefore(json, end - 1);
  return splice(json, last, last, own.size > 0 ? `,${member}` : member);
}

/** The length, the JSON, and spaces as the format has them. */
function headerBytes(json: string, file: string): Buffer {
  const text = Buffer.from(withoutPadding(json));
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  if (length > MAX_HEADER_BYTES)
    throw badHeader(l10n.t('{0} is not a valid model file: its header has no room for a name.', file));
  const bytes = Buffer.alloc(LENGTH_BYTES + length, ' ');
  bytes.writeBigUInt64LE(BigInt(length));
  text.copy(bytes, LENGTH_BYTES);
  return bytes;
}

function withoutPadding(json: string): string {
  let end = json.length;
  while (json.charAt(end - 1) === ' ') end -= 1;
  return json.slice(0, end);
}

/** The index behind the last character before `end` that is no blank. */
function blanksBefore(json: string, end: number): number {
  let at = end;
  while (' \t\r\n'.includes(json.charAt(at - 1))) at -= 1;
  return at;
}

function splice(text: string, start: number, end: number, inserted: string): string {
  return text.slice(0, start) + inserted + text.slice(end);
}

function hasName(file: string): Problem {
  return new Problem(
    'changed_meanwhile',
    l10n.t('{0} has an {1} by now.', file, OUTPUT_NAME),
    l10n.t('It is left as it is: nothing is to do.'),
  );
}
