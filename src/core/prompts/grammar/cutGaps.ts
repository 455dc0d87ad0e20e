import { STRENGTH } from './marks';
import type { Item, List } from './parse';
import type { KeptGaps } from './parts';
import type { Range } from './shapes';
import type { Cut } from './splice';
import { skipBlanks, skipBlanksBack } from './words';

/** Cuts items that go out of a list, with the separators that go with them. */
export class GapCutter {
  constructor(private readonly text: string) {}

  /** Cuts the items between two that stay: all gaps but one go with them, and the weights of parts that go. */
  between(items: readonly Item[], before: number, after: number, gaps: KeptGaps): Cut[] {
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
  behind({ items, weight, end }: List, lastKept: number, { stays, keepsPartOf }: KeptGaps): Cut[] {
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
