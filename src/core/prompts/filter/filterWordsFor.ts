import { asFilterWord, parseFilterWords } from './filterFiles';

/**
 * The filter words for collected tokens, each for exactly its token.
 * @returns `unwritable`: tokens that a filter file would read as something else, such as a comment
 */
export function filterWordsFor(tokens: readonly string[]): {
  readonly words: readonly string[];
  readonly unwritable: readonly string[];
} {
  const words: string[] = [];
  const unwritable: string[] = [];
  for (const token of tokens) {
    const word = asFilterWord(token);
    const [read, ...others] = parseFilterWords(word);
    if (read === word && others.length === 0) words.push(word);
    else unwritable.push(token);
  }
  return { words, unwritable };
}
