import * as l10n from '@vscode/l10n';
import { TOKEN_GROUPS, type TokenColumn, type TokenMarks, type TokenSort } from '../../src/protocol/tokens';
import { element, icon } from '../shared/dom';
import { ListSelection } from '../shared/selection';
import { VirtualList } from '../shared/virtualList';
import { groupText, numberText } from './labels';
import { nextSort, type TokenColumns, TokenRows } from './rows';

const ROW_HEIGHT = 24;
/** Of a selection that is kept while the page is hidden. */
const MOST_RUNS = 5000;
const columns = (): readonly { column: TokenColumn; label: string }[] => [
  { column: 'token', label: l10n.t('Token') },
  { column: 'count', label: l10n.t('Count') },
  { column: 'files', label: l10n.t('Files') },
];

export interface TableEvents {
  /** Another selection, or another token has the focus. */
  readonly onMove: () => void;
  /** Enter on a token, or a double click. */
  readonly onEnter: () => void;
  /** Sorted or scrolled. */
  readonly onView: () => void;
}

/** The table of tokens: a grid whose rows are sorted by its headers, selected, and walked through by the keyboard. */
export class TokenTable {
  readonly root = element('div', { class: 'table', role: 'grid', 'aria-label': l10n.t('Tokens') });
  private readonly scroller = element('div', { class: 'rows-scroller', role: 'rowgroup' });
  private readonly body = element('div', { class: 'rows-body', role: 'presentation' });
  private readonly headers = new Map<TokenColumn, { cell: HTMLElement; arrow: HTMLElement }>();
  private readonly list: VirtualList;
  private readonly selection = new ListSelection();
  private rows = new TokenRows({ tokens: [], counts: [], files: [] });
  private shown: Uint32Array = this.rows.rows;
  private groups = new Map<number, string[]>();

  constructor(private readonly events: TableEvents) {
    this.root.setAttribute('aria-multiselectable', 'true');
    this.scroller.append(this.body);
    this.root.append(this.headerRow(), this.scroller);
    this.list = new VirtualList({
      scroller: this.scroller,
      body: this.body,
      rowHeight: ROW_HEIGHT,
      make: makeRow,
      fill: (row, place) => this.fill(row, place),
      pinned: () => this.selection.activeRow,
    });
    this.body.addEventListener('click', (event) => this.clicked(event));
    this.body.addEventListener('dblclick', () => this.events.onEnter());
    this.scroller.addEventListener('keydown', (event) => this.pressed(event));
    this.scroller.addEventListener('scroll', () => this.events.onView(), { passive: true });
  }

  /** Shows another list of tokens. */
  load(columns: TokenColumns, view: { filter: string; sort: TokenSort | undefined }): void {
    this.rows = new TokenRows(columns);
    this.selection.clear();
    this.rows.filter = view.filter;
    this.rows.sort = view.sort;
    this.update();
  }

  set filter(filter: string) {
    this.rows.filter = filter;
    this.list.scroll = 0;
    this.update();
  }

  set marks(marks: TokenMarks) {
    this.groups = new Map();
    for (const group of TOKEN_GROUPS) {
      for (const token of marks[group]) {
        this.groups.set(token, [...(this.groups.get(token) ?? []), groupText(group)]);
      }
    }
    this.list.refresh();
  }

  get sort(): TokenSort | undefined {
    return this.rows.sort;
  }

  get scroll(): number {
    return this.list.scroll;
  }

  set scroll(offset: number) {
    this.list.scroll = offset;
  }

  /** How many rows the filter leaves. */
  get rowCount(): number {
    return this.shown.length;
  }

  get selected(): number[] {
    return this.selection.items();
  }

  get selectedCount(): number {
    return this.selection.size;
  }

  /** What is selected, to be kept; nothing where that would be too much. */
  get runs(): [first: number, last: number][] {
    return this.selection.runs(MOST_RUNS) ?? [];
  }

  /** Selects what was kept of this very list. */
  restore(active: number | undefined, runs: readonly (readonly [first: number, last: number])[]): void {
    this.selection.restore(active, runs);
    this.list.refresh();
    this.events.onMove();
  }

  /** The token with the focus. */
  get active(): number | undefined {
    return this.selection.active;
  }

  focus(): void {
    const place = this.selection.activeRow;
    if (place === undefined) return;
    this.list.refresh();
    this.list.row(place)?.focus({ preventScroll: true });
    this.list.reveal(place);
  }

  private headerRow(): HTMLElement {
    const cells = columns().map(({ column, label }) => {
      const arrow = icon('blank');
      const sort = element('button', { type: 'button', 'data-key': `sort-${column}` }, label, arrow);
      sort.addEventListener('click', () => this.sortBy(column));
      const cell = element('div', { class: `cell cell-${column}`, role: 'columnheader' }, sort);
      this.headers.set(column, { cell, arrow });
      return cell;
    });
    const row = element('div', { class: 'row header', role: 'row' }, ...cells);
    row.setAttribute('aria-rowindex', '1');
    return element('div', { class: 'header-group', role: 'rowgroup' }, row);
  }

  private sortBy(column: TokenColumn): void {
    this.rows.sort = nextSort(this.rows.sort, column);
    this.list.scroll = 0;
    this.update();
    this.events.onView();
  }

  private update(): void {
    const { sort, columns } = this.rows;
    this.shown = this.rows.rows;
    this.selection.show(this.shown, columns.tokens.length);
    for (const [column, { cell, arrow }] of this.headers) {
      const direction = sort?.column !== column ? 'none' : sort.descending ? 'descending' : 'ascending';
      cell.setAttribute('aria-sort', direction);
      arrow.className = `codicon codicon-${ARROWS[direction]}`;
    }
    this.root.setAttribute('aria-rowcount', String(this.shown.length + 1));
    this.list.show(this.shown.length);
    this.events.onMove();
  }

  private fill(row: HTMLElement, place: number): void {
    const token = this.shown[place];
    if (token === undefined) return;
    const { tokens, counts, files } = this.rows.columns;
    const text = tokens[token] ?? '';
    const [name, badges, count, inFiles] = row.querySelectorAll<HTMLElement>('.fill');
    if (!name || !badges || !count || !inFiles) return;
    name.textContent = text;
    name.title = text;
    badges.replaceChildren(
      ...(this.groups.get(token) ?? []).map((label) => element('span', { class: 'mark' }, label)),
    );
    count.textContent = numberText(counts[token] ?? 0);
    inFiles.textContent = numberText(files[token] ?? 0);
    row.dataset.place = String(place);
    row.tabIndex = token === this.selection.active ? 0 : -1;
    row.setAttribute('aria-rowindex', String(place + 2));
    row.setAttribute('aria-selected', String(this.selection.has(token)));
  }

  private clicked(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.row') : null;
    if (!row) return;
    this.selection.click(Number(row.dataset.place), {
      extend: event.shiftKey,
      keep: event.ctrlKey || event.metaKey,
    });
    this.moved();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.altKey) return;
    const keep = event.ctrlKey || event.metaKey;
    const place = this.selection.activeRow ?? 0;
    const target = this.target(event.key, place);
    if (target !== undefined) this.selection.moveTo(target, { extend: event.shiftKey, keep });
    else if (event.key === ' ') this.selection.toggleActive();
    else if (event.key === 'Escape') this.selection.clear();
    else if (event.key.toLowerCase() === 'a' && keep && !event.shiftKey) this.selection.selectAll();
    else if (event.key === 'Enter' && !keep) this.events.onEnter();
    else return;
    event.preventDefault();
    if (event.key !== 'Enter') this.moved();
  }

  /** The row that a key leads to. */
  private target(key: string, place: number): number | undefined {
    switch (key) {
      case 'ArrowDown':
        return place + 1;
      case 'ArrowUp':
        return place - 1;
      case 'PageDown':
        return place + this.list.pageRows;
      case 'PageUp':
        return place - this.list.pageRows;
      case 'Home':
        return 0;
      case 'End':
        return this.shown.length - 1;
      default:
        return undefined;
    }
  }

  private moved(): void {
    this.focus();
    this.events.onMove();
  }
}

const ARROWS = { none: 'blank', ascending: 'arrow-small-up', descending: 'arrow-small-down' } as const;

function makeRow(): HTMLElement {
  return element(
    'div',
    { class: 'row', role: 'row' },
    element(
      'div',
      { class: 'cell cell-token', role: 'gridcell' },
      element('bdi', { class: 'fill token-text' }),
      element('span', { class: 'fill marks' }),
    ),
    element('div', { class: 'cell cell-count fill', role: 'gridcell' }),
    element('div', { class: 'cell cell-files fill', role: 'gridcell' }),
  );
}
