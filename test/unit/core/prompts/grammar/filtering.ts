import { filterPrompt } from '../../../../../src/core/prompts/filter/filterPrompt';
import { filterSet } from '../../../../../src/core/prompts/filter/filterSet';
import { FILTER_GROUPS, NO_WORDS } from '../../../../../src/core/prompts/filter/filterWords';

/** Filters a prompt by words of one group. */
export function filtered(prompt: string, words: readonly string[], underscoresAsSpaces = true): string {
  return filterPrompt(prompt, filterSet({ ...NO_WORDS, etc: words }, FILTER_GROUPS, underscoresAsSpaces))
    .text;
}
