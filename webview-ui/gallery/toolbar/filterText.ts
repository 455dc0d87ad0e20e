/** A term of the search language of galleries: no spaces but in quotes, which may have quotes in them as `\\"`. */
const TERM = /(?:[^\s"]|"(?:[^"\\]|\\.)*(?:"|\\?$))+/gs;

/** Keys of what can be picked beside the search box; each picks one value. */
export const PICK_KEYS = ['base', 'type', 'tag', 'creator', 'level', 'tool', 'lora'] as const;
export type PickKey = (typeof PICK_KEYS)[number];

/** Terms that are on or off. */
export const FLAGS = ['has:prompt', 'is:favourite'] as const;
export type Flag = (typeof FLAGS)[number];

interface Term {
  readonly text: string;
  readonly at: number;
}

/** What a filter picks by a key, without quotes; undefined where it does not, or excludes it. */
export function pickedValue(filter: string, key: PickKey): string | undefined {
  const term = termsOf(filter).find(({ text }) => hasKey(text, key));
  return term && unquoted(term.text.slice(key.length + 1));
}

/**
 * The filter with another value picked by a key, in the place of the one before; the rest of it stays as it was typed.
 * @param value undefined: none is picked
 */
export function withPicked(filter: string, key: PickKey, value: string | undefined): string {
  return replaced(
    filter,
    (text) => hasKey(text, key),
    value === undefined ? undefined : `${key}:${written(key, value)}`,
  );
}

export function hasFlag(filter: string, flag: Flag): boolean {
  return termsOf(filter).some(({ text }) => text.toLowerCase() === flag);
}

/** The filter with a flag on or off. */
export function withFlag(filter: string, flag: Flag, isOn: boolean): string {
  if (isOn && hasFlag(filter, flag)) return filter;
  return replaced(filter, (text) => text.toLowerCase() === flag, isOn ? flag : undefined);
}

/** How many of the picks and flags a filter has. */
export function pickCount(filter: string): number {
  const picks = PICK_KEYS.filter((key) => pickedValue(filter, key) !== undefined);
  return picks.length + FLAGS.filter((flag) => hasFlag(filter, flag)).length;
}

function termsOf(filter: string): Term[] {
  return [...filter.matchAll(TERM)].map((match) => ({ text: match[0], at: match.index }));
}

function hasKey(term: string, key: string): boolean {
  return term.slice(0, key.length + 1).toLowerCase() === `${key}:`;
}

function unquoted(value: string): string {
  const inQuotes = /^"((?:[^"\\]|\\.)*)(?:"|\\?$)$/s.exec(value)?.[1];
  return inQuotes === undefined ? value : inQuotes.replace(/\\(["\\])/g, '$1');
}

/** In quotes it is the whole value that counts, not a part of it; levels are words of the language. */
function written(key: PickKey, value: string): string {
  return key === 'level' ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** Puts a term where the first of those stands that it replaces, or at the end. */
function replaced(filter: string, isReplaced: (term: string) => boolean, by: string | undefined): string {
  let [text, last, isPut] = ['', 0, false];
  for (const term of termsOf(filter)) {
    if (!isReplaced(term.text)) continue;
    text += filter.slice(last, term.at);
    last = term.at + term.text.length;
    if (by !== undefined && !isPut) text += by;
    // The space after what is taken out goes with it.
    else if (filter[last] === ' ') last++;
    isPut = true;
  }
  text += filter.slice(last);
  if (isPut || by === undefined) return by === undefined ? text.trim() : text;
  return text === '' || text.endsWith(' ') ? text + by : `${text} ${by}`;
}
