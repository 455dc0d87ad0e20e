import * as l10n from '@vscode/l10n';
import { setImmediate } from 'node:timers/promises';
import { basename, relative, sep } from 'node:path';
import { JsonText, memberTexts, parseJsonObject } from '../../json/jsonDocument';
import { readUtf8 } from '../../json/jsonFile';
import { Problem } from '../../problem/problem';
import { SIDECAR_KEYS, type Sidecar } from '../sidecar/fields';
import { toSidecar } from '../sidecar/read';
import type { TransferModel } from './types';

/** One model of an export. */
export interface ExportEntry {
  /** A path on the machine of the export, of any system; it only chooses among models and is never opened. */
  readonly key: string;
  readonly size: number | undefined;
  /** Undefined where the entry holds none. */
  readonly metadata: Sidecar | undefined;
  /** The metadata's keys that this program does not know, as they are written. */
  readonly unknown: Readonly<Record<string, JsonText>>;
}

/** Entries that are read between two pauses of the event loop. */
const ENTRIES_AT_ONCE = 50;

/**
 * The text of an export. The metadata stands in it as it stands in the sidecars, unknown keys and digits included.
 * @param folder the name of the folder
 * @param models the path relative to the folder, the bytes, and the text of the sidecar
 */
export function exportText(
  exportedAt: Date,
  folder: string,
  models: readonly { readonly name: string; readonly size: number; readonly sidecar: string }[],
): string {
  const entries = models.map(({ name, size, sidecar }) => {
    // Within JSON, a line break is never part of a value. `trim` removes the BOM as well.
    const metadata = sidecar.trim().replace(/[\r\n]+/g, '\n      ');
    const head = { name: name.slice(name.lastIndexOf('/') + 1), path: name, size };
    const lines = Object.entries(head).map(([key, value]) => `      "${key}": ${JSON.stringify(value)},\n`);
    return `\n    ${JSON.stringify(name)}: {\n${lines.join('')}      "metadata": ${metadata}\n    }`;
  });
  const body = entries.length > 0 ? `{${entries.join(',')}\n  }` : '{}';
  const head = `  "exported_at": ${JSON.stringify(exportedAt)},\n  "folder": ${JSON.stringify(folder)},\n`;
  return `{\n${head}  "models": ${body}\n}\n`;
}

/**
 * Reads an export.
 * @throws Problem `not_json`, `missing` or `unreadable`
 */
export async function readExport(path: string): Promise<ExportEntry[]> {
  const name = basename(path);
  const text = await readUtf8(path);
  if (text === undefined)
    throw new Problem('missing', l10n.t('{0} is not there.', name), l10n.t('Check the path.'));
  const read = parseJsonObject(text);
  if (!read.ok)
    throw noExport(name, l10n.t('{0} (line {1}, column {2})', read.reason, read.line, read.column));
  try {
    const models = objectOf(memberTexts(text.replace(/^\ufeff/, '')).get('models'));
    if (!models) throw noExport(name, l10n.t('it has no models'));
    const entries: ExportEntry[] = [];
    for (const [key, entry] of memberTexts(models.text)) {
      entries.push(entryOf(key, entry));
      // An export of ten thousand models takes seconds, which would block the event loop.
      if (entries.length % ENTRIES_AT_ONCE === 0) await setImmediate();
    }
    return entries;
  } catch (error) {
    if (error instanceof RangeError) throw noExport(name, l10n.t('it is nested too deeply'));
    throw error;
  }
}

function entryOf(key: string, entry: JsonText): ExportEntry {
  const found = objectOf(entry);
  const metadata = found && objectOf(memberTexts(found.text).get('metadata'));
  if (!metadata) return { key, size: undefined, metadata: undefined, unknown: {} };
  const { size } = found.value;
  const unknown = [...memberTexts(metadata.text)].filter(
    ([name]) => !SIDECAR_KEYS.includes(name as keyof Sidecar),
  );
  return {
    key,
    size: typeof size === 'number' ? size : undefined,
    metadata: toSidecar(metadata.value),
    unknown: Object.fromEntries(unknown),
  };
}

function objectOf(json: JsonText | undefined): { text: string; value: Record<string, unknown> } | undefined {
  const read = json && parseJsonObject(json.text);
  return read?.ok ? { text: json?.text ?? '', value: read.value } : undefined;
}

function noExport(name: string, why: string): Problem {
  return new Problem(
    'not_json',
    l10n.t('{0} is no export of metadata: {1}.', name, why),
    l10n.t('Choose a file that Export Metadata wrote.'),
  );
}

/** Whether an entry was made of a file of another size than the model. */
export function isOfOtherFile({ size }: ExportEntry, model: TransferModel): boolean {
  return size !== undefined && size !== model.size;
}

/** The keys of an entry that this program does not know and that a sidecar does not have. */
export function absentKeys(
  value: Readonly<Record<string, unknown>>,
  { unknown }: ExportEntry,
): Record<string, JsonText> {
  return Object.fromEntries(Object.entries(unknown).filter(([key]) => !Object.hasOwn(value, key)));
}

/** A path relative to a folder, forward slashes. */
export function nameIn(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}

/** How an entry is called in messages: never by an absolute path. */
export function entryName(key: string): string {
  const segments = segmentsOf(key);
  const relativePath = !/^([/\\]|[a-z]:)/i.test(key) && !segments.includes('..');
  return relativePath ? segments.join('/') : (segments.at(-1) ?? key);
}

/** The segments of a path of any system. Composed, since macOS decomposes letters with accents. */
export function segmentsOf(path: string): string[] {
  return path
    .normalize('NFC')
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== '.');
}
