import type { Bracket } from './marks';

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
}

interface Slots {
  readonly shape: Shape;
  readonly slots: readonly { readonly outer: Range; readonly inner: Range }[];
}

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*$/;
/** No number in a prompt is longer, and a megabyte of digits need not be read. */
const MAX_NUMBER = 40;
/** `2$$`, `1-2$$`: how many variants are chosen. */
const AMOUNT = /^\s*\d*-?\d*\$\$/;
/** What stands between the chosen variants: ` and $$`. It holds no brackets. */
const OWN_SEPARATOR = /^[^()[\]{}<>]*?\$\$/;
/** `0.5::`, the chance of a variant. */
const CHANCE = /^\s*\d*\.?\d+\s*::/;

/**
 * What kind of brackets these are, and where its slots are. Grammar of A1111 (modules/prompt_parser.py) and of Dynamic
 * Prompts.
 */
export function slotRanges(text: string, inside: Inside): Slots {
  const { bracket, content, isOpaque, bars, colons } = inside;
  if (isOpaque) return { shape: 'opaque', slots: split(content, []) };
  if (bracket === '{') return { shape: 'variants', slots: variants(text, content, bars) };
  if (bracket === '[' && bars.length > 0) return { shape: 'alternation', slots: split(content, bars) };
  const last = colons.at(-1);
  if (last === undefined || !isNumber(text, last + 1, content.end)) {
    return { shape: 'emphasis', slots: split(content, []) };
  }
  const weighed = { start: content.start, end: last };
  if (bracket === '(') return { shape: 'emphasis', slots: split(weighed, []) };
  // A1111 knows no schedule with more colons.
  if (colons.length > 2) return { shape: 'emphasis', slots: split(content, []) };
  return { shape: 'schedule', slots: split(weighed, colons.slice(0, -1)) };
}

/** Whether this part of the text is a number and nothing else. */
export function isNumber(text: string, start: number, end: number): boolean {
  return end - start <= MAX_NUMBER && NUMBER.test(text.slice(start, end));
}

function split({ start, end }: Range, places: readonly number[]): Slots['slots'] {
  const starts = [start, ...places.map((place) => place + 1)];
  return starts.map((from, index) => {
    const range = { start: from, end: places[index] ?? end };
    return { outer: range, inner: range };
  });
}

function variants(text: string, content: Range, bars: readonly number[]): Slots['slots'] {
  return split(content, bars).map(({ outer }, index) => {
    // The amount belongs to the brackets, not to the first variant.
    const start = index === 0 ? outer.start + amountLength(text.slice(outer.start, outer.end)) : outer.start;
    const chance = CHANCE.exec(text.slice(start, Math.min(outer.end, start + MAX_NUMBER)));
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
