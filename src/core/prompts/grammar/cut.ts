import { parsePrompt, type Group, type Item, type List } from './parse';
import { endsLikeAWeight, seam } from './seam';
import type { Range } from './shapes';
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
 * meet the stronger stays; brackets that nothing is left in go with their weight. All else stays as it is written.
 */
export function cutItems(text: string, list: List, selection: Selection): string {
  const cutter = new Cutter(text, selection);
  const remains = cutter.list(list);
  if (remains.isEmptied) return '';
  return remains.cuts.length === 0 ? text : splice(text, remains.cuts);
}

interface Cut extends Range {
  /** What it leaves behind: a blank, where two texts would run together; a comma, where they would mean more. */
  readonly leaves?: ' ' | ',';
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

const SAME: Remains = { cuts: [], isEmptied: false };
const EMPTIED: Remains = { cuts: [], isEmptied: true };

class Cutter {
  constructor(
    private readonly text: string,
    private readonly selection: Selection,
  ) {}

  list(list: List): Remains {
    const { items } = list;
    const cuts: Cut[] = [];
    let kept = -1;
    items.forEach((item, index) => {
      const remains = this.item(item);
      if (remains.isEmptied) return;
      if (index - kept > 1) cuts.push(...this.between(items, kept, index));
      for (const cut of remains.cuts) cuts.push(cut);
      kept = index;
    });
    const last = items.at(-1);
    if (!last || (kept === items.length - 1 && cuts.length === 0)) return SAME;
    const lastKept = items[kept];
    if (!lastKept) return EMPTIED;
    if (lastKept !== last) cuts.push({ start: lastKept.end, end: last.end });
    return { cuts, isEmptied: false };
  }

  private item(item: Item): Remains {
    if (this.selection.removes(item)) return EMPTIED;
    if (item.groups.length === 0) return SAME;
    const remains = item.groups.map((group) => this.group(group));
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
    const cuts = [...inside, ...runs.map((run) => this.run(run, item, edges))];
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

  private group(group: Group): Remains {
    if (group.shape === 'opaque' || !this.selection.opens(group)) return SAME;
    const remains = group.slots.map((slot) => this.list(slot));
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
  private withoutSchedule({ start, end, bracket, shape }: Group, cuts: readonly Cut[]): readonly Cut[] {
    const close = end - 1;
    if (bracket !== '[' || shape !== 'emphasis' || !endsLikeAWeight(this.text, close)) return cuts;
    const [left] = parsePrompt(splice(this.text, cuts, { start, end })).items;
    const isSchedule = left?.groups[0]?.shape === 'schedule';
    return isSchedule ? [...cuts, { start: close, end: close, leaves: ',' }] : cuts;
  }

  /** Cuts the items between two that stay: all gaps but one go with them. */
  private between(items: readonly Item[], before: number, after: number): Cut[] {
    const [left, right, first] = [items[before], items[after], items[0]];
    if (!right || !first) return [];
    if (!left) return [{ start: first.start, end: right.start }];
    const gaps = items.slice(before + 1, after + 1).map((item, index) => ({
      strength: item.strength,
      separators: item.separators,
      start: items[before + index]?.end ?? left.end,
      end: item.start,
    }));
    const kept = gaps.reduce((best, gap) => (isStronger(gap, best) ? gap : best));
    if (kept.start === kept.end && !left.isNetwork && !right.isNetwork) {
      return [{ start: left.end, end: right.start, leaves: ' ' }];
    }
    return [
      { start: left.end, end: kept.start },
      { start: kept.end, end: right.start },
    ].filter(({ start, end }) => start < end);
  }
}

interface MeetingGap extends Range {
  readonly strength: number;
  readonly separators: number;
}

function isStronger(gap: MeetingGap, other: MeetingGap): boolean {
  if (gap.strength !== other.strength) return gap.strength > other.strength;
  if (gap.separators !== other.separators) return gap.separators > other.separators;
  // A blank still keeps two texts apart, where nothing else does.
  return other.start === other.end && gap.start < gap.end;
}

/** Neighbours with nothing but blanks between them as one. */
function joined(text: string, ranges: readonly Range[]): Range[] {
  const runs: { start: number; end: number }[] = [];
  for (const { start, end } of ranges) {
    const last = runs.at(-1);
    if (last && skipBlanks(text, last.end, start) === start) last.end = end;
    else runs.push({ start, end });
  }
  return runs;
}

/**
 * @param cuts in order, none within another
 * @param range the part of the text that is wanted
 */
function splice(text: string, cuts: readonly Cut[], range: Range = { start: 0, end: text.length }): string {
  const pieces: string[] = [];
  let at = range.start;
  for (const { start, end, leaves = '' } of cuts) {
    pieces.push(text.slice(at, start), seam(text, start, end) || leaves);
    at = Math.max(at, end);
  }
  pieces.push(text.slice(at, range.end));
  return pieces.join('');
}
