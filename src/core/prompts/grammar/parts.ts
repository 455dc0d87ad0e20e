import { STRENGTH } from './marks';
import type { Item } from './parse';

/** What is left of a list's items. */
interface Left {
  /** Whether anything of an item is cut out, or all of it. */
  isChanged(index: number): boolean;
  /**
   * Whether anything but LoRAs and the like is left of it.
   * @param isBehindWeight whether the weight of the part before stands before its part
   */
  hasText(index: number, isBehindWeight: boolean): boolean;
  /** Whether anything stays before the list that nothing parts from it. */
  before(): boolean;
  /** Whether anything stays behind it. */
  behind(): boolean;
}

/** Which AND and BREAK stay. */
export interface KeptGaps {
  /** The places of the items that they stand before. */
  readonly stays: ReadonlySet<number>;
  /** Whether the part between AND and AND that an item is in stays, and its weight with it. */
  readonly keepsPartOf: (index: number) => boolean;
}

interface Part {
  /** Its first item. */
  readonly start: number;
  /** Behind its last item. */
  readonly end: number;
  readonly isLost: boolean;
}

/**
 * Says which of the words that part a list stay when some items go: one between each two parts that still have text,
 * the first behind the former. A part that lost all of its text goes with one of them; of a part between AND and AND,
 * which BREAK divides further, the same holds.
 */
export function keptGaps(items: readonly Item[], left: Left): KeptGaps {
  const stays = new Set<number>();
  const parts = partsOf(items, STRENGTH.and, { start: 0, end: items.length }, left);
  addStays(parts, stays);
  for (const part of parts) if (!part.isLost) addStays(partsOf(items, STRENGTH.break, part, left), stays);
  const keeps = new Array<boolean>(items.length).fill(true);
  for (const { start, end, isLost } of parts) if (isLost) keeps.fill(false, start, end);
  return { stays, keepsPartOf: (index) => keeps[index] ?? true };
}

function partsOf(
  items: readonly Item[],
  strength: number,
  { start, end }: Pick<Part, 'start' | 'end'>,
  left: Left,
): Part[] {
  const parts: Part[] = [];
  let from = start;
  for (let place = start + 1; place <= end; place += 1) {
    if (place < end && (items[place]?.strength ?? 0) < strength) continue;
    const isJoined = () => (from === 0 && left.before()) || (place === items.length && left.behind());
    parts.push({ start: from, end: place, isLost: isLost(items, from, place, left) && !isJoined() });
    from = place;
  }
  return parts;
}

function isLost(items: readonly Item[], start: number, end: number, left: Left): boolean {
  let hasChanged = false;
  for (let index = start; index < end; index += 1) {
    hasChanged ||= left.isChanged(index);
  }
  if (!hasChanged) return false;
  const isBehindWeight = items[start]?.weight !== undefined;
  for (let index = start; index < end; index += 1) if (left.hasText(index, isBehindWeight)) return false;
  return true;
}

/** The place behind each part that stays, where another one that stays follows. */
function addStays(parts: readonly Part[], stays: Set<number>): void {
  const kept = parts.filter(({ isLost }) => !isLost);
  for (const part of kept.slice(0, -1)) stays.add(part.end);
}
