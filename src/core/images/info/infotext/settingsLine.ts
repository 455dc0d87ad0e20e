import { parseLooseJson } from '../looseJson';

/** A setting of an infotext: its key and its value, unquoted. */
export type Setting = readonly [key: string, value: string];

const KEY_CHAR = /[\p{L}\p{N}_ \-/]/u;
const WORD_CHAR = /[\p{L}\p{N}_]/u;
const BLANK = /\s/;
/** What cannot be anything but JSON, even where its end is cut off. */
const JSON_START = /^(?:\[\s*[{"]|\{\s*")/;

/**
 * Reads a line of `Key: value` pairs as A1111 writes it (`modules/infotext_utils.py`): values with a comma, a colon or
 * a line end are JSON strings. Unquoted JSON, which Civitai adds, is one value. One pass, so that no text is too long.
 * @returns the pairs in their order, those with an empty value among them
 */
export function parseSettings(line: string): Setting[] {
  const settings: Setting[] = [];
  let at = 0;
  while (at < line.length) {
    const comma = indexOrEnd(line, ',', at);
    const key = keyBetween(line, at, comma);
    if (!key) {
      at = comma + 1;
      continue;
    }
    const { value, end } = valueAt(line, key.end);
    settings.push([key.name, value]);
    at = end;
  }
  return settings;
}

/** The first key that ends with a colon in a part of the line: at least two letters, and a word at its start. */
function keyBetween(line: string, start: number, end: number): { name: string; end: number } | undefined {
  let from = start;
  for (
    let colon = line.indexOf(':', start);
    colon >= 0 && colon < end;
    colon = line.indexOf(':', colon + 1)
  ) {
    let first = colon;
    while (first > from && KEY_CHAR.test(line.charAt(first - 1))) first -= 1;
    while (first < colon && !WORD_CHAR.test(line.charAt(first))) first += 1;
    const name = line.slice(first, colon).trimEnd();
    if (name.length >= 2) return { name, end: colon + 1 };
    from = colon + 1;
  }
  return undefined;
}

function valueAt(line: string, from: number): { value: string; end: number } {
  let start = from;
  while (start < line.length && BLANK.test(line.charAt(start))) start += 1;
  const char = line.charAt(start);
  if (char === '"') {
    const end = stringEnd(line, start);
    const next = end === undefined ? undefined : valueEnd(line, end);
    if (end !== undefined && next !== undefined)
      return { value: unquote(line.slice(start, end)), end: next + 1 };
  } else if (char === '[' || char === '{') {
    const end = bracketEnd(line, start);
    const next = end === undefined ? undefined : valueEnd(line, end);
    if (next !== undefined) return { value: line.slice(start, end), end: next + 1 };
    if (end === undefined && JSON_START.test(line.slice(start, start + 20)))
      return { value: line.slice(start), end: line.length };
  }
  const comma = indexOrEnd(line, ',', start);
  return { value: line.slice(start, comma).trimEnd(), end: comma + 1 };
}

/** Where the comma or the end of the line is, if nothing but blanks stands before it. */
function valueEnd(line: string, from: number): number | undefined {
  let at = from;
  while (at < line.length && BLANK.test(line.charAt(at))) at += 1;
  return at === line.length || line.charAt(at) === ',' ? at : undefined;
}

function stringEnd(line: string, start: number): number | undefined {
  for (let at = start + 1; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '"') return at + 1;
  }
  return undefined;
}

function bracketEnd(line: string, start: number): number | undefined {
  const open: string[] = [];
  for (let at = start; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '"') {
      const end = stringEnd(line, at);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (char === '[' || char === '{') open.push(char === '[' ? ']' : '}');
    else if (char === ']' || char === '}') {
      if (open.pop() !== char) return undefined;
      if (open.length === 0) return at + 1;
    }
  }
  return undefined;
}

function unquote(quoted: string): string {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : quoted;
  } catch {
    return quoted;
  }
}

function indexOrEnd(text: string, part: string, from: number): number {
  const index = text.indexOf(part, from);
  return index < 0 ? text.length : index;
}

/** A value that is a JSON object or list, read; undefined for every other one. */
export function jsonValue(value: string | undefined): unknown {
  return value !== undefined && /^[[{]/.test(value) ? parseLooseJson(value) : undefined;
}
