import { parse, type ParseError } from 'jsonc-parser';

/** A list or an object, whatever is in it. */
const JSON_START = /^\ufeff?\s*[[{]\s*(?:["[{]|[\]}]\s*$)/;
const MAX_DEPTH = 8;

/** Whether a filter file is JSON. */
export function isJson(text: string): boolean {
  return jsonTexts(text) !== undefined;
}

/** The texts of JSON, such as an export of another tool; undefined where it is none. */
export function jsonTexts(text: string): string[] | undefined {
  if (!JSON_START.test(text)) return undefined;
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace('\ufeff', ''), errors, { allowTrailingComma: true });
  return errors.length === 0 ? textsIn(value, 0) : undefined;
}

function textsIn(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  if (isMarked(value)) return Object.entries(value).flatMap(([key, mark]) => (mark === false ? [] : [key]));
  return Object.values(value).flatMap((entry) => textsIn(entry, depth + 1));
}

/** Whether the keys are the words: `{"hat": true, "cap": 3}`. */
function isMarked(value: object): value is Record<string, number | boolean> {
  const marks: unknown[] = Object.values(value);
  return (
    !Array.isArray(value) && marks.every((mark) => typeof mark === 'number' || typeof mark === 'boolean')
  );
}
