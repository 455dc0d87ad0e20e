import type { IndexedPicture } from '../index/indexedPicture';
import type { GalleryModel } from '../picture';

/** What a search looks at. A model is one without a picture's parameters, and its own owner. */
export interface Searched {
  readonly picture: Omit<IndexedPicture, 'kind'> & { readonly kind: IndexedPicture['kind'] | 'model' };
  /** The model of the library that it shows. */
  readonly owner?: GalleryModel | undefined;
  /** So many other files hold the same picture. */
  readonly copies: number;
}

/** The texts of a picture as they are searched: folded. */
export interface SearchedTexts {
  readonly prompt: string;
  readonly negative: string;
  /** What it is called: its file, its checkpoint, its tags. */
  readonly words: string;
}

/** Where a text is searched: `any` is the prompt, and what the picture is called. */
export type TextPlace = 'any' | 'prompt' | 'negative';

export type Test = (searched: Searched) => boolean;

/** What a search asks for: any of some texts in one place, or what a test says. */
export type Condition = { readonly negated: boolean } & (
  | { readonly kind: 'text'; readonly place: TextPlace; readonly needles: readonly string[] }
  | { readonly kind: 'test'; readonly test: Test }
);
