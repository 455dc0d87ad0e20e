import type { Bracket } from './marks';
import { skipBlanks } from './words';

/** A part of a text: from `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * What brackets do with their content: weigh it, give a way at each step of the sampler (`[a:b:10]`, `[a|b]`), choose
 * one by chance (`{a|b}`), or something that only its author knows (`${name=…}`).
 */
export type Shape = 'emphasis' | 'schedule' | 'alternation' | 'variants' | 'opaque';

interface Inside {
  readonly bracket: Bracket;
  readonly isOpaque: boolean;
  readonly content: Range;
  /** Where `|` and `:` stand in it, not within further brackets. */
  readonly bars: readonly number[];
  readonly colons: readonly number[];
  /** Where weights of NovelAI begin in it: `{1.2::a::|b}`. */
  readonly weighed: ReadonlySet<number>;
}

interface Slots {
  readonly shape: Shape;
  readonly slots: readonly { readonly outer: Range; readonly inner: Range }[];
}

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*$/;
/** `0.1,0.7` of reForge and Prompt Control: from when to when. */
const RANGE = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*,\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*$/;
/** A pass of the sampler, by its name. */
const PHASE = /^\s*(?:HR|[A-Z]+_PASS)\s*$/;
/** `[SEQ:a:0.3:b:0.7]` of Prompt Control: each text up to the number behind it. */
const SEQUENCE = /^\s*SEQ\s*$/;
/** A1111 knows no schedule with more parts; one with a range may have a text before, within and behind it. */
const MOST_COLONS = 2;
const MOST_COLONS_OF_RANGE = 3;
/** No number or range in a prompt is longer, and a megabyte of digits need not be read. */
const MAX_NUMBER = 40;
/** `2$$`, `1-2$$`: how many variants are chosen. */
const AMOUNT = /^\s*\d*-?\d*\$\$/;
/** What stands between the chosen variants: ` and $$`, ` (and) $$`. It holds no variants and no LoRA. */
const OWN_SEPARATOR = /^[^{}<>]*?\$\$/;
/** `0.5::`, the chance of a variant. */
const CHANCE = /^\s*\d*\.?\d+\s*::/;

/**
 * What kind of brackets these are, and where its slots are. Grammar of A1111 (modules/prompt_parser.py) and of Dynamic
 * Prompts.
 */
export function slotRanges(text: string, inside: Inside): Slots {
  const { bracket, content, isOpaque, bars, colons } = inside;
  if (isOpaque) return { shape: 'opaque', slots: split(content, []) };
  if (bracket === '{') return { shape: 'variants', slots: variants(text, inside) };
  const last = colons.at(-1);
  const hasNumber = last !== undefined && isNumber(text, last + 1, content.end);
  const hasRange = last !== undefined && matches(RANGE, text, last + 1, content.end);
  const hasTime = bracket === '[' && (hasNumber || hasRange || isPhase(text, last, content.end));
  const untimed = last === undefined ? content : { start: content.start, end: last };
  if (bracket === '[' && bars.length > 0) {
    // `[a|b:0.2]`: how long each has its turn.
    const isBehind = hasTime && last !== undefined && last > (bars.at(-1) ?? 0);
    return { shape: 'alternation', slots: split(isBehind ? untimed : content, bars) };
  }
  if (bracket === '(' && hasNumber) return { shape: 'emphasis', slots: split(untimed, []) };
  if (hasTime) {
    const sequence = hasNumber ? sequenceOf(text, content, colons) : undefined;
    if (sequence) return { shape: 'schedule', slots: sequence };
    if (colons.length <= (hasRange ? MOST_COLONS_OF_RANGE : MOST_COLONS)) {
      return { shape: 'schedule', slots: split(untimed, colons.slice(0, -1)) };
    }
  }
  return { shape: 'emphasis', slots: split(content, []) };
}

/** The texts of `[SEQ:a:0.3:b:0.7]`, each without its number; undefined where it is none. */
function sequenceOf(text: string, content: Range, colons: readonly number[]): Slots['slots'] | undefined {
  const [first, ...parts] = split(content, colons).map(({ inner }) => inner);
  if (!first || !matches(SEQUENCE, text, first.start, first.end) || parts.length % 2 === 1) return undefined;
  const isNumbered = parts.every(({ start, end }, index) => index % 2 === 0 || isNumber(text, start, end));
  if (!isNumbered) return undefined;
  return parts.filter((_part, index) => index % 2 === 0).map((inner) => ({ outer: inner, inner }));
}

function isPhase(text: string, colon: number | undefined, end: number): boolean {
  return colon !== undefined && matches(PHASE, text, colon + 1, end);
}

/** Whether this part of the text is a number and nothing else. */
export function isNumber(text: string, start: number, end: number): boolean {
  return matches(NUMBER, text, start, end);
}

function matches(pattern: RegExp, text: string, start: number, end: number): boolean {
  return end - start <= MAX_NUMBER && pattern.test(text.slice(start, end));
}

function split({ start, end }: Range, places: readonly number[]): Slots['slots'] {
  const starts = [start, ...places.map((place) => place + 1)];
  return starts.map((from, index) => {
    const range = { start: from, end: places[index] ?? end };
    return { outer: range, inner: range };
  });
}

function variants(text: string, { content, bars, weighed }: Inside): Slots['slots'] {
  return split(content, bars).map(({ outer }, index) => {
    // The amount belongs to the brackets, not to the first variant.
    const start = index === 0 ? outer.start + amountLength(text.slice(outer.start, outer.end)) : outer.start;
    const isWeighed = weighed.has(skipBlanks(text, start, outer.end));
    const chance = isWeighed
      ? undefined
      : CHANCE.exec(text.slice(start, Math.min(outer.end, start + MAX_NUMBER)));
    return {
      outer: { start, end: outer.end },
      inner: { start: start + (chance?.[0].length ?? 0), end: outer.end },
    };
  });
}

/** The length of `2$$`, or of `2$$ and $$` with its own separator, at the beginning of the first variant. */
function amountLength(first: string): number {
  const amount = AMOUNT.exec(first.slice(0, MAX_NUMBER))?.[0].length ?? 0;
  if (amount === 0) return 0;
  return amount + (OWN_SEPARATOR.exec(first.slice(amount))?.[0].length ?? 0);
}
