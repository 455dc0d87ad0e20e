import * as l10n from '@vscode/l10n';
import { parsePrompt } from '../grammar/parse';
import { wordKeys } from '../grammar/key';
import { jsonTexts } from './jsonWords';

/** What a filter file says. */
export interface FilterText {
  readonly words: readonly string[];
  /** Whole sentences: words that can match nothing, or less than meant, and why. */
  readonly notices: readonly string[];
}

/** Line ends of every system, the old Macintosh's too. */
const LINE_END = /\r\n|[\r\n\v\f\u2028\u2029\u0085]/;
/** A comment fills a line, or follows a blank or a separator: a `#` within a word is text. */
const COMMENT = /(?<=^|[\s,，;])#.*$|^\s*\/\/.*$|\s\/\/(?:\s.*)?$/;
/** What lists are written with: `- hat`, `* hat`, `- [x] hat`, `1. hat`. */
const BULLET = /^\s*(?:[-*•‣–]\s+(?:\[[ xX]?\]\s+)?|\d{1,3}[.)]\s+)/;
/** A semicolon between two words; that of `;)` or `;d` belongs to the face. */
const SEMICOLON = /(?:(?<=\S)\s*|^\s*)[;；]+(?=\s|$|["'“„‘(]|[\p{L}\p{N}_]{2}|\p{Lo})/gu;
/** `"hat" "cap"`. */
const BETWEEN_QUOTES = /(?<=["”])[ \t]+(?=["“])/g;
/** The list of a programming language that is no JSON: `['hat', 'cap']`. */
const LIST = /^\s*[[{(]\s*(?=["'])([^]*["'])\s*,?\s*[\]})]\s*;?\s*$/;
const QUOTES: readonly (readonly [open: string, close: string])[] = [
  ['"', '"'],
  ['“', '”'],
  ['”', '”'],
  ['„', '“'],
  ['«', '»'],
  ['»', '«'],
  ["'", "'"],
  ['‘', '’'],
  ['‚', '‘'],
  ['`', '`'],
];
/** What is no tag in any prompt. */
const KEYWORD = /^(?:BREAK|AND|ADDROW|ADDCOL|ADDCOMM|ADDBASE)$/;
const NETWORK = /^<[\p{L}\p{N}_]+:[^>]*>$/u;
/** `hat*`, as searches are written. */
const PATTERN = /^(?:\*[\p{L}\p{N}][^*]*\*?|[^*]*[\p{L}\p{N}]\*)$/u;

/**
 * The words of a filter file: separated by commas, semicolons, tabs and line ends, but not within brackets; without
 * comments, quotes and the marks of lists. JSON is read by its texts.
 */
export function readFilterText(text: string): FilterText {
  const words: string[] = [];
  const notices: string[] = [];
  for (const word of jsonTexts(text)?.flatMap(wordsOfText) ?? linesOf(text).flatMap(wordsOf)) {
    const why = whyNothing(word);
    if (why === undefined) words.push(word);
    else notices.push(why);
    if (PATTERN.test(word))
      notices.push(l10n.t('“{0}” filters only what is written so: * stands for no letters.', shown(word)));
  }
  if (words.length === 0 && notices.length === 0 && /\p{L}/u.test(text))
    notices.push(l10n.t('No filter word is in it. What follows # is a comment.'));
  return { words, notices };
}

function linesOf(text: string): string[] {
  const list = LIST.exec(text)?.[1] ?? text;
  return list
    .replaceAll('\ufeff', '')
    .split(LINE_END)
    .map((line) => line.replace(COMMENT, ''))
    .map((line) => line.replace(BULLET, '').replace(BETWEEN_QUOTES, ',').replace(SEMICOLON, ','))
    .map((line) => line.replaceAll('\t', ',').replace(/\p{Cc}/gu, ''));
}

function wordsOf(line: string): string[] {
  if (KEYWORD.test(line.trim())) return [line.trim()];
  return parsePrompt(line).items.flatMap(({ start, end }) => {
    const word = withoutQuotes(line.slice(start, end).trim());
    return /^;*$/.test(word) ? [] : [word];
  });
}

/** A text of JSON is a word; several, where commas are in it. */
function wordsOfText(text: string): string[] {
  return parsePrompt(text).items.length > 1 ? wordsOf(text) : [text];
}

/** A word in quotes, or with one of them where a comma stood between the two. */
function withoutQuotes(word: string): string {
  for (const [open, close] of QUOTES) {
    if (word.length > 1 && word.startsWith(open) && word.endsWith(close)) return word.slice(1, -1).trim();
  }
  return word.replace(/^["“„«](?=[\p{L}\p{N}])/u, '').replace(/(?<=[\p{L}\p{N}])["”»]$/u, '');
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
