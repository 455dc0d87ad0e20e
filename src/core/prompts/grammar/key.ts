import { parsePrompt, type Group, type List } from './parse';
import { isNumber } from './shapes';
import { isBlankAt, isEscapedAt, skipBlanksBack } from './words';

/** Zero width space, non-joiner and byte order mark. The joiner stays: emoji are made with it. */
const INVISIBLE = /[\u200b\u200c\ufeff]/g;
const PEELABLE = /^[([]/;
const LETTER = /\p{L}/u;
/** A weight is small; `16:9` and `12:30` are something else. */
const MAX_WEIGHT = 10;
/** Of a longer word only the end is examined. */
const MAX_WORD = 200;

/**
 * By what an item of a prompt is compared: without weights and brackets of emphasis, escapes, invisible characters
 * and differences of case and width. `(Long_Hair:1.2)` and `long hair` have the same key.
 * @param underscoresAsSpaces whether `_` is a blank
 */
export function itemKey(text: string, underscoresAsSpaces: boolean): string {
  return normalize(withoutEmphasis(visible(text)), underscoresAsSpaces);
}

/** The keys that a filter word is found by: its own, and itself as written, so that `(sign)` finds `\(sign\)` too. */
export function wordKeys(word: string, underscoresAsSpaces: boolean): readonly string[] {
  const literal = normalize(visible(word), underscoresAsSpaces);
  return [...new Set([itemKey(word, underscoresAsSpaces), literal])].filter((key) => key !== '');
}

function visible(text: string): string {
  return text.normalize('NFKC').replace(INVISIBLE, '').trim();
}

function withoutEmphasis(text: string): string {
  for (let rest = text; ;) {
    const inner = peel(rest);
    const next = withoutBareWeight(inner);
    if (next === rest) return rest;
    rest = next;
  }
}

/** The content of the brackets of emphasis that enclose all of the text. */
function peel(text: string): string {
  if (!PEELABLE.test(text)) return text;
  let { start, end }: List = { start: 0, end: text.length, items: [] };
  // All brackets at once: one parse for each few of them would take as long as they are deep, times their length.
  for (let list: List | undefined = parsePrompt(text, Infinity); list;) {
    const [item, ...others] = list.items;
    const [group] = item?.groups ?? [];
    list = undefined;
    if (!item || others.length > 0 || group?.start !== item.start || group.end !== item.end) continue;
    list = onlySlot(group);
    if (list) ({ start, end } = list);
  }
  return text.slice(start, end).trim();
}

/** The one content of a group that has no alternatives. `[hat::5]` has one, too: until step 5. */
function onlySlot({ shape, bracket, slots }: Group): List | undefined {
  if (bracket === '{' || (shape !== 'emphasis' && shape !== 'schedule')) return undefined;
  const filled = slots.filter(({ items }) => items.length > 0);
  return filled.length > 1 ? undefined : (filled[0] ?? slots[0]);
}

/** `score_9:1.2` without its `:1.2`. */
function withoutBareWeight(text: string): string {
  let end = text.length;
  for (let colon = text.lastIndexOf(':'); colon > 0; colon = text.lastIndexOf(':', end - 1)) {
    if (!isNumber(text, colon + 1, end) || Math.abs(Number(text.slice(colon + 1, end))) > MAX_WEIGHT) break;
    const wordEnd = skipBlanksBack(text, 0, colon);
    if (isEscapedAt(text, colon) || !LETTER.test(wordBefore(text, wordEnd))) break;
    end = wordEnd;
  }
  return text.slice(0, end);
}

function wordBefore(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start < MAX_WORD && !isBlankAt(text, start - 1)) start -= 1;
  return text.slice(start, end);
}

const ESCAPE = /\\([()[\]{}\\:|])/g;

function normalize(text: string, underscoresAsSpaces: boolean): string {
  const unescaped = text.includes('\\') ? text.replace(ESCAPE, '$1') : text;
  const spaced = underscoresAsSpaces ? unescaped.replaceAll('_', ' ') : unescaped;
  return spaced.replace(/\s+/g, ' ').trim().toLowerCase();
}
