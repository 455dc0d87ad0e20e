/** Whether an item of a text, or of a part of it, may have one of the keys; false is certain. */
export type QuickMatch = (text: string, start?: number, end?: number) => boolean;

/** What a character means to a quick match; letters and digits are themselves, in lower case. */
const HARD = 0;
const SOFT = 1;
const CLASSES = new Uint8Array(128).fill(SOFT);
/** Characters that may separate items, or that are dropped when items are compared. */
const HARD_SIGNS = /[,\n()[\]{}|:<>$\\#]/;
for (let code = 0; code < CLASSES.length; code++) {
  const char = String.fromCharCode(code);
  if (HARD_SIGNS.test(char)) CLASSES[code] = HARD;
  else if (/[0-9a-z]/i.test(char)) CLASSES[code] = char.toLowerCase().charCodeAt(0);
}
const OPENING = new Uint8Array(128);
for (const bracket of '([{<:') OPENING[bracket.charCodeAt(0)] = 1;
const LINE_END = 10;
/** These separate items in upper case; here they separate phrases in any case. */
const [BREAK, AND] = [hashOf('break'), hashOf('and')];
const [ADDROW, ADDCOL, ADDCOMM, ADDBASE] = [
  hashOf('addrow'),
  hashOf('addcol'),
  hashOf('addcomm'),
  hashOf('addbase'),
];
const NOT_ASCII = /[\u0080-\uffff]/;
/** Few prompts have such a sign, but for letters and digits. */
const RARE_SIGN = /[^\s\w.\-'"/;,()[\]{}|:<>$\\#]/;

/**
 * Finds out quickly, without parsing, that no item of a prompt has one of these keys: most prompts have none. A text of
 * ASCII is read as phrases: words with nothing between them that could separate items or be dropped when items are
 * compared. Each phrase of an item's key stands in the text as a phrase, so it is enough to find one phrase of each
 * key. Phrases are compared by their hashes; a collision costs time and nothing else.
 * @param keys as `itemKey` makes them
 */
export function quickMatcher(keys: readonly string[]): QuickMatch {
  if (keys.length === 0) return () => false;
  const phrases = new Set<number>();
  /** The signs by which keys without any word are found. */
  const signs = new Set<string>();
  for (const key of keys) {
    // No text of ASCII has such a key.
    if (NOT_ASCII.test(key)) continue;
    const phrase = longestPhrase(key);
    if (phrase !== undefined) phrases.add(phrase);
    // One in four billion words has the hash of no word.
    else if (/[a-z0-9]/.test(key)) return () => true;
    else signs.add(RARE_SIGN.exec(key)?.[0] ?? key.charAt(0));
  }
  const wanted = [...signs];
  const find = phraseFinder(phrases);
  const hasSign = (part: string) => wanted.some((sign) => part.includes(sign));
  return (text, start = 0, end = text.length) =>
    (wanted.length > 0 && hasSign(text.slice(start, end))) || find(text, start, end);
}

/** The hash of a key's longest phrase. */
function longestPhrase(key: string): number | undefined {
  let longest = 0;
  let found: number | undefined;
  for (const part of key.split(HARD_SIGNS)) {
    let phrase = 0;
    let length = 0;
    for (const word of part.match(/[a-z0-9]+/g) ?? []) {
      const hash = hashOf(word);
      if (hash === 0) continue;
      const separates = isSeparator(hash);
      phrase = separates ? 0 : withWord(phrase, hash);
      length = separates ? 0 : length + word.length;
      if (length > longest) [longest, found] = [length, phrase];
    }
  }
  return found === 0 ? undefined : found;
}

/** Finds phrases in a part of a text; any text that is not ASCII counts as a find. One pass, written for speed. */
function phraseFinder(phrases: ReadonlySet<number>): (text: string, start: number, end: number) => boolean {
  /** By some bits of the hashes: asked first, since nearly no phrase is one of them. */
  const few = new Uint8Array(1 << 13);
  for (const phrase of phrases) few[bitsOf(phrase)] = 1;
  const isKnown = (phrase: number) => few[bitsOf(phrase)] === 1 && phrases.has(phrase);
  return (text, start, end) => {
    let phrase = 0;
    let word = 0;
    let hasOpened = false;
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code > 127) return true;
      const kind = CLASSES[code] ?? HARD;
      if (kind > SOFT) {
        word = withLetter(word, kind);
        continue;
      }
      let ends = kind === HARD;
      // Within brackets a line end separates items, but is a blank in the key of the brackets as a whole.
      if (OPENING[code] === 1) hasOpened = true;
      else if (code === LINE_END && hasOpened) return true;
      // 0 is the hash of no word, and of no phrase.
      if (word !== 0) {
        if (isSeparator(word)) ends = true;
        else phrase = withWord(phrase, word);
        word = 0;
      }
      if (!ends || phrase === 0) continue;
      if (isKnown(phrase)) return true;
      phrase = 0;
    }
    if (word !== 0 && !isSeparator(word)) phrase = withWord(phrase, word);
    return phrase !== 0 && isKnown(phrase);
  };
}

function hashOf(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at++) hash = withLetter(hash, word.charCodeAt(at));
  return hash;
}

function withLetter(word: number, code: number): number {
  return (Math.imul(word, 31) + code) | 0;
}

function withWord(phrase: number, word: number): number {
  return Math.imul(phrase, 0x01000193) ^ word;
}

function isSeparator(word: number): boolean {
  return (
    word === AND ||
    word === BREAK ||
    word === ADDROW ||
    word === ADDCOL ||
    word === ADDCOMM ||
    word === ADDBASE
  );
}

function bitsOf(hash: number): number {
  return (hash ^ (hash >>> 13) ^ (hash >>> 26)) & 0x1fff;
}
