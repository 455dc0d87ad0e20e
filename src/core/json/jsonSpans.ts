/** Where a value stands in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const OPEN_BRACKET = '['.charCodeAt(0);
const CLOSE_BRACKET = ']'.charCodeAt(0);
const OPEN_BRACE = '{'.charCodeAt(0);
const CLOSE_BRACE = '}'.charCodeAt(0);

/**
 * Where the values of an object's members stand; of a key that stands twice, the last one's. One pass without
 * recursion, so that no depth is too deep.
 * @param text a JSON object that `JSON.parse` accepts, but for its byte order mark
 */
export function jsonMemberSpans(text: string): Map<string, Span> {
  const spans = new Map<string, Span>();
  let depth = 0;
  let key: string | undefined;
  let start: number | undefined;
  let at = 0;
  const endMember = (end: number) => {
    if (key !== undefined && start !== undefined)
      spans.set(key, { start, end: trimmedEnd(text, start, end) });
    key = start = undefined;
  };
  while (at < text.length) {
    const letter = text.charAt(at);
    if (letter === '"') {
      const end = stringEnd(text, at);
      if (depth === 1 && start === undefined) key = JSON.parse(text.slice(at, end)) as string;
      at = end;
      continue;
    }
    if (letter === '{' || letter === '[') depth += 1;
    else if (letter === '}' || letter === ']') {
      if (depth === 1) endMember(at);
      depth -= 1;
    } else if (depth === 1 && letter === ',') endMember(at);
    else if (depth === 1 && letter === ':') start = valueStart(text, at + 1);
    at += 1;
  }
  return spans;
}

/**
 * Where the elements of an array stand, in one pass without recursion.
 * @param text a JSON text that `JSON.parse` accepts
 * @param array where the array stands in it
 */
export function jsonElementSpans(text: string, array: Span): Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let start = array.start + 1;
  const endElement = (end: number) => {
    const from = valueStart(text, start);
    const to = trimmedEnd(text, from, end);
    if (to > from) spans.push({ start: from, end: to });
    start = end + 1;
  };
  for (let at = array.start; at < array.end; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = stringEnd(text, at) - 1;
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) depth += 1;
    else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) {
      depth -= 1;
      if (depth === 0) endElement(at);
    } else if (code === COMMA && depth === 1) endElement(at);
  }
  return spans;
}

/** The index behind a string's closing quote. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at + 1;
  }
  return text.length;
}

function valueStart(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** The blanks of RFC 8259: space, tab, line feed, carriage return. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}
