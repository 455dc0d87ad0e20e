import { itemKey } from './grammar/key';
import { parsePrompt, type Item, type List } from './grammar/parse';
import { isNumber } from './grammar/shapes';

/**
 * The tokens of a prompt in their order, each as often as it occurs (R9): without weights and brackets, in lower
 * case, `_` kept. Brackets are opened and each alternative counts; LoRAs and their like are left out.
 */
export function promptTokens(text: string): string[] {
  return tokensOf(text, parsePrompt(text)).filter((token) => token !== '');
}

function tokensOf(text: string, { items }: List): string[] {
  return items.flatMap((item) => {
    if (item.isNetwork) return [];
    if (item.groups.length === 0) return [itemKey(text.slice(item.start, item.end), false)];
    return partsOf(text, item);
  });
}

/** The text around the brackets of an item, and what is in them. */
function partsOf(text: string, item: Item): string[] {
  const tokens: string[] = [];
  let at = item.start;
  const addText = (end: number) => {
    const piece = text.slice(at, end);
    // `(smile):1.2` has a weight behind it, which is no token.
    if (!(piece.trimStart().startsWith(':') && isNumber(text, text.indexOf(':', at) + 1, end))) {
      tokens.push(itemKey(piece, false));
    }
  };
  for (const { start, end, shape, slots } of item.groups) {
    addText(start);
    if (shape === 'opaque') tokens.push(itemKey(text.slice(start, end), false));
    else for (const slot of slots) tokens.push(...tokensOf(text, slot));
    at = end;
  }
  addText(item.end);
  return tokens;
}
