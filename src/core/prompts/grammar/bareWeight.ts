import { isNumber, type Range } from './shapes';
import { isBlankAt, isEscapedAt, skipBlanksBack } from './words';

const LETTER = /\p{L}/u;
/** A weight is small; `16:9` and `12:30` are something else. */
const MAX_WEIGHT = 10;
/** Of a longer word only the end is examined. */
const MAX_WORD = 200;
/** Of `:3`, a face, it is told by its point or sign. */
const NO_FACE = /[.+-]/;
/** As A1111 reads it (modules/prompt_parser.py). */
const PART_WEIGHT = /^[+-]?(?:\d+\.?|\d*\.\d+)$/;

/**
 * Where the bare weight begins that a text ends with: `score_9:1.2` without brackets. The number has to be small, and
 * the word before it has a letter, so that `16:9`, `:3` and `re:zero` stay what they are.
 * @returns from the end of what it weighs on
 */
export function bareWeight(text: string, { start, end }: Range): Range | undefined {
  const colon = lastColon(text, start, end);
  if (colon <= start || !isNumber(text, colon + 1, end)) return undefined;
  if (Math.abs(Number(text.slice(colon + 1, end))) > MAX_WEIGHT || isEscapedAt(text, colon)) return undefined;
  const weighs = skipBlanksBack(text, start, colon);
  return LETTER.test(wordBefore(text, start, weighs)) ? { start: weighs, end } : undefined;
}

/**
 * The weight of the whole part that an item ends with, where AND or the end of the prompt follows: `hat :1.2 AND dog`.
 * @param item without blanks at its ends
 * @returns from its colon on; all of the item where it is nothing else, such as `:0.7` behind a comma
 */
export function partWeight(text: string, { start, end }: Range): Range | undefined {
  const colon = lastColon(text, start, end);
  if (colon < start || text[colon - 1] === ':' || isEscapedAt(text, colon)) return undefined;
  const number = text.slice(colon + 1, end).trim();
  if (!PART_WEIGHT.test(number)) return undefined;
  if (colon === start) return NO_FACE.test(number) ? { start, end } : undefined;
  const isApart = isBlankAt(text, colon - 1) || bareWeight(text, { start, end }) !== undefined;
  return isApart ? { start: colon, end } : undefined;
}

/** The place of the last colon, not further back than a number is long; -1 where there is none. */
function lastColon(text: string, start: number, end: number): number {
  const from = Math.max(start, end - MAX_WORD);
  const place = text.slice(from, end).lastIndexOf(':');
  return place === -1 ? -1 : from + place;
}

function wordBefore(text: string, start: number, end: number): string {
  let first = end;
  while (first > start && end - first < MAX_WORD && !isBlankAt(text, first - 1)) first -= 1;
  return text.slice(first, end);
}
