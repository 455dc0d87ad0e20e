/** What a gallery shows the pictures of. Paths are absolute. */
export type Subject =
  | { readonly kind: 'library' }
  | { readonly kind: 'models'; readonly paths: readonly string[] }
  | { readonly kind: 'modelFolder'; readonly path: string }
  | { readonly kind: 'creator'; readonly name: string }
  | { readonly kind: 'pictures'; readonly paths: readonly string[] };

export type Order = 'newest' | 'oldest' | 'name' | 'baseModel' | 'mostUsed' | 'random';
export type Grouping = 'none' | 'model' | 'folder';

/** Which pictures are listed, and how. */
export interface View {
  readonly show: 'pictures' | 'models';
  /** In the search language. */
  readonly filter: string;
  readonly order: Order;
  readonly group: Grouping;
  /** Of the random order: the same number gives the same order. */
  readonly seed: number;
}

/** Pictures of one group that stand behind each other. */
export interface ListGroup {
  readonly label: string;
  readonly count: number;
}
