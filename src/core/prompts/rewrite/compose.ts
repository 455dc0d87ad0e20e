import { filterParsed, filterPrompt, type Removed } from '../filter/filterPrompt';
import type { FilterSet } from '../filter/filterSet';
import { splitPrompt, withTags } from '../grammar/loraTags';
import type { PromptRules } from './rules';

/**
 * Composes a prompt: these LoRA tags, then its body without filter words.
 * @param tags the LoRA tags to stand in front
 * @returns the prompt as it is where the tags stand in front of it and nothing matches
 */
export function composePrompt(
  prompt: string,
  tags: readonly string[],
  set: FilterSet,
  trailingComma: PromptRules['trailingComma'],
): { readonly text: string; readonly removed: readonly Removed[] } {
  const wanted = tags.map((tag) => `${tag}, `).join('');
  const isSplit = isSplitBy(wanted, prompt);
  const mayMatch = set.mayMatch(prompt, isSplit ? wanted.length : 0);
  // Most prompts stay as they are, and this shows it without parsing them.
  if (isSplit && !mayMatch && trailingComma === 'preserve') return { text: prompt, removed: [] };
  const { front, body } = isSplit
    ? { front: wanted, body: prompt.slice(wanted.length) }
    : splitPrompt(prompt);
  const { text: filtered, removed } = mayMatch ? filterParsed(body, set) : filterPrompt(body, set);
  const isSame = filtered === body && front === frontOf(tags, body);
  const text = isSame ? prompt : withTags(tags, tags.length > 0 ? filtered.trimStart() : filtered);
  return { text: endWith(text, trailingComma), removed };
}

/** Whether these tags stand in front of a prompt, and certainly no other LoRA stands behind them. */
function isSplitBy(front: string, prompt: string): boolean {
  if (front !== '' && prompt.length === front.length) return false;
  return prompt.startsWith(front) && !prompt.includes('<', front.length);
}

function frontOf(tags: readonly string[], body: string): string {
  const front = tags.join(', ');
  return front === '' || body === '' ? front : `${front}, `;
}

function endWith(text: string, trailingComma: PromptRules['trailingComma']): string {
  if (trailingComma === 'preserve') return text;
  let end = text.length;
  while (end > 0 && (text[end - 1] === ',' || text[end - 1]?.trim() === '')) end -= 1;
  // An escaped comma is text.
  if (text[end] === ',' && text[end - 1] === '\\') return text;
  if (end === 0) return '';
  const hasComma = text.slice(end).includes(',');
  if (trailingComma === 'never') return hasComma ? text.slice(0, end) : text;
  return hasComma ? text : `${text.slice(0, end)},`;
}
