import { itemKey } from '../grammar/key';
import { hasNetwork, parsePrompt, type Item, type List } from '../grammar/parse';
import { isNumber } from '../grammar/shapes';

/** A token and the text that it was read from. */
export interface TokenPlace {
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The tokens of a prompt in their order, each as often as it occurs (R9): without weights and brackets, in lower
 * case, `_` kept. Brackets are opened and each alternative counts, but an item with text beside its brackets is one
 * token: each is what a filter word can remove. LoRAs and their like are left out.
 */
export function promptTokens(text: string): string[] {
  return tokenPlaces(text).map(({ token }) => token);
}

/** The same, with the places of the tokens in the text. */
export function tokenPlaces(text: string): TokenPlace[] {
  const places: TokenPlace[] = [];
  addPlaces(text, parsePrompt(text), places);
  // Where `_` is a blank, nothing but underscores is nothing.
  return places.filter(({ token }) => /[^_]/.test(token));
}

function addPlaces(text: string, { items }: List, places: TokenPlace[]): void {
  for (const item of items) {
    if (item.isNetwork) continue;
    // No filter removes an item with a LoRA in it, but the items in the brackets beside it.
    if (isOne(text, item) && !hasNetwork(item)) places.push(placeOf(text, item));
    else for (const slot of slotsIn(item)) addPlaces(text, slot, places);
  }
}

/** What brackets hold, but for those that nobody looks into: `${x=…}`. */
function slotsIn({ groups }: Item): readonly List[] {
  return groups.flatMap(({ shape, slots }) => (shape === 'opaque' ? [] : slots));
}

/** Whether an item is one token: it has no brackets, or text beside them, or brackets that nobody looks into. */
function isOne(text: string, { start, end, groups }: Item): boolean {
  let at = start;
  for (const group of groups) {
    if (group.shape === 'opaque' || text.slice(at, group.start).trim() !== '') return true;
    at = group.end;
  }
  const rest = text.slice(at, end).trim();
  // `(smile):1.2` has a weight behind it, which is no text.
  return groups.length === 0 || !(rest === '' || (rest.startsWith(':') && isNumber(rest, 1, rest.length)));
}

function placeOf(text: string, { start, end }: Item): TokenPlace {
  return { token: itemKey(text.slice(start, end), false), start, end };
}
