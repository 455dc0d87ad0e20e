import { STRENGTH } from './marks';
import type { Group, Item } from './parse';
import type { Range } from './shapes';

/** BREAK or AND between two items, with the blanks around it. */
export interface Parting extends Range {
  readonly strength: number;
}

/**
 * Where BREAK and AND part the items in brackets of emphasis, and in brackets within those: they part the whole prompt
 * there, even when nothing is left of the brackets.
 */
export function partingsIn(groups: readonly Group[]): Parting[] {
  return groups.flatMap(({ shape, slots }) => {
    if (shape !== 'emphasis') return [];
    return slots.flatMap(({ start, items }) =>
      items.flatMap((item, index) => {
        const before = item.weight?.end ?? items[index - 1]?.end ?? start;
        const parting = { start: before, end: item.start, strength: item.strength };
        return [...(item.strength >= STRENGTH.break ? [parting] : []), ...partingsIn(item.groups)];
      }),
    );
  });
}

/** An item that goes, as the pieces of it that BREAK and AND part. */
export function dividedByPartings(item: Item): readonly Item[] {
  const partings = partingsIn(item.groups);
  if (partings.length === 0) return [item];
  const ends = [...partings.map(({ start }) => start), item.end];
  const first: Item = { ...item, groups: [], end: ends[0] ?? item.end };
  const others = partings.map(({ end: start, strength }, index): Item => {
    return { start, end: ends[index + 1] ?? item.end, strength, separators: 1, isNetwork: false, groups: [] };
  });
  return [first, ...others];
}
