import type { FilterGroup, FilterWords } from './filterWords';
import { itemKey, tokenKey, wordKeys } from '../grammar/key';
import { quickMatcher, type QuickMatch } from './quickMatch';

/** Says of an item of a prompt which group of filter words it is in, if any. */
export interface FilterSet {
  /** Whether there is no word at all. */
  readonly isEmpty: boolean;
  /** Whether an item of a prompt may be in any group. It costs little, and false is certain. */
  readonly mayMatch: QuickMatch;
  /** @param item as it stands in the prompt */
  groupOf(item: string): FilterGroup | undefined;
  /** Whether items with this key are in any group. */
  hasKey(key: string): boolean;
}

/** Longest item whose answer is cached: prompts repeat short items, and rarely long ones. */
const REMEMBERED_LENGTH = 100;
const REMEMBERED_ITEMS = 50_000;
/**
 * An item that is longer than every word by this much is none of them, whatever weights and blanks it has. To compare
 * it would cost its length times the depth of its brackets.
 */
const MAX_PADDING = 1000;

/**
 * The words of some groups, prepared for many lookups. A word of several groups counts for the first.
 * @param underscoresAsSpaces whether `long_hair` and `long hair` are one word
 */
export function filterSet(
  words: FilterWords,
  groups: readonly FilterGroup[],
  underscoresAsSpaces: boolean,
): FilterSet {
  const byKey = new Map<string, FilterGroup>();
  for (const group of groups) {
    for (const word of words[group]) {
      for (const key of keysOf(word, underscoresAsSpaces)) if (!byKey.has(key)) byKey.set(key, group);
    }
  }
  const longest = [...byKey.keys()].reduce((length, key) => Math.max(length, key.length), 0);
  const remembered = new Map<string, FilterGroup | undefined>();
  const ask = (item: string) => byKey.get(itemKey(item, underscoresAsSpaces));
  return {
    isEmpty: byKey.size === 0,
    hasKey: (key) => byKey.has(key),
    mayMatch: quickMatcher([...byKey.keys()]),
    groupOf: (item) => {
      if (item.length > longest + MAX_PADDING) return undefined;
      if (item.length > REMEMBERED_LENGTH) return ask(item);
      if (remembered.has(item)) return remembered.get(item);
      if (remembered.size >= REMEMBERED_ITEMS) remembered.clear();
      const group = ask(item);
      remembered.set(item, group);
      return group;
    },
  };
}

/** A word may be a collected token, too, in which a backslash is a letter. */
function keysOf(word: string, underscoresAsSpaces: boolean): readonly string[] {
  const keys = wordKeys(word, underscoresAsSpaces);
  return word.includes('\\') ? [...keys, tokenKey(word, underscoresAsSpaces)] : keys;
}
