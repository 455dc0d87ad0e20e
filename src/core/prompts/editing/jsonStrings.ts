/** A string of a JSON text, which may not be finished yet. */
export interface JsonString {
  /** Offset of its first character, behind the quote. */
  readonly start: number;
  /** Offset behind its last character: of the closing quote, or of the end of the line where that is missing. */
  readonly end: number;
  readonly role: 'key' | 'value';
  /** How many objects and arrays it lies in. */
  readonly depth: number;
}

/** A string as it is meant, with the way back into the text. */
export interface DecodedString {
  readonly value: string;
  /** The offset in the text of a position in `value`. */
  readonly toOffset: (position: number) => number;
  /** The position in `value` of an offset in the text; one within an escape is the position of its character. */
  readonly toPosition: (offset: number) => number;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const HEX4 = /^[0-9a-fA-F]{4}$/;

/**
 * The strings of a JSON text in their order, in one pass that no error stops: a string without its closing quote ends
 * with its line, since JSON strings hold no line ends.
 */
export function* jsonStrings(text: string): Generator<JsonString, void, void> {
  /** The brackets that are open, and whether a key comes next in each. */
  const open: { readonly object: boolean; key: boolean }[] = [];
  for (let index = 0; index < text.length; index++) {
    const inner = open.at(-1);
    switch (text.charAt(index)) {
      case '{':
      case '[':
        open.push({ object: text[index] === '{', key: true });
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ':':
        if (inner) inner.key = false;
        break;
      case ',':
        if (inner) inner.key = true;
        break;
      case '"': {
        const start = index + 1;
        const end = endOfString(text, start);
        const role = inner?.object && inner.key ? 'key' : 'value';
        yield { start, end, role, depth: open.length };
        // Where the quote is missing, the comma behind it is, too.
        if (inner && text[end] !== '"') inner.key = true;
        index = end;
        break;
      }
    }
  }
}

/** Whether an object has one of these keys at its top level. */
export function hasMember(text: string, keys: ReadonlySet<string>): boolean {
  for (const string of jsonStrings(text)) {
    if (string.role === 'key' && string.depth === 1 && keys.has(decodeString(text, string).value))
      return true;
  }
  return false;
}

/** The string value that an offset lies in, or touches the end of. */
export function stringValueAt(text: string, offset: number): JsonString | undefined {
  for (const string of jsonStrings(text)) {
    if (string.start > offset) return undefined;
    if (offset <= string.end) return string.role === 'value' ? string : undefined;
  }
  return undefined;
}

/** Decodes a string. An escape that JSON does not know stands for itself: the user may still be typing it. */
export function decodeString(text: string, { start, end }: Pick<JsonString, 'start' | 'end'>): DecodedString {
  const raw = text.slice(start, end);
  if (!raw.includes('\\')) {
    return {
      value: raw,
      toOffset: (position) => start + clamp(position, raw.length),
      toPosition: (offset) => clamp(offset - start, raw.length),
    };
  }
  const pieces: string[] = [];
  /** Behind each escape: the position in the value and the offset in `raw`. Between them, both grow alike. */
  const positions = [0];
  const offsets = [0];
  let length = 0;
  let from = 0;
  for (let at = raw.indexOf('\\'); at !== -1; at = raw.indexOf('\\', from)) {
    const [character, width] = escapeAt(raw, at);
    pieces.push(raw.slice(from, at), character);
    length += at - from + character.length;
    from = at + width;
    positions.push(length);
    offsets.push(from);
  }
  pieces.push(raw.slice(from));
  const value = pieces.join('');
  return {
    value,
    toOffset: (position) => start + along(positions, offsets, clamp(position, value.length), raw.length),
    toPosition: (offset) => along(offsets, positions, clamp(offset - start, raw.length), value.length),
  };
}

/** What to write for a text within the quotes of a JSON string. */
export function encodeString(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function endOfString(text: string, start: number): number {
  for (let index = start; index < text.length; index++) {
    const character = text[index];
    if (character === '"' || character === '\n' || character === '\r') return index;
    const next = text[index + 1];
    if (character === '\\' && next !== '\n' && next !== '\r') index++;
  }
  return text.length;
}

/** What an escape means, and how many characters it takes. */
function escapeAt(raw: string, at: number): readonly [character: string, width: number] {
  const next = raw[at + 1];
  if (next === undefined) return ['\\', 1];
  if (next === '"' || next === '\\' || next === '/') return [next, 2];
  const simple = SIMPLE_ESCAPES[next];
  if (simple !== undefined) return [simple, 2];
  const hex = raw.slice(at + 2, at + 6);
  if (next === 'u' && HEX4.test(hex)) return [String.fromCharCode(parseInt(hex, 16)), 6];
  return ['\\', 1];
}

/** Translates `at` from one scale to the other, both given by the ends of the escapes. */
function along(from: readonly number[], to: readonly number[], at: number, limit: number): number {
  let low = 0;
  let high = from.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((from[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  const moved = (to[low] ?? 0) + at - (from[low] ?? 0);
  const next = to[low + 1];
  // An escape is one character: what lies within it does not reach behind it.
  return Math.min(moved, next === undefined ? limit : next - 1);
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}
