/** What a row says in its first column; rows of one table have names of their own. */
type Name = string;

/** A prompt, the words it is filtered by, and what is left of it. */
export type FilterCase = readonly [name: Name, prompt: string, words: readonly string[], left: string];

/** A prompt on the border of the grammar, and what filter, tags and tokens make of it. */
export interface EdgeCase {
  readonly name: Name;
  readonly prompt: string;
  /** One filter word, and what it leaves of the prompt. */
  readonly filter: readonly [word: string, left: string];
  /** The tags as they are written. */
  readonly tags: readonly string[];
  readonly tokens: readonly string[];
}

/** An item and its key, where `_` is a blank. */
export type KeyCase = readonly [name: Name, item: string, key: string];

/** A prompt and its tags: `NAME WEIGHT`, with `fixed` behind it where the tag is not movable. */
export type TagCase = readonly [name: Name, prompt: string, tags: readonly string[]];

/** A text and what becomes of it. */
export type TextCase = readonly [name: Name, text: string, result: string];

/** A text and the list that is read from it. */
export type ListCase = readonly [name: Name, text: string, list: readonly string[]];
