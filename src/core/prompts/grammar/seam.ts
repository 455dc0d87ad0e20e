import { isEscapable, separatorWord } from './marks';
import { isBlankAt, isEscapedAt, isWordAt, isWordBefore, skipBlanks, skipBlanksBack } from './words';

/** The place in a text where something was cut out. */
export interface Seam {
  /** The end of what was written so far. */
  readonly head: string;
  readonly text: string;
  /** From where to where in the text the cut is. */
  readonly start: number;
  readonly end: number;
  /** Whether the head ends with the weight of a part, which is to stay one. */
  readonly isBehindWeight: boolean;
}

/** Characters beside a cut that are examined: no weight and no word that a tag begins with is longer. */
const WINDOW = 60;
/** As many characters of LoRAs behind a weight are looked through. */
const NETWORK_WINDOW = 300;
const HEART = /<[\p{L}\p{N}_]+$/u;
const WEIGHT_AT_END = /:\s*[+-]?(?:\d+\.?\d*|\.\d+)$/;
/** Behind a colon. */
const WEIGHT = /^[+-]?(?:\d+\.?\d*|\.\d+)\s*[)\]]/;
/** `2$$`, where variants begin. */
const AMOUNT = /^\d*-?\d*\$\$/;
/** `0.5::`, where a variant begins. */
const CHANCE = /^\d*\.?\d+\s*::/;
/** `1.2::`, where a weight of NovelAI begins. */
const OPENING = /^[+-]?(?:\d+\.?\d*|\.\d+)::/;
const NUMBER_AT_END = /[\d.+-]$/;
const SEQUENCE = /^\s*SEQ\s*:/;
const NETWORKS = /(?:<[\p{L}\p{N}_]+:[^<>]+>\s*)+$/u;
const NETWORK = /^<[\p{L}\p{N}_]+:[^>]+>/u;

/** What has to stand in place of a cut so that the rest keeps its meaning. */
export function needsBetween(seam: Seam): '' | ' ' | ',' {
  const { head, text, end } = seam;
  // Two words would be another one: `cat(hat)BREAK` separates its sides, `catBREAK` does not.
  if (isWordBefore(head, head.length) && isWordAt(text, end)) return ' ';
  // A backslash must not get what comes next.
  if (isEscapedAt(head, head.length) && isEscapable(text[end])) return ' ';
  // A1111 reads no schedule where a part ends with a backslash.
  if (isEscapedAt(head, head.length) && text.includes('[') && endsPart(text, end)) return ',';
  // `$(hat){a|b}` would become a variable.
  if (head.endsWith('$') && text[end] === '{') return ' ';
  // The rest would become a comment: `hat,#1`.
  if (text[end] === '#' && !isCommentAt(text, end) && isCommentAt(head + '#', head.length)) return ',';
  const before = head.slice(-WINDOW);
  const headEnd = before.slice(0, skipBlanksBack(before, 0, before.length));
  const next = skipBlanks(text, end, text.length);
  const tail = text.slice(next, next + WINDOW);
  const beganVariant = text[end - 1] === '|';
  return meansMore(headEnd, tail, beganVariant) || wouldWeigh(seam) || wouldOpen(seam, headEnd, tail)
    ? ','
    : '';
}

function isCommentAt(text: string, at: number): boolean {
  return at === 0 || isBlankAt(text, at - 1);
}

/** Whether what ends here is a number behind a colon. */
export function endsLikeAWeight(text: string, end: number): boolean {
  const start = Math.max(0, end - WINDOW);
  return WEIGHT_AT_END.test(text.slice(start, skipBlanksBack(text, start, end)));
}

/** Whether what ends here is a number behind a colon, but for LoRAs and the like. */
export function endsLikeAPartWeight(text: string): boolean {
  const bare = text.slice(-NETWORK_WINDOW).replace(NETWORKS, '');
  return endsLikeAWeight(bare, bare.length);
}

/** Whether a number before the cut would become the weight of a part: `dog:1.2, hat AND cat`. */
export function wouldWeigh({ head, text, start, end, isBehindWeight }: Seam): boolean {
  if (isBehindWeight || !endsLikeAPartWeight(head)) return false;
  return endsPart(text, end) && !endsPart(text, start);
}

/** Whether AND or the end comes next, but for what is no text. */
function endsPart(text: string, start: number): boolean {
  for (let at = skipBlanks(text, start, text.length); ; at = skipBlanks(text, at, text.length)) {
    if (at >= text.length) return true;
    if (text[at] === '#' && isCommentAt(text, at)) {
      const lineEnd = text.indexOf('\n', at);
      if (lineEnd === -1) return true;
      at = lineEnd + 1;
    } else {
      const network = text[at] === '<' && NETWORK.exec(text.slice(at, at + NETWORK_WINDOW));
      if (!network) return isAnd(text, at);
      at += network[0].length;
    }
  }
}

function isAnd(text: string, at: number): boolean {
  return text[at] === 'A' && separatorWord(text, at) !== undefined;
}

/** Whether a number behind the cut would begin a weight of NovelAI, or two colons come together. */
function wouldOpen({ text, end }: Seam, head: string, tail: string): boolean {
  if (NUMBER_AT_END.test(head) && tail.startsWith('::')) return true;
  // `{0.5::hat, 1.2::a::|b}` would lose its chance.
  if (head.endsWith('::') && OPENING.test(tail)) return true;
  return OPENING.test(tail) && /[\w:.+-]/.test(text.charAt(end - 1)) && !/[\w:.+-]$/.test(head);
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
    case '[':
      return SEQUENCE.test(tail);
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
