import { htmlWords } from '../../text/htmlWords';
import { civitaiBaseModel } from './baseModelNames';
import type { EditableField, EditableValues } from './fields';

/** Programs cut descriptions at 200 characters or more; a shorter text that begins another one may be of its own. */
const SHORTEST_CUT = 200;
/** With `…` at its end, a text says that it was cut. */
const SHORTEST_MARKED_CUT = 20;
/** Letters and digits that are no coincidence. */
const FEWEST_LETTERS = 10;
const CUT_MARK = /(?:…|\.{3})\s*$/;

/**
 * Whether a value says what another one says, in whatever form: HTML or its text, words in another order, a list in one
 * text, a description that was cut, a base model in another tool's spelling.
 * @param mine what may have been copied
 * @param theirs the whole
 */
export function saysTheSame<F extends EditableField>(
  field: F,
  mine: EditableValues[F],
  theirs: EditableValues[F],
): boolean {
  if (mine === undefined || theirs === undefined) return false;
  if (Array.isArray(mine) && Array.isArray(theirs)) return sameLists(mine, theirs);
  if (typeof mine !== 'string' || typeof theirs !== 'string') return mine === theirs;
  if (field === 'description') return sameText(mine, theirs) || begins(mine, theirs);
  if (field === 'base_model' && civitaiBaseModel(mine) === theirs) return true;
  return plain(mine) === plain(theirs);
}

function sameText(mine: string, theirs: string): boolean {
  const words = htmlWords(mine);
  return words === '' ? mine.trim() === theirs.trim() : words === htmlWords(theirs);
}

function begins(mine: string, theirs: string): boolean {
  const isMarked = CUT_MARK.test(mine);
  if (mine.trim().length < (isMarked ? SHORTEST_MARKED_CUT : SHORTEST_CUT)) return false;
  const text = mine.replace(CUT_MARK, '').trim();
  if (text !== '' && theirs.trim().startsWith(text)) return true;
  // The cut may go through a tag or an entity.
  const words = htmlWords(text.replace(/<[^<>]*$/, '').replace(/&#?\w*$/, ''));
  return words.length >= FEWEST_LETTERS && htmlWords(theirs).startsWith(words);
}

function sameLists(mine: readonly string[], theirs: readonly string[]): boolean {
  const [one, other] = [words(mine), words(theirs)];
  return one.size > 0 && one.size === other.size && [...one].every((word) => other.has(word));
}

/** The single words of a list, some of which may hold several. */
function words(list: readonly string[]): ReadonlySet<string> {
  const parts = list.flatMap((text) => text.split(/[,;\r\n]|\|\|/)).map(plain);
  return new Set(parts.filter((part) => part !== ''));
}

function plain(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}
