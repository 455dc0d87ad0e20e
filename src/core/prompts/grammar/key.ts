import { parsePrompt, type Group, type List } from './parse';
import { bareWeight } from './bareWeight';
import type { Range } from './shapes';

/** Marks of width and direction, soft hyphen, byte order mark; joiners and variants where no emoji is before them. */
const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|(?<=[\p{L}\p{M}\p{Z}_,.]|^)[\u200d\ufe00-\ufe0f]+/gu;
const PEELABLE = /^(?:[([]|[+-]?[\d.]+::)/;

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

/** A collected token as a key: its backslashes are those that were left, and escape nothing. */
export function tokenKey(token: string, underscoresAsSpaces: boolean): string {
  return withBlanks(visible(token).toLowerCase(), underscoresAsSpaces);
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
  let { start, end }: Range = { start: 0, end: text.length };
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
  for (let weight: Range | undefined; (weight = bareWeight(text, { start: 0, end }));) end = weight.start;
  return text.slice(0, end);
}

const ESCAPE = /\\([()[\]{}\\:|])/g;

/** `__hair/color__`, the name of a file of words. */
const WILDCARD = /__\S+?__/g;

function normalize(text: string, underscoresAsSpaces: boolean): string {
  const unescaped = text.includes('\\') ? text.replace(ESCAPE, '$1') : text;
  // Once more, since a small letter may have another form than the large one.
  const lower = unescaped.toLowerCase().normalize('NFKC');
  return withBlanks(lower, underscoresAsSpaces);
}

/** A key in which `_` is a blank, but for those of wildcards, and no blank stands twice. */
function withBlanks(key: string, underscoresAsSpaces: boolean): string {
  const spaced = underscoresAsSpaces && key.includes('_') ? blanksForUnderscores(key) : key;
  return spaced.replace(/\s+/g, ' ').trim();
}

function blanksForUnderscores(key: string): string {
  let spaced = '';
  let end = 0;
  for (const { 0: wildcard, index } of key.matchAll(WILDCARD)) {
    spaced += key.slice(end, index).replaceAll('_', ' ') + wildcard;
    end = index + wildcard.length;
  }
  return spaced + key.slice(end).replaceAll('_', ' ');
}
