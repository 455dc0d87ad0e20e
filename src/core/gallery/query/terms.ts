/** One of the values of a term. */
export interface TermValue {
  readonly text: string;
  readonly quoted: boolean;
}

/** A part of a search text that stands for itself: a word, a phrase, or a field with its values. */
export interface Term {
  /** Where it stands in the text, with its `-`. */
  readonly start: number;
  readonly end: number;
  readonly negated: boolean;
  /** In lower case; undefined for words and phrases. */
  readonly field?: string | undefined;
  /** One for words and phrases. None where a field has nothing behind its colon. */
  readonly values: readonly TermValue[];
}

/** Nothing that is typed is longer, and what is pasted may be a whole prompt. */
export const MOST_CHARACTERS = 4000;
const MOST_TERMS = 200;

/** A name before a colon. What goes on with a digit or a slash is a weight or an address, and no field. */
const FIELD = /([a-z]+):(?![\d/])|([a-z]+):/iy;
const BARE_WORD = /\S+/y;
const BARE_VALUE = /[^\s,"]+/y;
/** To its closing mark, or, while it is being typed, to the end. */
const QUOTED = /"((?:[^"\\]|\\.)*)(?:"|\\?$)/sy;

/**
 * Takes a search text apart. Any text can be: what is no field is words, and an open quote goes to the end.
 * Own code: search-query-parser loses values behind a quoted one and joins phrases that are left out, liqe throws for
 * what is being typed, and neither says where in the text a field stands.
 * @param isField whether there is a field of that name; of others, only `name:word` counts as one
 */
export function termsOf(query: string, isField: (name: string) => boolean): Term[] {
  const text = query.slice(0, MOST_CHARACTERS);
  const terms: Term[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text) ?? undefined;
    if (found) at = pattern.lastIndex;
    return found;
  };
  const takeValue = (bare: RegExp): TermValue | undefined => {
    const quoted = take(QUOTED);
    if (quoted) return { text: unescaped(quoted[1] ?? ''), quoted: true };
    const word = take(bare)?.[0];
    return word === undefined ? undefined : { text: word, quoted: false };
  };
  while (terms.length < MOST_TERMS) {
    take(/\s+/y);
    if (at >= text.length) break;
    const start = at;
    const negated = take(/-(?=[^\s-])/y) !== undefined;
    const afterSign = at;
    const name = take(FIELD);
    const field = (name?.[1] ?? name?.[2])?.toLowerCase();
    if (field !== undefined && (isField(field) || name?.[1] !== undefined)) {
      const values: TermValue[] = [];
      do {
        const value = takeValue(BARE_VALUE);
        if (!value) break;
        values.push(value);
      } while (take(/,/y));
      terms.push({ start, end: at, negated, field, values });
      continue;
    }
    at = afterSign;
    const value = takeValue(BARE_WORD);
    if (value) terms.push({ start, end: at, negated, values: [value] });
  }
  return terms;
}

const unescaped = (text: string): string => text.replace(/\\(["\\])/g, '$1');

/** A value as it is written in a search text. */
export function quote(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
