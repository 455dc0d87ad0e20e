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

  constructor(
    private readonly text: string,
    private readonly prompt: Prompt,
    private readonly selection: Selection,
  ) {}

  list(list: List, outside = NOTHING): Remains {
    const { items } = list;
    const remains = items.map((item, index) =>
      item.groups.length === 0
        ? this.item(item, NOTHING)
        : this.item(item, {
            before: () => this.hasStaying(items, index, -1, outside.before),
            behind: () => this.hasStaying(items, index, 1, outside.behind),
          }),
    );
    if (remains.every((one) => one === SAME)) return SAME;
    const kept = items.flatMap((_item, index) => (remains[index]?.isEmptied ? [] : [index]));
    const lastKept = kept.at(-1);
    if (lastKept === undefined) return EMPTIED;
    const gaps = keptGaps(items, {
      isChanged: (index) => remains[index] !== SAME,
      hasText: (index) => !items[index]?.isNetwork && !remains[index]?.isEmptied,
      ...outside,
    });
    const cuts: Cut[] = [];
    let left = -1;
    for (const right of kept) {
      for (const cut of this.between(items, left, right, gaps)) cuts.push(cut);
      for (const cut of remains[right]?.cuts ?? []) cuts.push(cut);
      left = right;
    }
    for (const cut of this.behind(list, lastKept, gaps)) cuts.push(cut);
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

  /** Cuts the items between two that stay: all gaps but one go with them, and the weights of parts that go. */
  private between(items: readonly Item[], before: number, after: number, gaps: KeptGaps): Cut[] {
    const [left, right, first] = [items[before], items[after], items[0]];
    if (!right || !first) return [];
    if (!left) return first === right ? [] : this.leading(items, after, gaps);
    const between = items.slice(before + 1, after + 1).map((item, index) => {
      const place = before + 1 + index;
      const gap = { start: items[place - 1]?.end ?? left.end, end: item.start };
      return this.gap(item, place, gap, gaps);
    });
    const parting = between.find(({ place }) => gaps.stays.has(place));
    // LoRAs that a part left behind: a comma between them would make the weight of the part before text.
    const isLeftBehind = !parting && left.isNetwork && right.isNetwork && !gaps.keepsPartOf(after);
    if (isLeftBehind && followsWeight(items, after, gaps.keepsPartOf)) {
      return [{ start: left.end, end: right.start, leaves: ' ', isBehindWeight: true }];
    }
    const weighed = between.find(({ weight }) => weight !== undefined);
    const weak = between.filter(({ strength }) => strength < STRENGTH.break);
    const kept = parting ?? weighed ?? strongest(this.text, weak);
    const weights = weighed && weighed !== kept ? this.weightBefore(items, weighed.place) : [];
    const stays = [...weights, ...(kept ? [kept] : [])].sort((one, other) => one.start - other.start);
    const cuts = except({ start: left.end, end: right.start }, stays);
    const isGlued = !kept || (kept.start === kept.end && !left.isNetwork && !right.isNetwork);
    const [only] = cuts;
    return isGlued && only && cuts.length === 1 ? [{ ...only, leaves: ' ' }] : cuts;
  }

  /** What may stay of a gap: without the weight of a part that goes, and without AND or BREAK that goes. */
  private gap(item: Item, place: number, { start, end }: Range, { stays, keepsPartOf }: KeptGaps): Gap {
    const { strength, separators } = item;
    const weight = keepsPartOf(place - 1) ? item.weight : undefined;
    const isDropped = strength >= STRENGTH.break && !stays.has(place);
    return {
      place,
      strength,
      separators,
      weight,
      start: item.weight && !weight ? item.weight.end : start,
      end: weight && isDropped ? skipBlanks(this.text, weight.end, end) : end,
    };
  }

  /** Cuts the items before the first one that stays. */
  private leading(items: readonly Item[], after: number, { stays }: KeptGaps): Cut[] {
    const [first, right] = [items[0], items[after]];
    if (!first || !right) return [];
    for (let place = 1; place <= after; place += 1) {
      const [before, item] = [items[place - 1], items[place]];
      if (!before || !item || !stays.has(place)) continue;
      const cuts = [
        { start: first.start, end: skipBlanks(this.text, before.end, item.start) },
        { start: item.start, end: right.start },
      ];
      return cuts.filter(({ start, end }) => start < end);
    }
    return [{ start: first.start, end: right.start }];
  }

  /** Cuts the items behind the last one that stays. */
  private behind({ items, weight, end }: List, lastKept: number, { stays, keepsPartOf }: KeptGaps): Cut[] {
    const [left, last] = [items[lastKept], items.at(-1)];
    if (!left || !last) return [];
    for (let place = lastKept + 1; place < items.length; place += 1) {
      const [before, item] = [items[place - 1], items[place]];
      if (!before || !item || !stays.has(place)) continue;
      return except({ start: left.end, end: last.end }, [
        { start: before.end, end: skipBlanksBack(this.text, before.end, item.start), weight: item.weight },
      ]);
    }
    const weights: Stay[] = [];
    for (let place = lastKept + 1; place < items.length; place += 1) {
      if (keepsPartOf(place - 1)) weights.push(...this.weightBefore(items, place));
    }
    const losesWeight = weight !== undefined && !keepsPartOf(items.length - 1);
    // A comma behind the weight of a part would make it text.
    const isWeighed = weights.length > 0 || followsWeight(items, items.length - 1, keepsPartOf);
    const rest = isWeighed ? skipBlanksBack(this.text, last.end, end) : last.end;
    const cuts = except({ start: left.end, end: losesWeight ? weight.end : rest }, weights, weight);
    return isWeighed ? cuts.map((cut) => ({ ...cut, isBehindWeight: true })) : cuts;
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

interface Gap extends Stay {
  readonly place: number;
  readonly strength: number;
  readonly separators: number;
}

/** Whether an item is in a part that goes, and the last part before it that stays has a weight. */
function followsWeight(items: readonly Item[], index: number, keepsPartOf: KeptGaps['keepsPartOf']): boolean {
  let place = index;
  while (place >= 0 && !keepsPartOf(place)) place -= 1;
  if (place === index) return false;
  while (place >= 0 && !items[place + 1]?.weight && items[place]?.isNetwork) place -= 1;
  return items[place + 1]?.weight !== undefined;
}

function strongest(text: string, gaps: readonly Gap[]): Gap | undefined {
  const hasComment = ({ start, end }: Gap) => text.slice(start, end).includes('#');
  return gaps.reduce<Gap | undefined>((best, gap) => {
    if (!best) return gap;
    // Comments stay wherever they are: of two lines' ends, the first stays beside them.
    if (best.strength === gap.strength && (hasComment(best) || hasComment(gap))) return best;
    return isStronger(gap, best) ? gap : best;
  }, undefined);
}

function isStronger(gap: Gap, other: Gap): boolean {
  if (gap.strength !== other.strength) return gap.strength > other.strength;
  if (gap.separators !== other.separators) return gap.separators > other.separators;
  // A blank still keeps two texts apart, where nothing else does.
  return other.start === other.end && gap.start < gap.end;
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
