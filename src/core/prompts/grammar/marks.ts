import { isNumber } from './shapes';
import { isBlankAt, isWordBefore, isWordAt } from './words';

/** How strongly a separator separates two items; of two that meet, the stronger stays. */
export const STRENGTH = { none: 0, comma: 1, newline: 2, break: 3, and: 4 } as const;

/** A place in a prompt that means something. Everything else is text. */
export type Mark =
  | { readonly kind: 'separator'; readonly start: number; readonly end: number; readonly strength: number }
  /** `<word:args>`: nothing within it means anything. */
  | { readonly kind: 'network'; readonly start: number; readonly end: number }
  /** `# note`, with its line end: nothing within it means anything, and it separates as a line end does. */
  | { readonly kind: 'comment'; readonly start: number; readonly end: number }
  | OpenMark
  | { readonly kind: 'close'; readonly start: number }
  /** `|` or `:`, which only some brackets know. */
  | { readonly kind: 'bar' | 'colon'; readonly start: number };

export interface OpenMark {
  readonly kind: 'open';
  readonly start: number;
  readonly bracket: Bracket;
  /** Where its content begins. */
  readonly content: number;
  /** Where it closes; -1 where it does not. */
  close: number;
}

/** `::` are those of NovelAI: `1.2::hat::` is `(hat:1.2)`. */
export type Bracket = '(' | '[' | '{' | '::';

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
 * opens, are text; so is what a backslash escapes.
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
        if (isEscapable(text[at + 1])) at += 1;
        break;
      case '#': {
        if (at > 0 && !isBlankAt(text, at - 1)) break;
        const end = lineEnd(text, at);
        marks.push({ kind: 'comment', start: at, end });
        at = end - 1;
        break;
      }
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
        marks.push(brackets.open(char, at, at + 1));
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
        at = readColon(text, at, marks, brackets);
        break;
    }
  }
  return marks;
}

/**
 * Reads a colon, or the two of NovelAI that begin or end a weight.
 * @returns the place of the last one
 */
function readColon(text: string, at: number, marks: Mark[], brackets: OpenBrackets): number {
  const isDouble = text[at + 1] === ':';
  const start = isDouble ? weightStart(text, at) : undefined;
  if (start !== undefined) {
    marks.push(brackets.open('::', start, at + 2));
  } else if (isDouble && brackets.closeInnermost('::', at)) {
    marks.push({ kind: 'close', start: at });
    return at + 1;
  }
  if (brackets.areOpen) {
    marks.push({ kind: 'colon', start: at });
    if (isDouble) marks.push({ kind: 'colon', start: at + 1 });
  }
  return isDouble ? at + 1 : at;
}

const BEFORE_WEIGHT = /[,，([{|>\s]/;
const MAX_WEIGHT_LENGTH = 12;

/** Where the number before `::` begins, if it is one, and nothing before it belongs to it. */
function weightStart(text: string, colons: number): number | undefined {
  let start = colons;
  while (start > 0 && colons - start < MAX_WEIGHT_LENGTH && /[\d.+-]/.test(text.charAt(start - 1)))
    start -= 1;
  const isFree = start === 0 || BEFORE_WEIGHT.test(text.charAt(start - 1));
  return isFree && isNumber(text, start, colons) ? start : undefined;
}

/** Behind the line end; the end of the text where there is none. */
function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end + 1;
}

/** By code, for those below 128. Most of a prompt is none, and is passed over quickly. */
const MARKS = new Uint8Array(128);
for (const char of '\\,\nAB<()[]{}|:#') MARKS[char.charCodeAt(0)] = 1;
const WIDE_COMMA = '，'.charCodeAt(0);

/** What a backslash takes the meaning from. Before anything else, a comma or a line end too, it is text. */
export function isEscapable(char: string | undefined): boolean {
  return char !== undefined && ESCAPABLE.has(char);
}

const ESCAPABLE: ReadonlySet<string> = new Set('()[]{}:|\\<');

function isMark(code: number): boolean {
  return code < 128 ? MARKS[code] === 1 : code === WIDE_COMMA;
}

const OPENS = { ')': '(', ']': '[', '}': '{' } as const;

/** The brackets that are open, and which of them a closing one closes. */
class OpenBrackets {
  private readonly stack: Extract<Mark, { kind: 'open' }>[] = [];
  private readonly counts = { '(': 0, '[': 0, '{': 0, '::': 0 };

  get areOpen(): boolean {
    return this.stack.length > 0;
  }

  open(bracket: Bracket, start: number, content: number): Mark {
    const mark = { kind: 'open' as const, start, bracket, content, close: -1 };
    this.stack.push(mark);
    this.counts[bracket] += 1;
    return mark;
  }

  /** Whether it closes the one that was opened last. */
  closeInnermost(bracket: Bracket, at: number): boolean {
    return this.stack.at(-1)?.bracket === bracket && this.close(bracket, at);
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

/** The word that separates prompts here, if one does. */
export function separatorWord(text: string, start: number): Extract<Mark, { kind: 'separator' }> | undefined {
  for (const [word, strength] of SEPARATOR_WORDS) {
    if (!text.startsWith(word, start)) continue;
    const end = start + word.length;
    if (isWordBefore(text, start) || isWordAt(text, end)) return undefined;
    return { kind: 'separator', start, end, strength };
  }
  return undefined;
}
