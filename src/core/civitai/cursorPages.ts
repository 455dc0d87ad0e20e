/** A page of a list that goes on where its cursor says. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; undefined at the end. */
  readonly nextCursor?: string;
}

/** So many pages in a row with nothing new are the end. */
const MOST_EMPTY_PAGES = 10;

/**
 * A list, page by page, each entry once. Only cursors lead on; one that comes again is the end.
 * @param keyOf what an entry is known by; entries without a key are left out
 * @param start where to begin, by the cursor of an earlier page
 * @throws what `ask` throws; the pages before have been given
 */
export async function* cursorPages<Item>(
  ask: (cursor: string | undefined) => Promise<Page<Item>>,
  keyOf: (item: Item) => number | string | undefined,
  start?: string,
): AsyncGenerator<Page<Item>> {
  const [seen, cursors] = [new Set<number | string>(), new Set<string>()];
  let cursor = start;
  let empty = 0;
  do {
    if (cursor !== undefined) cursors.add(cursor);
    const { items: all, nextCursor } = await ask(cursor);
    const items = all.filter((item) => {
      const key = keyOf(item);
      if (key === undefined || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
    empty = items.length === 0 ? empty + 1 : 0;
    const isEnd = nextCursor === undefined || cursors.has(nextCursor) || empty >= MOST_EMPTY_PAGES;
    cursor = isEnd ? undefined : nextCursor;
    yield { items, ...(cursor !== undefined && { nextCursor: cursor }) };
  } while (cursor !== undefined);
}
