import * as l10n from '@vscode/l10n';
import { isUtf8 } from 'node:buffer';
import { badHeader } from './refusals';
import { TensorFormCollector, type TensorForms } from './tensorForms';

/** What the JSON of a header holds. */
export interface ParsedHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensorCount: number;
  /** What the tensors are called, and their shapes. */
  readonly tensors: TensorForms;
  /** Where the last tensor ends, bytes from the end of the header. */
  readonly dataBytes: number;
}

/**
 * Parses the JSON of a safetensors header.
 * @param bytes the header without its length
 * @param name of the file, without its folder, for the messages
 * Throws `Problem` `bad_header`.
 */
export function parseHeader(bytes: Buffer, name: string): ParsedHeader {
  if (!isUtf8(bytes))
    throw badHeader(l10n.t('{0} is not a valid model file: its header is not UTF-8.', name));
  const json = parseJson(bytes, name);
  if (!isObject(json))
    throw badHeader(l10n.t('{0} is not a valid model file: its header is not a JSON object.', name));
  const tensors = new TensorFormCollector();
  let dataBytes = 0;
  for (const key of Object.keys(json)) {
    if (key === '__metadata__') continue;
    const value = json[key];
    const end = tensorEnd(value);
    if (end === undefined)
      throw badHeader(
        l10n.t('{0} is not a valid model file: its header has a tensor without valid offsets.', name),
      );
    tensors.add(key, (value as Record<string, unknown>).shape);
    if (end > dataBytes) dataBytes = end;
  }
  return { metadata: metadataOf(json.__metadata__), tensorCount: tensors.count, tensors, dataBytes };
}

function parseJson(bytes: Buffer, name: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // The error would quote the file.
    throw badHeader(l10n.t('{0} is not a valid model file: its header is not JSON.', name));
  }
}

function tensorEnd(tensor: unknown): number | undefined {
  if (!isObject(tensor)) return undefined;
  const offsets = tensor.data_offsets;
  if (!Array.isArray(offsets) || offsets.length !== 2) return undefined;
  const [begin, end] = offsets as unknown[];
  return isOffset(begin) && isOffset(end) && begin <= end ? end : undefined;
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function metadataOf(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  // `fromEntries` makes own properties, also of a key like `__proto__`.
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, textOf(entry)]));
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    // Nested so deep that it overflows the stack.
    return '…';
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
