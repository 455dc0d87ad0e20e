/** Longer integers are not exact as numbers. */
const MAX_EXACT_DIGITS = 15;
const NUMBER_OR_WORD = /-?(?:\d[\d.eE+-]*|[A-Za-z]\w*)/g;
const BRACKET = /[[\]{}]/g;
/** Values are walked through, and written, by recursion. */
const MAX_DEPTH = 500;
const CONTROL = /[\0-\x1f]/g;
/** What Python’s `json.dumps` and `repr` write for values that JSON does not have. */
const WORDS: Readonly<Record<string, string>> = {
  NaN: 'null',
  Infinity: 'null',
  '-Infinity': 'null',
  None: 'null',
  True: 'true',
  False: 'false',
};

/**
 * Reads JSON as Python and other writers make it: `NaN` and infinities become null, integers that are too large for a
 * number become strings of their digits, raw line ends within strings stay, and what is behind the value in NUL is cut.
 * @returns undefined where the text is no object or list
 */
export function parseLooseJson(text: string): unknown {
  const end = text.indexOf('\0');
  const body = (end < 0 ? text : text.slice(0, end)).trim();
  if (!/^[[{"]/.test(body)) return undefined;
  const value = tryParse(body);
  // RuinedFooocus writes a JSON text as a JSON string.
  const inner = typeof value === 'string' && /^\s*[[{]/.test(value) ? tryParse(value) : value;
  return typeof inner === 'object' && inner !== null ? inner : undefined;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(strictJson(text));
  } catch {
    return undefined;
  }
}

function strictJson(text: string): string {
  const parts: string[] = [];
  let at = 0;
  let depth = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const start = quote < 0 ? text.length : quote;
    const between = text.slice(at, start);
    for (const [bracket] of between.matchAll(BRACKET)) {
      depth += bracket === '[' || bracket === '{' ? 1 : -1;
      if (depth > MAX_DEPTH) throw new RangeError('Nested too deeply.');
    }
    parts.push(between.replace(NUMBER_OR_WORD, strictValue));
    at = stringEnd(text, start);
    parts.push(text.slice(start, at).replace(CONTROL, escaped));
  }
  return parts.join('');
}

function strictValue(value: string): string {
  const isTooLong = value.length > MAX_EXACT_DIGITS && /^-?\d+$/.test(value);
  return isTooLong ? `"${value}"` : (WORDS[value] ?? value);
}

const escaped = (control: string): string => JSON.stringify(control).slice(1, -1);

/** The index behind the closing quote of a string: one behind an odd number of backslashes does not close it. */
function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charAt(quote - 1 - backslashes) === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}
