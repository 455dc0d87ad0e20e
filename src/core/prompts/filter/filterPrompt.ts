import { cutItems } from '../grammar/cut';
import { hasNetwork, parsePrompt } from '../grammar/parse';
import type { FilterSet } from './filterSet';
import type { FilterGroup } from './filterWords';

/** A token that was removed, and by which group. */
export interface Removed {
  /** As it stood in the prompt. */
  readonly token: string;
  readonly group: FilterGroup;
}

/**
 * A prompt without the items that are filter words (R4): whole items, never parts of one, each with a separator.
 * LoRAs and their like stay. Where nothing matches, the text comes back as it is; filtered twice is filtered once.
 */
export function filterPrompt(text: string, set: FilterSet): { text: string; removed: Removed[] } {
  return set.mayMatch(text) ? filterParsed(text, set) : { text, removed: [] };
}

/** `filterPrompt` for a prompt in which `mayMatch` has found something. */
export function filterParsed(text: string, set: FilterSet): { text: string; removed: Removed[] } {
  const removed: Removed[] = [];
  // What is left of an item may be a filter word itself: `white (smile) hat`.
  for (let before = text; ;) {
    const { after, isFinal } = filterOnce(before, set, removed);
    if (isFinal || after === before || !set.mayMatch(after)) return { text: after, removed };
    before = after;
  }
}

function filterOnce(
  text: string,
  set: FilterSet,
  removed: Removed[],
): { readonly after: string; readonly isFinal: boolean } {
  let isFlat = true;
  const after = cutItems(text, parsePrompt(text), {
    removes: (item) => {
      if (item.groups.length > 0) isFlat = false;
      if (item.isNetwork || !set.mayMatch(text, item.start, item.end) || hasNetwork(item)) return false;
      const token = text.slice(item.start, item.end);
      const group = set.groupOf(token);
      if (group === undefined) return false;
      removed.push({ token, group });
      return true;
    },
    opens: () => true,
  });
  // Without brackets, items are whole or gone.
  return { after, isFinal: isFlat };
}
