import { asciiJson, isAscii } from '../../json/asciiJson';
import { decodeString, encodeString, jsonStrings, type JsonString } from './jsonStrings';
import type { Span } from '../../json/jsonSpans';

/** What is to stand in place of a part of a text. */
export interface TextEdit extends Span {
  readonly text: string;
}

/** The spans in their order, those that overlap as one: a line with a cursor may hold another selection. */
export function joinedSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = joined.at(-1);
    if (!last || span.start >= last.end) joined.push(span);
    else joined.splice(-1, 1, { start: last.start, end: Math.max(last.end, span.end) });
  }
  return joined;
}

/** The string values that a range of a JSON text touches; an empty range touches what it stands in. */
export function touchedStrings(text: string, { start, end }: Span): JsonString[] {
  const touched: JsonString[] = [];
  for (const string of jsonStrings(text)) {
    // The quotes belong to it.
    if (string.start - 1 > end) break;
    const isTouched = start === end ? string.end >= start : string.start - 1 < end && string.end + 1 > start;
    if (string.role === 'value' && isTouched) touched.push(string);
  }
  return touched;
}

/** The part of a string that lies in a range, as it is meant. */
export function touchedPart(text: string, string: JsonString, { start, end }: Span): string {
  const { value, toPosition } = decodeString(text, string);
  return value.slice(toPosition(start), toPosition(end));
}

/**
 * The smallest edits that give strings of a JSON text other values: escapes in the rest of them stay as they are
 * written, and strings whose value stays have none. A text of ASCII only stays one.
 */
export function editStrings(
  text: string,
  strings: readonly JsonString[],
  change: (value: string) => string,
): TextEdit[] {
  const inAscii = isAscii(text);
  return strings.flatMap((string) => editString(text, string, change, inAscii) ?? []);
}

function editString(
  text: string,
  string: JsonString,
  change: (value: string) => string,
  inAscii: boolean,
): TextEdit | undefined {
  const { value, toOffset } = decodeString(text, string);
  const next = change(value);
  if (next === value) return undefined;
  const start = samePrefix(value, next);
  const behind = sameSuffix(value.slice(start), next.slice(start));
  const written = encodeString(next.slice(start, next.length - behind));
  return {
    start: toOffset(start),
    end: toOffset(value.length - behind),
    text: inAscii ? asciiJson(written) : written,
  };
}

/** How many characters two texts begin with alike; half a surrogate pair is no character. */
function samePrefix(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one.charCodeAt(length) === other.charCodeAt(length)) length += 1;
  return isHighSurrogate(one.charCodeAt(length - 1)) ? length - 1 : length;
}

function sameSuffix(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return isLowSurrogate(one.charCodeAt(one.length - length)) ? length - 1 : length;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
