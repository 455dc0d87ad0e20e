import { parsePrompt, type Group, type Item, type List, type Prompt } from './parse';
import { STRENGTH } from './marks';
import { keptGaps, type KeptGaps } from './parts';
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

const SAME: Remains = { cuts: [], isEmptied: false };
const EMPTIED: Remains = { cuts: [], isEmptied: true };

class Cutter {
  constructor(
    private readonly text: string,
    private readonly prompt: Prompt,
    private readonly selection: Selection,
  ) {}

  list(list: List): Remains {
    const { items } = list;
    const remains = items.map((item) => this.item(item));
    if (remains.every((one) => one === SAME)) return SAME;
    const kept = items.flatMap((_item, index) => (remains[index]?.isEmptied ? [] : [index]));
    const lastKept = kept.at(-1);
    if (lastKept === undefined) return EMPTIED;
    const gaps = keptGaps(items, {
      isChanged: (index) => remains[index] !== SAME,
      hasText: (index) => this.hasText(items[index], remains[index]),
    });
    const cuts: Cut[] = [];
    let left = -1;
    for (const right of kept) {
      for (const cut of this.between(items, left, right, gaps)) cuts.push(cut);
      for (const cut of remains[right]?.cuts ?? []) cuts.push(cut);
      left = right;
    }
    for (const cut of this.behind(list, lastKept, gaps.keepsPartOf)) cuts.push(cut);
    return { cuts, isEmptied: false };
  }

  /** Whether anything but LoRAs and the like is left of an item. */
  private hasText(item: Item | undefined, { cuts, isEmptied }: Remains = SAME): boolean {
    if (!item || isEmptied || item.isNetwork) return false;
    if (item.groups.length === 0) return true;
    return !isBare(parsePrompt(splice(this.text, cuts, this.prompt, item)));
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
  private withoutSchedule(group: Group, cuts: readonly Cut[]): readonly Cut[] {
    if (!group.isTimed || group.bracket !== '[' || group.shape !== 'emphasis') return cuts;
    const close = group.end - 1;
    const [left] = parsePrompt(splice(this.text, cuts, this.prompt, group)).items;
    const isSchedule = left?.groups[0]?.shape === 'schedule';
    return isSchedule ? [...cuts, { start: close, end: close, leaves: ',' }] : cuts;
  }

  /** Cuts the items between two that stay: all gaps but one go with them, and the weights of parts that go. */
  private between(items: readonly Item[], before: number, after: number, gaps: KeptGaps): Cut[] {
    const [left, right, first] = [items[before], items[after], items[0]];
    if (!right || !first) return [];
    if (!left) return first === right ? [] : [{ start: first.start, end: right.start }];
    const between = items.slice(before + 1, after + 1).map((item, index) => ({
      place: before + 1 + index,
      strength: item.strength,
      separators: item.separators,
      start: items[before + index]?.end ?? left.end,
      end: item.start,
    }));
    const parting = between.find(({ place }) => gaps.stays.has(place));
    const weak = between.filter(({ place, strength }) => strength < STRENGTH.break || gaps.stays.has(place));
    const kept =
      parting ??
      weak.reduce<Gap | undefined>((best, gap) => (best && !isStronger(gap, best) ? best : gap), undefined);
    if (kept && after - before === 1) return [];
    const weights = between.flatMap(({ place }) =>
      place === kept?.place || !gaps.keepsPartOf(place - 1) ? [] : this.weightBefore(items, place),
    );
    const gap = kept && { ...kept, weight: items[kept.place]?.weight };
    const stays = [...weights, ...(gap ? [gap] : [])].sort((one, other) => one.start - other.start);
    const cuts = except({ start: left.end, end: right.start }, stays);
    const isGlued = !kept || (kept.start === kept.end && !left.isNetwork && !right.isNetwork);
    const [only] = cuts;
    return isGlued && only && cuts.length === 1 ? [{ ...only, leaves: ' ' }] : cuts;
  }

  /** Cuts the items behind the last one that stays. */
  private behind({ items, weight }: List, lastKept: number, keepsPartOf: KeptGaps['keepsPartOf']): Cut[] {
    const [left, last] = [items[lastKept], items.at(-1)];
    if (!left || !last) return [];
    const weights: Stay[] = [];
    for (let place = lastKept + 1; place < items.length; place += 1) {
      if (keepsPartOf(place - 1)) weights.push(...this.weightBefore(items, place));
    }
    const losesWeight = weight !== undefined && !keepsPartOf(items.length - 1);
    return except({ start: left.end, end: losesWeight ? weight.end : last.end }, weights, weight);
  }

  /** The weight of a part in the gap before an item, with the blanks before it. */
  private weightBefore(items: readonly Item[], place: number): Stay[] {
    const [before, item] = [items[place - 1], items[place]];
    if (!before || !item?.weight) return [];
    const { weight } = item;
    return [{ start: skipBlanksBack(this.text, before.end, weight.start), end: weight.end, weight }];
  }
}

/** A part of a range that is not cut. */
interface Stay extends Range {
  /** The weight of a part in it. */
  readonly weight: Range | undefined;
}

/**
 * Cuts a range but for some parts of it.
 * @param stays in order
 * @param behind the weight of a part that may follow the range
 */
function except({ start, end }: Range, stays: readonly Stay[], behind?: Range): Cut[] {
  const cuts: Cut[] = [];
  let at = start;
  let isBehindWeight = false;
  for (const stay of [...stays, { start: end, end, weight: behind }]) {
    if (at < stay.start) {
      // Directly behind a word, the weight of a part would look like that of the word.
      const leaves = stay.weight?.start === stay.start ? ' ' : undefined;
      cuts.push({
        start: at,
        end: stay.start,
        ...(leaves && { leaves }),
        ...(isBehindWeight && { isBehindWeight }),
      });
    }
    at = stay.end;
    isBehindWeight = stay.weight?.end === stay.end;
  }
  return cuts;
}

interface Gap extends Range {
  readonly place: number;
  readonly strength: number;
  readonly separators: number;
}

function isStronger(gap: Gap, other: Gap): boolean {
  if (gap.strength !== other.strength) return gap.strength > other.strength;
  if (gap.separators !== other.separators) return gap.separators > other.separators;
  // A blank still keeps two texts apart, where nothing else does.
  return other.start === other.end && gap.start < gap.end;
}

/** Whether there is nothing in a list but LoRAs and the like. */
function isBare({ items }: List): boolean {
  return items.every(
    ({ isNetwork, groups, start, end }) =>
      isNetwork ||
      (groups.length === 1 &&
        groups[0]?.start === start &&
        groups[0].end === end &&
        groups[0].slots.every(isBare)),
  );
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
