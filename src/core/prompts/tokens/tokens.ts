import { itemKey } from '../grammar/key';
import { parsePrompt, type Item, type List } from '../grammar/parse';
import { isNumber } from '../grammar/shapes';

/** A token and the text that it was read from. */
export interface TokenPlace {
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The tokens of a prompt in their order, each as often as it occurs (R9): without weights and brackets, in lower
 * case, `_` kept. Brackets are opened and each alternative counts; LoRAs and their like are left out.
 */
export function promptTokens(text: string): string[] {
  return tokenPlaces(text).map(({ token }) => token);
}

/** The same, with the places of the tokens in the text. */
export function tokenPlaces(text: string): TokenPlace[] {
  const places: TokenPlace[] = [];
  addPlaces(text, parsePrompt(text), places);
  return places.filter(({ token }) => token !== '');
}

function addPlaces(text: string, { items }: List, places: TokenPlace[]): void {
  for (const item of items) {
    if (item.isNetwork) continue;
    if (item.groups.length === 0) places.push(placeOf(text, item.start, item.end));
    else addParts(text, item, places);
  }
}

/** The text around the brackets of an item, and what is in them. */
function addParts(text: string, item: Item, places: TokenPlace[]): void {
  let at = item.start;
  const addText = (end: number) => {
    const piece = text.slice(at, end);
    // `(smile):1.2` has a weight behind it, which is no token.
    const isWeight = piece.trimStart().startsWith(':') && isNumber(text, text.indexOf(':', at) + 1, end);
    if (!isWeight) places.push(placeOf(text, at, end));
  };
  for (const { start, end, shape, slots } of item.groups) {
    if (shape === 'opaque') {
      // Its dollar sign is part of it.
      addText(start - 1);
      places.push(placeOf(text, start - 1, end));
    } else {
      addText(start);
      for (const slot of slots) addPlaces(text, slot, places);
    }
    at = end;
  }
  addText(item.end);
}

function placeOf(text: string, start: number, end: number): TokenPlace {
  return { token: itemKey(text.slice(start, end), false), start, end };
}
