import * as l10n from '@vscode/l10n';
import { webAddress } from '../../civitai/webAddress';
import { Problem } from '../../problem/problem';
import {
  EDITABLE_FIELDS,
  typeOfKey,
  type EditableField,
  type EditableValues,
  type SidecarKey,
} from './fields';
import { safePreviewPath } from './previewPath';

/** Characters of a text that is shown in a line. */
const LINE = 500;
/** Characters of a text with paragraphs: the longest descriptions on Civitai have some ten thousand. */
const PAGES = 200_000;
/** Characters of one of several texts: a trigger word may be a whole prompt. */
const ITEM = 2_000;
const ITEMS = 1_000;
const ADDRESS = 4_000;

/** The longest text of a key. */
function longest(key: SidecarKey): number {
  if (key === 'description' || key === 'notes' || key === 'negative_prompt') return PAGES;
  return key === 'preview_url' ? ADDRESS : LINE;
}

/**
 * A value as it may be written, whatever an answer, an import or another tool said: no text so long that the sidecar
 * could not be read again, no address that is not of the web, no picture outside of the model's folder.
 * @returns undefined where nothing of it may be written
 */
export function bounded(key: SidecarKey, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (key === 'preview_path') return typeof value === 'string' ? safePreviewPath(value) : undefined;
  if (key === 'preview_url') return typeof value === 'string' ? address(value) : undefined;
  if (key === 'download_urls')
    return Array.isArray(value) ? value.slice(0, ITEMS).flatMap((url) => address(url) ?? []) : undefined;
  const type = typeOfKey(key);
  if (type === 'text' && typeof value === 'string') return cut(value, longest(key));
  if (type === 'words' && Array.isArray(value)) {
    return value.slice(0, ITEMS).map((text: unknown) => (typeof text === 'string' ? cut(text, ITEM) : text));
  }
  if (type === 'candidates' && Array.isArray(value)) return value.slice(0, ITEMS);
  if (type === 'fileInfo' && isObject(value)) return fileInfo(value);
  return type === 'values' && isObject(value) ? values(value) : value;
}

/**
 * Refuses what the user typed where it would have to be cut: their words are not cut unasked.
 * @throws Problem `bad_input`
 */
export function requireFits(edited: Readonly<Partial<Record<EditableField, unknown>>>): void {
  for (const field of EDITABLE_FIELDS) {
    const value = edited[field];
    const texts = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
    const most = Array.isArray(value) ? ITEM : longest(field);
    if (texts.length > ITEMS || texts.some((text) => text.length > most)) {
      throw new Problem(
        'bad_input',
        l10n.t(
          'The field {0} is longer than a sidecar keeps: {1} characters.',
          field,
          most.toLocaleString('en'),
        ),
        l10n.t('Shorten it, or keep the text in a file of its own.'),
      );
    }
  }
}

function values(offers: Readonly<Record<string, unknown>>): EditableValues {
  return Object.fromEntries(
    EDITABLE_FIELDS.flatMap((field) =>
      offers[field] === undefined ? [] : [[field, bounded(field, offers[field])]],
    ),
  );
}

function fileInfo(info: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(info).flatMap(([key, value]): [string, unknown][] => {
    if (key === 'name' && typeof value === 'string') return [[key, cut(value, LINE)]];
    if (key !== 'downloadUrl') return [[key, value]];
    const url = address(value);
    return url === undefined ? [] : [[key, url]];
  });
  return Object.fromEntries(entries);
}

function address(url: unknown): string | undefined {
  return typeof url === 'string' && url.length <= ADDRESS ? webAddress(url) : undefined;
}

/** Cuts a text between two characters, not within one. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - 1;
  const isPair = /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
  return `${text.slice(0, isPair ? end - 1 : end)}…`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
