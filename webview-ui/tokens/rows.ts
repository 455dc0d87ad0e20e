import type { TokenColumn, TokenSort } from '../../src/protocol/tokens';

/** The tokens, one array a column; a token's number is its place in them. */
export interface TokenColumns {
  readonly tokens: readonly string[];
  readonly counts: readonly number[];
  readonly files: readonly number[];
}

/**
 * The rows that are shown: numbers of tokens, sorted and filtered. 100,000 tokens are sorted when the order changes,
 * not with every letter that is typed into the filter.
 */
export class TokenRows {
  private lowerCase: readonly string[] | undefined;
  private order: Uint32Array | undefined;
  private shown: Uint32Array | undefined;
  private sortedBy: TokenSort | undefined;
  private wanted = '';

  constructor(readonly columns: TokenColumns) {}

  get sort(): TokenSort | undefined {
    return this.sortedBy;
  }

  /** Undefined: as they were collected. */
  set sort(sort: TokenSort | undefined) {
    this.sortedBy = sort;
    this.order = this.shown = undefined;
  }

  get filter(): string {
    return this.wanted;
  }

  /** Keeps the tokens that have this text in them, in upper or lower case. */
  set filter(filter: string) {
    this.wanted = filter;
    this.shown = undefined;
  }

  /** The number of the token of each row. */
  get rows(): Uint32Array {
    this.order ??= sorted(this.columns, this.sortedBy);
    const needle = this.wanted.trim().toLowerCase();
    if (needle === '') return this.order;
    this.lowerCase ??= this.columns.tokens.map((token) => token.toLowerCase());
    const words = this.lowerCase;
    this.shown ??= this.order.filter((token) => words[token]?.includes(needle) === true);
    return this.shown;
  }
}

/** What a click on a column's header makes of the order: the column, then the other way round, then as collected. */
export function nextSort(sort: TokenSort | undefined, column: TokenColumn): TokenSort | undefined {
  // Numbers are asked for because of the large ones.
  const first = column !== 'token';
  if (sort?.column !== column) return { column, descending: first };
  return sort.descending === first ? { column, descending: !first } : undefined;
}

function sorted({ tokens, counts, files }: TokenColumns, sort: TokenSort | undefined): Uint32Array {
  const order = Uint32Array.from(tokens, (_, token) => token);
  if (!sort) return order;
  const sign = sort.descending ? -1 : 1;
  if (sort.column === 'token') {
    const { compare } = new Intl.Collator('en', { numeric: true });
    return order.sort((a, b) => sign * compare(tokens[a] ?? '', tokens[b] ?? '') || a - b);
  }
  const numbers = sort.column === 'count' ? counts : files;
  // Equal ones stay as they were collected, whichever way round.
  return order.sort((a, b) => sign * ((numbers[a] ?? 0) - (numbers[b] ?? 0)) || a - b);
}
