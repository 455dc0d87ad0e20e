/** What a character is to a quick look; letters and digits are themselves, in lower case. */
const HARD = 0;
const SOFT = 1;
const CLASSES = new Uint8Array(128).fill(SOFT);
// Whatever may part items, or go from an item when it is compared.
for (const hard of ',\n()[]{}|:<>$\\') CLASSES[hard.charCodeAt(0)] = HARD;
for (const letter of '0123456789abcdefghijklmnopqrstuvwxyz') {
  CLASSES[letter.charCodeAt(0)] = letter.charCodeAt(0);
  CLASSES[letter.toUpperCase().charCodeAt(0)] = letter.charCodeAt(0);
}
/** They separate items, in upper case. */
const SEPARATORS: ReadonlySet<string> = new Set(['and', 'break', 'addrow', 'addcol', 'addcomm', 'addbase']);
const [SHORTEST, LONGEST] = [3, 7];
const BITS = 1 << 16;
const NOT_ASCII = /[\u0080-\uffff]/;

/** @returns whether an item of the text, or of a part of it, may have one of the keys; false is certain */
export type QuickLook = (text: string, start?: number, end?: number) => boolean;

/**
 * Finds out quickly, without parsing, that no item of a prompt has one of these keys: most prompts have none. A text
 * of ASCII is taken as phrases: words with nothing between them that could part items or be lost when they are
 * compared. Each phrase of an item's key stands in the text as a phrase, so it is enough to look for one of each key.
 * @param keys by the keys of its items, as `itemKey` makes them
 */
export function quickLook(keys: ReadonlyMap<string, unknown>): QuickLook {
  const phrases = new Set<number>();
  const bits = new Uint8Array(BITS >> 3);
  /** By code: what a key without any word has in it. */
  const signs = new Uint8Array(128);
  for (const key of keys.keys()) {
    // A text of ASCII has no such key.
    if (NOT_ASCII.test(key)) continue;
    let longest = 0;
    let chosen: number | undefined;
    forEachPhrase(key, 0, key.length, (hash, length) => {
      if (length > longest) [longest, chosen] = [length, hash];
      return false;
    });
    if (chosen === undefined) signs[signOf(key)] = 1;
    else {
      phrases.add(chosen);
      const bit = bitOf(chosen);
      bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  }
  const hasSigns = signs.includes(1);
  const isKnown = (hash: number) => {
    const bit = bitOf(hash);
    return ((bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0 && phrases.has(hash);
  };
  if (phrases.size === 0 && !hasSigns) return (text) => NOT_ASCII.test(text) && keys.size > 0;
  return (text, start = 0, end = text.length) =>
    (hasSigns && hasSign(text, start, end, signs)) || forEachPhrase(text, start, end, isKnown);
}

/** The character by which a key of signs alone is looked for: one that prompts seldom have, if there is any. */
function signOf(key: string): number {
  const rare = Array.from(key).find((char) => !' _.-\'"/\\,:;()[]{}<>|'.includes(char));
  return (rare ?? key.trim()).charCodeAt(0);
}

function hasSign(text: string, start: number, end: number, signs: Uint8Array): boolean {
  for (let at = start; at < end; at++) if (signs[text.charCodeAt(at)] === 1) return true;
  return false;
}

/**
 * @param takes is called with each phrase's hash and length; true ends the search
 * @returns whether it was ended, or the text is not ASCII
 */
function forEachPhrase(
  text: string,
  start: number,
  end: number,
  takes: (hash: number, length: number) => boolean,
): boolean {
  let phrase = 0;
  let length = 0;
  let word = 0;
  let wordStart = -1;
  for (let at = start; at <= end; at++) {
    const code = at < end ? text.charCodeAt(at) : 0x2c;
    if (code > 127) return true;
    const kind = CLASSES[code] ?? HARD;
    if (kind > SOFT) {
      if (wordStart < 0) wordStart = at;
      word = Math.imul(word, 31) + kind;
      continue;
    }
    let ends = kind === HARD;
    let isSeparator = false;
    if (wordStart >= 0) {
      isSeparator = isSeparatorWord(text, wordStart, at);
      if (isSeparator) ends = true;
      else {
        phrase = Math.imul(phrase, 0x01000193) ^ word;
        length += at - wordStart;
      }
      word = 0;
      wordStart = -1;
    }
    if (!ends) continue;
    if (length > 0 && takes(phrase, length)) return true;
    phrase = length = 0;
  }
  return false;
}

function isSeparatorWord(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length < SHORTEST || length > LONGEST) return false;
  const first = text.charCodeAt(start) | 0x20;
  if (first !== 0x61 && first !== 0x62) return false;
  return SEPARATORS.has(text.slice(start, end).toLowerCase());
}

function bitOf(hash: number): number {
  return (hash ^ (hash >>> 16)) & (BITS - 1);
}
