import * as l10n from '@vscode/l10n';
import { FIELDS, isField } from './fields';
import { fold } from './fold';
import type { Condition, Searched, SearchedTexts } from './searched';
import { termsOf, type Term } from './terms';

/** What a search text asks for. */
export interface GalleryQuery {
  /** All of them hold. */
  readonly conditions: readonly Condition[];
  /** What was not understood, in words. It is left out of the search. */
  readonly problem?: string | undefined;
}

/** So many problems are told at once. */
const MOST_PROBLEMS = 3;

/**
 * Reads a search text: words and "phrases" of prompts, names and tags, `-` before what is not wanted, and fields such as
 * `lora:name` or `steps:>30` with one of several values (`base:"SDXL 1.0",Pony`). All terms must hold.
 */
export function parseQuery(text: string): GalleryQuery {
  const conditions: Condition[] = [];
  const problems: string[] = [];
  for (const term of termsOf(text, isField)) {
    const read = readTerm(term);
    if (typeof read === 'string') problems.push(read);
    else if (read) conditions.push(read);
  }
  return {
    conditions,
    ...(problems.length > 0 && { problem: problems.slice(0, MOST_PROBLEMS).join(' ') }),
  };
}

/** @returns undefined for what asks for nothing, and why not where that is not plain */
function readTerm({ field, values, negated }: Term): Condition | string | undefined {
  if (field === undefined) return words(values[0]?.quoted ?? false, values[0]?.text ?? '', negated);
  const given = values.filter((value) => value.text.trim() !== '');
  const reader = isField(field) ? FIELDS[field] : undefined;
  if (!reader) return l10n.t('There is no field {0}.', `${field}:`);
  if (given.length === 0) return l10n.t('Nothing stands behind {0}.', `${field}:`);
  const read = reader(given, field);
  return 'problem' in read ? read.problem : { ...read.condition, negated };
}

function words(quoted: boolean, text: string, negated: boolean): Condition | undefined {
  // Of tags that are pasted from a prompt, the commas are not meant.
  const needle = fold(quoted ? text : text.replace(/^,+|,+$/g, ''));
  return needle === '' ? undefined : { kind: 'text', place: 'any', needles: [needle], negated };
}

/** Whether a picture is what a search asks for. @param texts its texts, folded */
export function matches({ conditions }: GalleryQuery, searched: Searched, texts: SearchedTexts): boolean {
  return conditions.every((condition) => isMet(condition, searched, texts) !== condition.negated);
}

function isMet(condition: Condition, searched: Searched, texts: SearchedTexts): boolean {
  if (condition.kind === 'test') return condition.test(searched);
  const { place, needles } = condition;
  return needles.some((needle) =>
    place === 'any'
      ? texts.prompt.includes(needle) || texts.words.includes(needle)
      : texts[place].includes(needle),
  );
}
