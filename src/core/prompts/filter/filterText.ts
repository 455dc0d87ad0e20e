import * as l10n from '@vscode/l10n';
import { parsePrompt } from '../grammar/parse';
import { wordKeys } from '../grammar/key';

/** What a filter file says. */
export interface FilterText {
  readonly words: readonly string[];
  /** Whole sentences: words that can match nothing, and why. */
  readonly notices: readonly string[];
}

/** Line ends of every system, the old Macintosh's too. */
const LINE_END = /\r\n|[\r\n\u2028\u2029\u0085]/;
/** A comment fills a line, or follows a blank: a `#` within a word is text. */
const COMMENT = /(?:^|\s)#.*$/;
/** What lists are written with: `- hat`, `* hat`, `1. hat`. */
const BULLET = /^\s*(?:[-*•‣–]\s+|\d{1,3}[.)]\s+)/;
/** A semicolon between two words; that of `;)` or `;d` belongs to the face. */
const SEMICOLON = /(?<=\S)\s*;(?=\s|$|[\p{L}\p{N}_(]{2})/gu;
const QUOTES: readonly (readonly [open: string, close: string])[] = [
  ['"', '"'],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ["'", "'"],
  ['`', '`'],
];
/** What is no tag in any prompt. */
const KEYWORD = /^(?:BREAK|AND|ADDROW|ADDCOL|ADDCOMM|ADDBASE)$/;
const NETWORK = /^<[\p{L}\p{N}_]+:[^>]*>$/u;

/**
 * The words of a filter file: separated by commas, semicolons and line ends, but not within brackets; without comments,
 * quotes and the marks of lists. JSON is read by its texts.
 */
export function readFilterText(text: string): FilterText {
  const words: string[] = [];
  const notices: string[] = [];
  for (const word of jsonTexts(text) ?? linesOf(text).flatMap(wordsOf)) {
    const why = whyNothing(word);
    if (why === undefined) words.push(word);
    else notices.push(why);
  }
  return { words, notices };
}

function linesOf(text: string): string[] {
  return text
    .replaceAll('\ufeff', '')
    .split(LINE_END)
    .map((line) => line.replace(COMMENT, '').replace(BULLET, '').replace(SEMICOLON, ','));
}

function wordsOf(line: string): string[] {
  if (KEYWORD.test(line.trim())) return [line.trim()];
  return parsePrompt(line).items.flatMap(({ start, end }) => {
    const word = withoutQuotes(line.slice(start, end).trim());
    return /^;*$/.test(word) ? [] : [word];
  });
}

/** A word in quotes, or with one of them where a comma stood between the two. */
function withoutQuotes(word: string): string {
  for (const [open, close] of QUOTES) {
    if (word.length > 2 && word.startsWith(open) && word.endsWith(close)) return word.slice(1, -1).trim();
  }
  return word.replace(/^["“„«](?=[\p{L}\p{N}])/u, '').replace(/(?<=[\p{L}\p{N}])["”»]$/u, '');
}

/** Whether a filter file is JSON. */
export function isJson(text: string): boolean {
  return jsonTexts(text) !== undefined;
}

/** The texts of JSON, such as an export of another tool; undefined where it is none. */
function jsonTexts(text: string): string[] | undefined {
  if (!/^\ufeff?\s*[[{]\s*["[{]/.test(text)) return undefined;
  try {
    return textsIn(JSON.parse(text.replace('\ufeff', '')), 0);
  } catch {
    return undefined;
  }
}

function textsIn(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  if (typeof value !== 'object' || value === null || depth > 8) return [];
  return Object.values(value).flatMap((entry) => textsIn(entry, depth + 1));
}

/** Why a word can be in no prompt; undefined where it can. */
function whyNothing(word: string): string | undefined {
  if (KEYWORD.test(word)) return l10n.t('“{0}” filters nothing: it parts a prompt.', shown(word));
  if (NETWORK.test(word)) return l10n.t('“{0}” filters nothing: LoRA tags are never removed.', shown(word));
  if (wordKeys(word, true).every((key) => key === ''))
    return l10n.t('“{0}” filters nothing: no tag is in it.', shown(word));
  return parsePrompt(word).items.length > 1
    ? l10n.t('“{0}” filters nothing: it holds several tags.', shown(word))
    : undefined;
}

function shown(word: string): string {
  return word.length > 60 ? `${word.slice(0, 60)}…` : word;
}
