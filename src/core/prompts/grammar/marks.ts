import { isWordBefore, isWordAt } from './words';

/** How strongly a separator separates two items; of two that meet, the stronger stays. */
export const STRENGTH = { none: 0, comma: 1, newline: 2, break: 3, and: 4 } as const;

/** A place in a prompt that means something. Everything else is text. */
export type Mark =
  | { readonly kind: 'separator'; readonly start: number; readonly end: number; readonly strength: number }
  /** `<word:args>`: nothing within it means anything. */
  | { readonly kind: 'network'; readonly start: number; readonly end: number }
  | { readonly kind: 'open'; readonly start: number; readonly bracket: Bracket; close: number }
  | { readonly kind: 'close'; readonly start: number }
  /** `|` or `:`, which only some brackets know. */
  | { readonly kind: 'bar' | 'colon'; readonly start: number };

export type Bracket = '(' | '[' | '{';

/** Words that separate prompts: of A1111, and of the extensions for regions. Upper case only. */
const SEPARATOR_WORDS: readonly (readonly [word: string, strength: number])[] = [
  ['BREAK', STRENGTH.break],
  ['AND', STRENGTH.and],
  ['ADDROW', STRENGTH.and],
  ['ADDCOL', STRENGTH.and],
  ['ADDCOMM', STRENGTH.and],
  ['ADDBASE', STRENGTH.and],
];

/**
 * All marks of a prompt, in order, in one pass. An opening bracket that never closes, and a closing one that nothing
 * opens, are text; so is the character after a backslash.
 */
export function findMarks(text: string): Mark[] {
  const marks: Mark[] = [];
  const brackets = new OpenBrackets();
  const networks = new NetworkReader(text);
  for (let at = 0; at < text.length; at += 1) {
    if (!isMark(text.charCodeAt(at))) continue;
    const char = text.charAt(at);
    switch (char) {
      case '\\':
        // A line ends where it ends.
        if (text[at + 1] !== '\n' && text[at + 1] !== '\r') at += 1;
        break;
      case ',':
      case '，':
        marks.push({ kind: 'separator', start: at, end: at + 1, strength: STRENGTH.comma });
        break;
      case '\n':
        marks.push({ kind: 'separator', start: at, end: at + 1, strength: STRENGTH.newline });
        break;
      case 'A':
      case 'B': {
        const separator = separatorWord(text, at);
        if (separator) marks.push(separator);
        at = (separator?.end ?? at + 1) - 1;
        break;
      }
      case '<': {
        const end = networks.endOf(at);
        if (end !== undefined) marks.push({ kind: 'network', start: at, end });
        at = (end ?? at + 1) - 1;
        break;
      }
      case '(':
      case '[':
      case '{':
        marks.push(brackets.open(char, at));
        break;
      case ')':
      case ']':
      case '}':
        if (brackets.close(OPENS[char], at)) marks.push({ kind: 'close', start: at });
        break;
      case '|':
        if (brackets.areOpen) marks.push({ kind: 'bar', start: at });
        break;
      case ':':
        if (brackets.areOpen) marks.push({ kind: 'colon', start: at });
        break;
    }
  }
  return marks;
}

/** By code, for those below 128. Most of a prompt is none, and is passed over quickly. */
const MARKS = new Uint8Array(128);
for (const char of '\\,\nAB<()[]{}|:') MARKS[char.charCodeAt(0)] = 1;
const WIDE_COMMA = '，'.charCodeAt(0);

function isMark(code: number): boolean {
  return code < 128 ? MARKS[code] === 1 : code === WIDE_COMMA;
}

const OPENS = { ')': '(', ']': '[', '}': '{' } as const;

/** The brackets that are open, and which of them a closing one closes. */
class OpenBrackets {
  private readonly stack: Extract<Mark, { kind: 'open' }>[] = [];
  private readonly counts = { '(': 0, '[': 0, '{': 0 };

  get areOpen(): boolean {
    return this.stack.length > 0;
  }

  open(bracket: Bracket, start: number): Mark {
    const mark = { kind: 'open' as const, start, bracket, close: -1 };
    this.stack.push(mark);
    this.counts[bracket] += 1;
    return mark;
  }

  /** Whether it closes one. Brackets that were opened within and not closed stay text. */
  close(bracket: Bracket, at: number): boolean {
    if (this.counts[bracket] === 0) return false;
    for (let mark = this.stack.pop(); mark; mark = this.stack.pop()) {
      this.counts[mark.bracket] -= 1;
      if (mark.bracket !== bracket) continue;
      mark.close = at;
      return true;
    }
    return false;
  }
}

/**
 * Reads `<word:args>`, as A1111 does (modules/extra_networks.py: `<(\w+):([^>]+)>`). Where the rest of the text has no
 * `>` at all, it is not searched again.
 */
export class NetworkReader {
  private nextEnd = 0;

  constructor(private readonly text: string) {}

  /** Where the network that begins here ends, behind its `>`; undefined where none begins. */
  endOf(start: number): number | undefined {
    const { text } = this;
    let at = start + 1;
    while (isWordAt(text, at)) at += text.charCodeAt(at) >= 0xd800 && text.charCodeAt(at) < 0xdc00 ? 2 : 1;
    if (at === start + 1 || text[at] !== ':') return undefined;
    const args = at + 1;
    if (this.nextEnd !== -1 && this.nextEnd < args) this.nextEnd = text.indexOf('>', args);
    return this.nextEnd > args ? this.nextEnd + 1 : undefined;
  }
}

function separatorWord(text: string, start: number): Extract<Mark, { kind: 'separator' }> | undefined {
  for (const [word, strength] of SEPARATOR_WORDS) {
    if (!text.startsWith(word, start)) continue;
    const end = start + word.length;
    if (isWordBefore(text, start) || isWordAt(text, end)) return undefined;
    return { kind: 'separator', start, end, strength };
  }
  return undefined;
}
