import { isEscapedAt, isWordAt, isWordBefore, skipBlanks, skipBlanksBack } from './words';

/** Characters beside a cut that are examined: no weight and no word that a tag begins with is longer. */
const WINDOW = 60;
const HEART = /<[\p{L}\p{N}_]+$/u;
const WEIGHT_AT_END = /:\s*[+-]?(?:\d+\.?\d*|\.\d+)$/;
/** Behind a colon. */
const WEIGHT = /^[+-]?(?:\d+\.?\d*|\.\d+)\s*[)\]]/;
/** `2$$`, where variants begin. */
const AMOUNT = /^\d*-?\d*\$\$/;
/** `0.5::`, where a variant begins. */
const CHANCE = /^\d*\.?\d+\s*::/;

/** What has to stand in place of a cut so that the rest keeps its meaning. */
export function seam(text: string, start: number, end: number): '' | ' ' | ',' {
  // Two words would be another one: `cat(hat)BREAK` separates its sides, `catBREAK` does not. A backslash has had the
  // blank behind it; it must not get what comes next.
  if ((isWordBefore(text, start) && isWordAt(text, end)) || isEscapedAt(text, start)) return ' ';
  // `$(hat){a|b}` would become a variable.
  if (text[start - 1] === '$' && text[end] === '{') return ' ';
  const head = before(text, start);
  const next = skipBlanks(text, end, text.length);
  const tail = text.slice(next, next + WINDOW);
  const beganVariant = text[end - 1] === '|';
  return meansMore(head, tail, beganVariant) ? ',' : '';
}

/** Whether what ends here is a number behind a colon. */
export function endsLikeAWeight(text: string, end: number): boolean {
  return WEIGHT_AT_END.test(before(text, end));
}

function before(text: string, end: number): string {
  const start = Math.max(0, end - WINDOW);
  return text.slice(start, skipBlanksBack(text, start, end));
}

/**
 * Whether two texts together mean what neither did before.
 * @param beganVariant whether the second one was at the beginning of a variant already
 */
function meansMore(head: string, tail: string, beganVariant: boolean): boolean {
  switch (tail.charAt(0)) {
    case ':':
      // `(<3, hat:1.2)` would become the beginning of a tag.
      return HEART.test(head);
    case ')':
    case ']':
      // `[16:9, hat]` would become a schedule.
      return WEIGHT_AT_END.test(head);
  }
  switch (head.slice(-1)) {
    case ':':
      // `(a:(hat)2)` would get a weight.
      return WEIGHT.test(tail);
    case '{':
      // `{hat, 2$$a|b}` would become two of both.
      return AMOUNT.test(tail) || (!beganVariant && CHANCE.test(tail));
    case '$':
    case '|':
      // `{a|hat, 0.5::b}` would get a chance.
      return !beganVariant && CHANCE.test(tail);
  }
  return false;
}
