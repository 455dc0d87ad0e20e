import { itemKey } from './grammar/key';
import { parsePrompt, type Item, type List } from './grammar/parse';
import { isNumber } from './grammar/shapes';

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
  return placesOf(text, parsePrompt(text)).filter(({ token }) => token !== '');
}

function placesOf(text: string, { items }: List): TokenPlace[] {
  return items.flatMap((item) => {
    if (item.isNetwork) return [];
    return item.groups.length === 0 ? [placeOf(text, item.start, item.end)] : partsOf(text, item);
  });
}

/** The text around the brackets of an item, and what is in them. */
function partsOf(text: string, item: Item): TokenPlace[] {
  const places: TokenPlace[] = [];
  let at = item.start;
  const addText = (end: number) => {
    const piece = text.slice(at, end);
    // `(smile):1.2` has a weight behind it, which is no token.
    if (!(piece.trimStart().startsWith(':') && isNumber(text, text.indexOf(':', at) + 1, end))) {
      places.push(placeOf(text, at, end));
    }
  };
  for (const { start, end, shape, slots } of item.groups) {
    if (shape === 'opaque') {
      // Its dollar sign is part of it.
      addText(start - 1);
      tokens.push(itemKey(text.slice(start - 1, end), false));
    } else {
      addText(start);
      for (const slot of slots) addTokens(text, slot, tokens);
    }
    at = end;
  }
  addText(item.end);
  return places;
}

function placeOf(text: string, start: number, end: number): TokenPlace {
  return { token: itemKey(text.slice(start, end), false), start, end };
}
