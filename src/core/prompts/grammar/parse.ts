import { partWeight } from './bareWeight';
import { findMarks, STRENGTH, type Bracket, type Mark, type OpenMark } from './marks';
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
  /** In that gap: the weight of the part before AND, with its colon. */
  readonly weight?: Range;
}

/** Items and what separates them. */
export interface List extends Range {
  readonly items: readonly Item[];
  /** Behind the last item: the weight of the part that the prompt ends with. */
  readonly weight?: Range;
}

/** All of a prompt. */
export interface Prompt extends List {
  /** `# note`, each with its line end, wherever they stand. */
  readonly comments: readonly Range[];
}

/** Text in brackets. */
export interface Group extends Range {
  readonly bracket: Bracket;
  readonly shape: Shape;
  /** Its content: one for emphasis, else one for each alternative. Weights and the like are not part of it. */
  readonly slots: readonly Slot[];
  /** Whether a LoRA's place in it may mean something: in `{…}`, and in `[…]` with a colon or a bar. */
  readonly isTimed: boolean;
}

export interface Slot extends List {
  /** With what belongs to it alone: the `0.5::` of a variant. */
  readonly outer: Range;
}

/** Brackets that are nested deeper are text, so that no prompt can exhaust the stack. */
const MAX_DEPTH = 64;

const NO_GROUPS: readonly Group[] = [];
const NO_GAP = { strength: STRENGTH.none as number, separators: 0 };

interface Frame extends OpenMark {
  readonly inside: (Mark | Group)[];
}

/**
 * The structure of a prompt: items, separators and brackets. Every string is a prompt. Takes linear time.
 * @param maxDepth for those who go through the brackets without recursion
 */
export function parsePrompt(text: string, maxDepth = MAX_DEPTH): Prompt {
  const comments: Range[] = [];
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
      if (mark.kind === 'comment') comments.push(mark);
      inside.push(mark);
    }
  }
  return { ...readList(text, { start: 0, end: text.length }, root, true), comments };
}

/** Whether a prompt ends with the weight of a part, but for LoRAs and the like. */
export function endsWithWeight({ items, weight }: List): boolean {
  if (weight) return true;
  for (const { isNetwork, weight: before } of items.toReversed()) {
    if (!isNetwork) return false;
    if (before) return true;
  }
  return false;
}

/** Whether a LoRA or its like stands in the brackets of an item. */
export function hasNetwork({ groups }: Item): boolean {
  return groups.some(({ slots }) =>
    slots.some(({ items }) => items.some((item) => item.isNetwork || hasNetwork(item))),
  );
}

function readGroup(text: string, { start, bracket, content, close, inside }: Frame): Group {
  // `${name=…}` is a variable; in `{2$${a|b}|c}`, the dollar signs belong to the amount.
  const isOpaque = bracket === '{' && text[start - 1] === '$' && text[start - 2] !== '$';
  const [bars, colons] = [places(inside, 'bar'), places(inside, 'colon')];
  const { shape, slots } = slotRanges(text, {
    bracket,
    isOpaque,
    content: { start: content, end: close },
    bars,
    colons,
    weighed: new Set(
      inside.flatMap((mark) => ('bracket' in mark && mark.bracket === '::' ? [mark.start] : [])),
    ),
  });
  let next = 0;
  return {
    start,
    end: bracket === '(' ? behindSigns(text, close + 1) : close + (bracket === '::' ? 2 : 1),
    bracket,
    shape,
    isTimed: bracket === '{' || (bracket === '[' && bars.length + colons.length > 0),
    slots: slots.map(({ outer, inner }) => {
      const first = next;
      while (next < inside.length && (inside[next]?.start ?? 0) < inner.end) next += 1;
      return { ...readList(text, inner, inside.slice(first, next)), outer };
    }),
  };
}

const MOST_SIGNS = 20;
/** `(hat)++` of Compel: a weight behind the brackets, with nothing else behind it. */
const SIGNS = /^(?:\++|-+)(?=[\s,，)\]}|]|$)/;

function behindSigns(text: string, end: number): number {
  return end + (SIGNS.exec(text.slice(end, end + MOST_SIGNS))?.[0].length ?? 0);
}

function places(inside: readonly (Mark | Group)[], kind: 'bar' | 'colon'): number[] {
  const found: number[] = [];
  for (const mark of inside) if ('kind' in mark && mark.kind === kind) found.push(mark.start);
  return found;
}

/** @param isRoot whether it ends where the prompt does */
function readList(
  text: string,
  { start, end }: Range,
  inside: readonly (Mark | Group)[],
  isRoot = false,
): List {
  const reader = new ListReader(text, start);
  for (const mark of inside) {
    // What belongs to the brackets, not to their content: the weight of a variant, say.
    if (mark.start < start) continue;
    if (!('kind' in mark)) reader.group(mark);
    else if (mark.kind === 'separator') reader.separator(mark, mark.strength);
    else if (mark.kind === 'comment') reader.separator(mark, STRENGTH.newline);
    else if (mark.kind === 'network') reader.network(mark);
  }
  return { start, end, ...reader.end(end, isRoot) };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Collects the items of a list from its marks. */
class ListReader {
  private readonly items: Mutable<Item>[] = [];
  private groups: Group[] | undefined;
  /** Of the gap before the next item. */
  private gap: Pick<Mutable<Item>, 'strength' | 'separators' | 'weight'> = { ...NO_GAP };
  /** The place of the last text among the items, while nothing but networks has followed. */
  private lastText: number | undefined;

  constructor(
    private readonly text: string,
    private itemStart: number,
  ) {}

  group(group: Group): void {
    this.groups ??= [];
    this.groups.push(group);
  }

  separator({ start, end }: Range, strength: number): void {
    this.endText(start);
    if (strength >= STRENGTH.and) this.readWeight();
    // Behind a weight, line ends and comments are blanks.
    if (strength !== STRENGTH.newline) this.lastText = undefined;
    this.gap.strength = Math.max(this.gap.strength, strength);
    this.gap.separators += 1;
    this.itemStart = end;
  }

  network(range: Range): void {
    this.endText(range.start);
    this.add(range, true);
    this.itemStart = range.end;
  }

  end(at: number, isRoot: boolean): Pick<List, 'items' | 'weight'> {
    this.endText(at);
    if (isRoot) this.readWeight();
    const { items, gap } = this;
    return gap.weight ? { items, weight: gap.weight } : { items };
  }

  private endText(at: number): void {
    const start = skipBlanks(this.text, this.itemStart, at);
    if (start >= at) return;
    this.add({ start, end: skipBlanksBack(this.text, start, at) }, false);
    this.lastText = this.items.length - 1;
  }

  private add({ start, end }: Range, isNetwork: boolean): void {
    this.items.push({ start, end, isNetwork, groups: this.groups ?? NO_GROUPS, ...this.gap });
    this.groups = undefined;
    this.gap = { ...NO_GAP };
  }

  /** Parts the weight of a part, which ends here, from the last text. */
  private readWeight(): void {
    const { items, lastText = -1 } = this;
    const item = items[lastText];
    const weight = item && partWeight(this.text, item);
    // Without anything before it, there is no part that it could weigh.
    if (!weight || (weight.start === item.start && (lastText === 0 || item.strength >= STRENGTH.and))) return;
    const behind = items[lastText + 1] ?? this.gap;
    behind.weight = weight;
    if (weight.start > item.start) {
      item.end = skipBlanksBack(this.text, item.start, weight.start);
      return;
    }
    // It is all of the item: the gaps on both of its sides are one.
    items.splice(lastText, 1);
    behind.strength = Math.max(behind.strength, item.strength);
    behind.separators += item.separators;
  }
}
