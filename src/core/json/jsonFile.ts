import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseJsonObject } from './jsonDocument';
import { Problem } from '../problem/problem';
import { errnoOf, toProblem } from '../problem/toProblem';
import { readRegular } from '../files/regularFile';

/** No file beside a model is this large; reading one would only fill the memory. */
export const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** A JSON file as it was found: its text, BOM included, and its object. */
export interface JsonFile {
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/**
 * Reads a file that holds a JSON object.
 * @returns undefined where there is no such file
 * @throws Problem `not_json` (also for text that is not UTF-8, and for what is no file of a sane size) or `unreadable`
 */
export async function readJsonFile(path: string): Promise<JsonFile | undefined> {
  // A link may lead to a device that never ends. Reading reports what is wrong with the path itself.
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isDirectory() && !found.isFile())
    throw notJson(basename(path), l10n.t('it is no file'));
  if (found && found.size > MAX_JSON_BYTES)
    throw notJson(basename(path), l10n.t('it is larger than a sidecar can be'));
  const text = await readUtf8(path);
  return text === undefined ? undefined : { text, value: parseJsonText(text, basename(path)) };
}

/**
 * The object of a JSON text.
 * @param name the name of the file it is from, for the message
 * @throws Problem `not_json`
 */
export function parseJsonText(text: string, name: string): Record<string, unknown> {
  const read = parseJsonObject(text);
  if (read.ok) return read.value;
  throw notJson(name, l10n.t('{0} (line {1}, column {2})', read.reason, read.line, read.column));
}

/** A file that is left alone, since its content would be lost if it were replaced. */
export function notJson(name: string, why: string): Problem {
  return new Problem(
    'not_json',
    l10n.t('{0} was left alone: {1}.', name, why),
    l10n.t('Open it and correct it, or delete it to have it written anew.'),
  );
}

/** The text of a file, BOM included; undefined where there is none. */
export async function readUtf8(path: string): Promise<string | undefined> {
  try {
    const bytes = await readRegular(path);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    // Of a model with a long name, the name of a sidecar may be longer than any file can have.
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENAMETOOLONG') return undefined;
    // What the decoder throws.
    if (error instanceof TypeError) throw notJson(basename(path), l10n.t('it is not UTF-8'));
    throw toProblem(error, basename(path));
  }
}
