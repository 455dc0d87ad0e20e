import type { FilterGroup, FilterWords } from './filterWords';
import { tokenKey } from '../grammar/key';
import { filterSet } from './filterSet';

/**
 * Which of the collected tokens each group of filter words removes from a prompt: their places in the list, ascending.
 * @param tokens as `promptTokens` tells them
 */
export function tokenMarks(
  tokens: readonly { readonly token: string }[],
  words: FilterWords,
  underscoresAsSpaces: boolean,
): Record<FilterGroup, number[]> {
  // Collected tokens are keys already, except for their underscores.
  const keys = tokens.map(({ token }) => tokenKey(token, underscoresAsSpaces));
  const marks = (group: FilterGroup): number[] => {
    const set = filterSet(words, [group], underscoresAsSpaces);
    return set.isEmpty ? [] : keys.flatMap((key, place) => (set.hasKey(key) ? [place] : []));
  };
  return { sex: marks('sex'), clothes: marks('clothes'), etc: marks('etc') };
}
