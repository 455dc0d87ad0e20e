import { findMarks, STRENGTH, type Bracket, type Mark } from './marks';
import { slotRanges, type Range, type Shape } from './shapes';
import { skipBlanks, skipBlanksBack } from './words';

/** What commas and the like separate. It is not blank, and has no blanks at its ends. */
export interface Item extends Range {
  /** `<lora:…>` and its like. */
  readonly isNetwork: boolean;
  /** The brackets in it. */
  readonly groups: readonly Group[];
  /** Of the strongest separator in the gap before it: all that stands between it and the item before. */
  readonly strength: number;
  /** How many separators that gap has. */
  readonly separators: number;
}

/** Items and what separates them. */
export interface List extends Range {
  readonly items: readonly Item[];
}

/** Text in brackets. */
export interface Group extends Range {
  readonly bracket: Bracket;
  readonly shape: Shape;
  /** Its content: one for emphasis, else one for each alternative. Weights and the like are not part of it. */
  readonly slots: readonly Slot[];
}

export interface Slot extends List {
  /** With what belongs to it alone: the `0.5::` of a variant. */
  readonly outer: Range;
}

/** Brackets that are nested deeper are text, so that no prompt can exhaust the stack. */
const MAX_DEPTH = 64;

const NO_GROUPS: readonly Group[] = [];

interface Frame {
  readonly start: number;
  readonly bracket: Bracket;
  readonly close: number;
  readonly inside: (Mark | Group)[];
}

/**
 * The structure of a prompt: items, separators and brackets. Every string is a prompt. Takes linear time.
 * @param maxDepth for those who go through the brackets without recursion
 */
export function parsePrompt(text: string, maxDepth = MAX_DEPTH): List {
  const root: (Mark | Group)[] = [];
  const frames: Frame[] = [];
  for (const mark of findMarks(text)) {
    const frame = frames.at(-1);
    const inside = frame?.inside ?? root;
    if (mark.kind === 'open') {
      if (mark.close < 0 || frames.length >= maxDepth) continue;
      frames.push({ ...mark, inside: [] });
    } else if (mark.kind === 'close') {
      if (frame?.close !== mark.start) continue;
      frames.pop();
      (frames.at(-1)?.inside ?? root).push(readGroup(text, frame));
    } else {
      inside.push(mark);
    }
  }
  return readList(text, { start: 0, end: text.length }, root);
}

function readGroup(text: string, { start, bracket, close, inside }: Frame): Group {
  // `${name=…}` is a variable; in `{2$${a|b}|c}`, the dollar signs belong to the amount.
  const isOpaque = bracket === '{' && text[start - 1] === '$' && text[start - 2] !== '$';
  const { shape, slots } = slotRanges(text, {
    bracket,
    isOpaque,
    content: { start: start + 1, end: close },
    bars: places(inside, 'bar'),
    colons: places(inside, 'colon'),
  });
  let next = 0;
  return {
    start,
    end: close + 1,
    bracket,
    shape,
    slots: slots.map(({ outer, inner }) => {
      const first = next;
      while (next < inside.length && (inside[next]?.start ?? 0) < inner.end) next += 1;
      return { ...readList(text, inner, inside.slice(first, next)), outer };
    }),
  };
}

function places(inside: readonly (Mark | Group)[], kind: 'bar' | 'colon'): number[] {
  const found: number[] = [];
  for (const mark of inside) if ('kind' in mark && mark.kind === kind) found.push(mark.start);
  return found;
}

function readList(text: string, { start, end }: Range, inside: readonly (Mark | Group)[]): List {
  const items: Item[] = [];
  let itemStart = start;
  let groups: Group[] | undefined;
  let strength: number = STRENGTH.none;
  let separators = 0;
  const add = (range: Range, isNetwork: boolean) => {
    const { start: first, end: last } = range;
    items.push({ start: first, end: last, isNetwork, groups: groups ?? NO_GROUPS, strength, separators });
    groups = undefined;
    strength = STRENGTH.none;
    separators = 0;
  };
  const endItem = (at: number) => {
    const first = skipBlanks(text, itemStart, at);
    if (first < at) add({ start: first, end: skipBlanksBack(text, first, at) }, false);
  };
  for (const mark of inside) {
    // What belongs to the brackets, not to their content: the weight of a variant, say.
    if (mark.start < start) continue;
    if (!('kind' in mark)) {
      groups ??= [];
      groups.push(mark);
    } else if (mark.kind === 'separator') {
      endItem(mark.start);
      strength = Math.max(strength, mark.strength);
      separators += 1;
      itemStart = mark.end;
    } else if (mark.kind === 'network') {
      endItem(mark.start);
      add(mark, true);
      itemStart = mark.end;
    }
  }
  endItem(end);
  return { start, end, items };
}
