import { filterParsed, filterPrompt, type Removed } from '../filter/filterPrompt';
import type { FilterSet } from '../filter/filterSet';
import { splitPrompt, withTags } from '../grammar/loraTags';
import { endsWithWeight, parsePrompt } from '../grammar/parse';
import { endsLikeAPartWeight } from '../grammar/seam';
import type { Range } from '../grammar/shapes';
import { isBlankAt } from '../grammar/words';
import type { PromptRules } from './rules';

export interface Composed {
  readonly text: string;
  readonly removed: readonly Removed[];
}

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
): Composed {
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
  const prompt = parsePrompt(text);
  const { comments } = prompt;
  const end = contentEnd(text, comments);
  const notes = comments.filter(({ start }) => start >= end);
  const noted = text.slice(notes[0]?.start ?? text.length);
  if (end === 0) return noted;
  // Behind the weight of all of it, a comma would make it text; without one, a number would become a weight.
  if (endsWithWeight(prompt) || endsLikeAPartWeight(text.slice(0, end))) return text;
  const hasComma = gapsOf(text, end, notes).some((gap) => gap.includes(','));
  if (hasComma === (trailingComma === 'always')) return text;
  const head = text.slice(0, end);
  if (trailingComma === 'always') return noted === '' ? `${head},` : `${head}, ${noted}`;
  const left = notes.map(({ start, end: noteEnd }) => text.slice(start, noteEnd)).join('');
  return left === '' ? head : `${head} ${left}`;
}

/** What stands before, between and behind comments at the end of a text. */
function gapsOf(text: string, end: number, notes: readonly Range[]): string[] {
  const starts = [end, ...notes.map((note) => note.end)];
  return starts.map((start, index) => text.slice(start, notes[index]?.start));
}

/** Behind the last that is no comma, blank or comment. */
function contentEnd(text: string, comments: readonly Range[]): number {
  let end = text.length;
  for (let next = comments.length - 1; ; next -= 1) {
    while (end > 0 && (text[end - 1] === ',' || isBlankAt(text, end - 1))) end -= 1;
    const comment = comments[next];
    if (!comment || comment.end < end || comment.start >= end) return end;
    end = comment.start;
  }
}
