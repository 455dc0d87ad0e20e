import type { FilterGroup, FilterWords } from './filterWords';
import { wordKeys } from '../grammar/key';

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
  const keys = underscoresAsSpaces
    ? tokens.map(({ token }) => token.replaceAll('_', ' ').replace(/ {2,}/g, ' ').trim())
    : tokens.map(({ token }) => token);
  const marks = (group: FilterGroup): number[] => {
    const wanted = new Set(words[group].flatMap((word) => wordKeys(word, underscoresAsSpaces)));
    return wanted.size === 0 ? [] : keys.flatMap((key, place) => (wanted.has(key) ? [place] : []));
  };
  return { sex: marks('sex'), clothes: marks('clothes'), etc: marks('etc') };
}
