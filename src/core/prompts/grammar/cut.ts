import { parsePrompt, type Group, type Item, type List, type Prompt } from './parse';
import { STRENGTH } from './marks';
import { GapCutter } from './cutGaps';
import { dividedByPartings, partingsIn, type Parting } from './partings';
import { keptGaps } from './parts';
import type { Range } from './shapes';
import { splice, type Cut } from './splice';
import { isBlankAt, skipBlanks, skipBlanksBack } from './words';

/** Which items are to be removed from a prompt. */
export interface Selection {
  /** Whether this item is removed. */
  removes(item: Item): boolean;
  /** Whether the items in these brackets are judged one by one. */
  opens(group: Group): boolean;
}

/**
 * A prompt without some of its items. An item goes with one of the gaps beside it, so that of two separators that
 * meet the stronger stays; brackets that nothing is left in go with their weight, and so do parts between AND and
 * BREAK. The weight of a part that stays stays, as all comments do. All else stays as it is written.
 */
export function cutItems(text: string, prompt: Prompt, selection: Selection): string {
  const cutter = new Cutter(text, prompt, selection);
  const { cuts, isEmptied } = cutter.list(prompt);
  if (isEmptied) return splice(text, [{ start: 0, end: text.length }], prompt);
  return cuts.length === 0 ? text : splice(text, cuts, prompt);
}

/** Where the brackets of an item begin and end. */
interface GroupEdges {
  readonly starts: ReadonlySet<number>;
  readonly ends: ReadonlySet<number>;
}

/** What is cut out of a list or out of brackets; where all of their items go, the parent cuts them as a whole. */
interface Remains {
  readonly cuts: readonly Cut[];
  readonly isEmptied: boolean;
}

/** Whether anything stays before and behind a list in brackets, up to the next BREAK or AND outside of them. */
interface Outside {
  readonly before: () => boolean;
  readonly behind: () => boolean;
}

const NOTHING: Outside = { before: () => false, behind: () => false };
const SAME: Remains = { cuts: [], isEmptied: false };
const EMPTIED: Remains = { cuts: [], isEmptied: true };

class Cutter {
  private readonly judged = new Map<Item, boolean>();
  private readonly gaps: GapCutter;

  constructor(
    private readonly text: string,
    private readonly prompt: Prompt,
    private readonly selection: Selection,
  ) {
    this.gaps = new GapCutter(text);
  }

  list(list: List, outside = NOTHING): Remains {
    const whole = list.items.map((item, index) =>
      item.groups.length === 0
        ? this.item(item, NOTHING)
        : this.item(item, {
            before: () => this.hasStaying(list.items, index, -1, outside.before),
            behind: () => this.hasStaying(list.items, index, 1, outside.behind),
          }),
    );
    if (whole.every((one) => one === SAME)) return SAME;
    const pieces = list.items.map((item, index) =>
      whole[index]?.isEmptied ? dividedByPartings(item) : [item],
    );
    const items = pieces.flat();
    const remains = pieces.flatMap((ofItem, index) => ofItem.map(() => whole[index] ?? SAME));
    const kept = items.flatMap((_item, index) => (remains[index]?.isEmptied ? [] : [index]));
    const lastKept = kept.at(-1);
    if (lastKept === undefined) return EMPTIED;
    const gaps = keptGaps(items, {
      isChanged: (index) => remains[index] !== SAME,
      hasText: (index, isBehindWeight) => {
        const item = items[index];
        if (!item || item.isNetwork || remains[index]?.isEmptied) return false;
        // Brackets without text would end the weight before them: A1111 leaves them where a LoRA was.
        return isBehindWeight || this.stays(item);
      },
      ...outside,
    });
    const cuts: Cut[] = [];
    let left = -1;
    for (const right of kept) {
      for (const cut of this.gaps.between(items, left, right, gaps)) cuts.push(cut);
      for (const cut of remains[right]?.cuts ?? []) cuts.push(cut);
      left = right;
    }
    for (const cut of this.gaps.behind({ ...list, items }, lastKept, gaps)) cuts.push(cut);
    return { cuts, isEmptied: false };
  }

  private removes(item: Item): boolean {
    let removed = this.judged.get(item);
    if (removed === undefined) this.judged.set(item, (removed = this.selection.removes(item)));
    return removed;
  }

  /** Whether an item stays, at least in part, that is no LoRA or its like. */
  private stays(item: Item): boolean {
    if (item.isNetwork || this.removes(item)) return false;
    if (!isOnlyGroups(this.text, item)) return true;
    return item.groups.some(
      (group) =>
        !this.selection.opens(group) ||
        group.slots.some(({ items }) => items.some((inner) => this.stays(inner))),
    );
  }

  /** Whether an item stays in this direction from a place, up to the next BREAK or AND. */
  private hasStaying(items: readonly Item[], from: number, step: 1 | -1, outside: () => boolean): boolean {
    for (let at = from; ; at += step) {
      const next = items[at + step];
      if (!next) return outside();
      if ((items[step === 1 ? at + 1 : at]?.strength ?? 0) >= STRENGTH.break) return false;
      if (this.stays(next)) return true;
      if (partingsIn(next.groups).length > 0) return false;
    }
  }

  private item(item: Item, outside: Outside): Remains {
    if (this.removes(item)) return EMPTIED;
    if (item.groups.length === 0) return SAME;
    const remains = item.groups.map((group) => this.group(group, this.outsideOf(group, item, outside)));
    const emptied = item.groups.filter((_group, index) => remains[index]?.isEmptied);
    const inside = remains.flatMap(({ cuts }) => cuts);
    if (emptied.length === 0) return inside.length === 0 ? SAME : { cuts: inside, isEmptied: false };
    const runs = joined(this.text, emptied);
    const [first] = runs;
    if (first && runs.length === 1 && first.start === item.start && first.end === item.end) return EMPTIED;
    const edges = {
      starts: new Set(item.groups.map(({ start }) => start)),
      ends: new Set(item.groups.map(({ end }) => end)),
    };
    const cutRun = (run: Run) => {
      const parting = this.partingOf(run, item, outside);
      return parting ? this.aroundParting(run, item, parting) : [this.run(run, item, edges)];
    };
    const cuts = [...inside, ...runs.flatMap(cutRun)];
    return { cuts: cuts.sort((a, b) => a.start - b.start), isEmptied: false };
  }

  /** Cuts brackets out of the text that they stand in, with the blanks on one side of them. */
  private run({ start, end }: Range, item: Item, { starts, ends }: GroupEdges): Cut {
    const { text } = this;
    if (start === item.start) return { start, end: skipBlanks(text, end, item.end) };
    if (end === item.end) return { start: skipBlanksBack(text, item.start, start), end };
    const [before, after] = [isBlankAt(text, start - 1), isBlankAt(text, end)];
    if (before && after) return { start: skipBlanksBack(text, item.start, start), end };
    const isBeside = ends.has(start) || starts.has(end);
    return before || after || isBeside ? { start, end } : { start, end, leaves: ' ' };
  }

  /** The strongest BREAK or AND in brackets that go, where both of its sides have text. */
  private partingOf(
    { start, end, groups }: Run,
    item: Item,
    { before, behind }: Outside,
  ): Parting | undefined {
    const [first, ...others] = partingsIn(groups);
    if (!first || !(start > item.start || before()) || !(end < item.end || behind())) return undefined;
    return others.reduce((best, next) => (next.strength > best.strength ? next : best), first);
  }

  /** Cuts brackets out of the text that they stand in, but for BREAK or AND. */
  private aroundParting({ start, end }: Range, item: Item, parting: Range): Cut[] {
    const { text } = this;
    const isFirst = start === item.start;
    const isLast = end === item.end;
    return [
      {
        start: isFirst ? start : skipBlanksBack(text, item.start, start),
        end: isFirst ? skipBlanks(text, parting.start, parting.end) : parting.start,
      },
      {
        start: isLast ? skipBlanksBack(text, parting.start, parting.end) : parting.end,
        end: isLast ? end : skipBlanks(text, end, item.end),
      },
    ];
  }

  private outsideOf(group: Group, item: Item, { before, behind }: Outside): Outside {
    return {
      before: () => skipBlanks(this.text, item.start, group.start) < group.start || before(),
      behind: () => skipBlanks(this.text, group.end, item.end) < item.end || behind(),
    };
  }

  private group(group: Group, outside: Outside): Remains {
    if (group.shape === 'opaque' || !this.selection.opens(group)) return SAME;
    const remains = group.slots.map((slot) => this.list(slot, outside));
    const hasChanged = remains.some(({ cuts, isEmptied }) => isEmptied || cuts.length > 0);
    if (!hasChanged) return SAME;
    const isLeft = group.slots.map(({ items }, index) => items.length > 0 && !remains[index]?.isEmptied);
    if (!isLeft.includes(true)) return EMPTIED;
    let keptBefore = false;
    const cuts = group.slots.flatMap((slot, index): readonly Cut[] => {
      const { cuts: inside, isEmptied } = remains[index] ?? SAME;
      if (!isEmptied) {
        keptBefore = true;
        return inside;
      }
      // The place of an alternative says when it has its turn; a variant's place says nothing.
      if (group.shape !== 'variants') return [{ start: slot.start, end: slot.end }];
      const { start, end } = slot.outer;
      return [keptBefore ? { start: start - 1, end } : { start, end: end + 1 }];
    });
    return { cuts: this.withoutSchedule(group, cuts), isEmptied: false };
  }

  /** `[a:b, c:d:3]` has too many colons for a schedule: what is left of it must not become one. */
  private withoutSchedule(group: Group, cuts: readonly Cut[]): readonly Cut[] {
    if (!group.isTimed || group.bracket !== '[' || group.shape !== 'emphasis') return cuts;
    const close = group.end - 1;
    const [left] = parsePrompt(splice(this.text, cuts, this.prompt, group)).items;
    const isSchedule = left?.groups[0]?.shape === 'schedule';
    return isSchedule ? [...cuts, { start: close, end: close, leaves: ',' }] : cuts;
  }
}

/** Whether an item is brackets and nothing else. */
function isOnlyGroups(text: string, { start, end, groups }: Item): boolean {
  let at = start;
  for (const group of groups) {
    if (group.shape === 'opaque' || skipBlanks(text, at, group.start) < group.start) return false;
    at = group.end;
  }
  return groups.length > 0 && skipBlanks(text, at, end) === end;
}

/** Brackets with nothing but blanks between them. */
interface Run extends Range {
  readonly groups: readonly Group[];
}

/** Neighbours with nothing but blanks between them as one. */
function joined(text: string, groups: readonly Group[]): Run[] {
  const runs: { start: number; end: number; groups: Group[] }[] = [];
  for (const group of groups) {
    const last = runs.at(-1);
    if (last && skipBlanks(text, last.end, group.start) === group.start) {
      last.end = group.end;
      last.groups.push(group);
    } else runs.push({ start: group.start, end: group.end, groups: [group] });
  }
  return runs;
}
