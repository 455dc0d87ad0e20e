import { itemKey } from './grammar/key';
import { parsePrompt, type Item, type List } from './grammar/parse';
import { isNumber } from './grammar/shapes';

/**
 * The tokens of a prompt in their order, each as often as it occurs (R9): without weights and brackets, in lower
 * case, `_` kept. Brackets are opened and each alternative counts; LoRAs and their like are left out.
 */
export function promptTokens(text: string): string[] {
  const tokens: string[] = [];
  addTokens(text, parsePrompt(text), tokens);
  return tokens.filter((token) => token !== '');
}

function addTokens(text: string, { items }: List, tokens: string[]): void {
  for (const item of items) {
    if (item.isNetwork) continue;
    if (item.groups.length === 0) tokens.push(itemKey(text.slice(item.start, item.end), false));
    else addParts(text, item, tokens);
  }
}

/** The text around the brackets of an item, and what is in them. */
function addParts(text: string, item: Item, tokens: string[]): void {
  let at = item.start;
  const addText = (end: number) => {
    const piece = text.slice(at, end);
    // `(smile):1.2` has a weight behind it, which is no token.
    const isWeight = piece.trimStart().startsWith(':') && isNumber(text, text.indexOf(':', at) + 1, end);
    if (!isWeight) tokens.push(itemKey(piece, false));
  };
  for (const { start, end, shape, slots } of item.groups) {
    addText(start);
    if (shape === 'opaque') tokens.push(itemKey(text.slice(start, end), false));
    else for (const slot of slots) addTokens(text, slot, tokens);
    at = end;
  }
  addText(item.end);
}
