import * as l10n from '@vscode/l10n';
import type { GalleryCell, GalleryList, GalleryRuns } from '../../../src/protocol/gallery';
import { element } from '../../shared/dom';
import { ListSelection } from '../../shared/selection';
import { VirtualList } from '../../shared/virtualList';
import { numberText } from '../labels';
import { CellView } from './cellView';
import { keyTarget } from './gridKeys';
import { HoverVideos } from './hoverVideos';
import { columnsFor, RowLayout } from './rowLayout';
import { ScrollSpeed } from './scrollSpeed';

const GAP = 10;
const HEADING_HEIGHT = 36;
/** Pixels of a cell's name, with the gap to the row below. */
/** Below its picture; that of a model has a second line. */
const NAME_HEIGHT = { pictures: 32, models: 49 };
/** Height of a picture for its width: most are upright. */
const ASPECT = 1.25;
/** Rows before and after those in sight. */
const OVERSCAN = 2;
/** Milliseconds without scrolling until what passed is shown. */
const REST_MS = 100;
/** Of a selection that is sent to the host. */
const MOST_RUNS = 20_000;

/** Where the cells of the list come from. */
export interface GridCells {
  readonly get: (place: number) => GalleryCell | undefined;
  readonly isHole: (place: number) => boolean;
}

export interface GridEvents {
  /** These places, both included, are in sight. */
  readonly onSight: (first: number, last: number) => void;
  /** Another selection, or another cell has the focus. */
  readonly onMove: () => void;
  /** Enter on a cell, or a double click. */
  readonly onOpen: () => void;
  readonly onScroll: () => void;
  /** A key that is none of the grid's own. @returns whether it was used */
  readonly onKey: (event: KeyboardEvent) => boolean;
  readonly onMenu: (x: number, y: number) => void;
}

/** The pictures of a list in rows, of which only those near to what is in sight are in the document. */
export class Grid {
  readonly root = element('div', { class: 'grid', role: 'grid', 'aria-label': l10n.t('Pictures') });
  private readonly scroller = element('div', { class: 'grid-scroller', role: 'presentation' });
  private readonly body = element('div', { class: 'grid-body', role: 'presentation' });
  private readonly list: VirtualList;
  private readonly selection = new ListSelection();
  private readonly views = new WeakMap<HTMLElement, CellView>();
  private readonly videos = new HoverVideos();
  private readonly revealed = new Set<string>();
  private layout = new RowLayout([], 1);
  private groups: GalleryList['groups'] = [];
  private cells: GridCells = { get: () => undefined, isHole: () => false };
  private size = 180;
  private rowHeight = 0;
  private width = 0;
  private nameHeight = NAME_HEIGHT.pictures;
  private passing = false;
  private readonly speed = new ScrollSpeed();
  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly events: GridEvents) {
    this.root.setAttribute('aria-multiselectable', 'true');
    this.scroller.append(this.body);
    this.root.append(this.scroller);
    this.list = new VirtualList({
      scroller: this.scroller,
      body: this.body,
      rowHeight: (row) => (this.layout.row(row)?.kind === 'heading' ? HEADING_HEIGHT : this.rowHeight),
      overscan: OVERSCAN,
      make: () => element('div', { class: 'grid-row', role: 'row' }),
      fill: (row, index) => this.fill(row, index),
      pinned: () => (this.layout.count === 0 ? undefined : this.layout.rowOf(this.active)),
      onShown: (first, last) => this.shown(first, last),
    });
    new ResizeObserver(() => this.relayout()).observe(this.scroller);
    this.scroller.addEventListener('scroll', () => this.scrolled(), { passive: true });
    this.scroller.addEventListener('keydown', (event) => this.pressed(event));
    this.body.addEventListener('click', (event) => this.clicked(event));
    this.body.addEventListener('dblclick', (event) => {
      if (this.viewOf(event)) this.events.onOpen();
    });
    this.body.addEventListener('mouseover', (event) => this.videos.hover(this.viewOf(event)));
    this.body.addEventListener('mouseleave', () => this.videos.hover(undefined));
    this.body.addEventListener('contextmenu', (event) => this.asked(event));
  }

  /** The place that has the focus in the grid. */
  get active(): number {
    return this.selection.active ?? 0;
  }

  get count(): number {
    return this.layout.count;
  }

  get selectedCount(): number {
    return this.selection.size;
  }

  get scroll(): number {
    return this.list.scroll;
  }

  set scroll(offset: number) {
    this.list.scroll = offset;
  }

  /** What is selected, or the cell with the focus where nothing is. */
  get meant(): GalleryRuns {
    const runs = this.selection.runs(MOST_RUNS) ?? [];
    return this.selection.size === 0 ? [[this.active, this.active]] : runs;
  }

  /** The first of the selected places, in their order. */
  selectedPlaces(most: number): number[] {
    const places: number[] = [];
    for (const [first, last] of this.selection.runs(MOST_RUNS) ?? [])
      for (let place = first; place <= last && places.length < most; place++) places.push(place);
    return places;
  }

  /** Shows another list. */
  show(list: Pick<GalleryList, 'view' | 'found' | 'groups' | 'active' | 'selected'>, cells: GridCells): void {
    this.cells = cells;
    this.groups = list.groups;
    this.nameHeight = NAME_HEIGHT[list.view.show];
    this.selection.clear();
    this.selection.show(
      Uint32Array.from({ length: list.found }, (_, place) => place),
      list.found,
    );
    this.selection.restore(list.active ?? 0, list.selected ?? []);
    this.width = 0;
    this.relayout();
    this.events.onMove();
  }

  /** @param size pixels that a cell is wide, at least */
  resize(size: number): void {
    this.size = size;
    this.width = 0;
    this.relayout();
  }

  /** Fills the cells again: what they show has changed. */
  refresh(): void {
    // All of them are filled when it comes to rest.
    if (!this.passing) this.list.refresh();
  }

  /** Pixels of a row below the upper edge of what is in sight; undefined where it is out of sight. */
  offsetOf(place: number): number | undefined {
    const row = this.layout.rowOf(place);
    const offset = this.list.topOf(row) - this.list.scroll;
    return offset > -this.rowHeight && offset < this.scroller.clientHeight ? offset : undefined;
  }

  /** The first place in sight. */
  get firstInSight(): number {
    const { scroll } = this.list;
    let [low, high] = [0, Math.max(0, this.layout.rowCount - 1)];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.list.topOf(middle) < scroll) low = middle + 1;
      else high = middle;
    }
    return this.layout.firstOf(low);
  }

  /** Scrolls so that the row of a place stands so many pixels below the upper edge. */
  scrollTo(place: number, offset: number): void {
    this.list.scroll = this.list.topOf(this.layout.rowOf(place)) - offset;
  }

  focus(): void {
    if (this.layout.count === 0) return;
    this.focusActive();
    this.reveal();
  }

  /** Gives the cell the focus without scrolling to it. */
  focusActive(): void {
    this.list.refresh();
    this.cellAt(this.active)?.focus({ preventScroll: true });
  }

  /** Scrolls just far enough to show the cell with the focus. */
  reveal(): void {
    if (this.layout.count === 0) return;
    this.list.refresh();
    this.list.reveal(this.layout.rowOf(this.active));
  }

  /** Another place becomes the active one, and is selected alone. */
  moveTo(place: number): void {
    this.selection.moveTo(place);
    this.reveal();
    this.events.onMove();
  }

  select(what: 'all' | 'none'): void {
    if (what === 'all') this.selection.selectAll();
    else this.selection.clear();
    this.moved();
  }

  isRevealed(path: string): boolean {
    return this.revealed.has(path);
  }

  /** Shows a blurred picture, or blurs it again. */
  toggleRevealed(path: string): void {
    if (!this.revealed.delete(path)) this.revealed.add(path);
    this.list.refresh();
  }

  hasFocus(): boolean {
    return this.scroller.contains(document.activeElement);
  }

  /** The place of the cell that an event came from. */
  placeOf(event: Event): number | undefined {
    const cell = this.elementOf(event);
    return cell ? Number(cell.dataset.place) : undefined;
  }

  private relayout(): void {
    // The body has the paddings of the scroller beside it.
    const width = this.body.clientWidth;
    if (width === this.width || width === 0) return;
    const [anchor, before] = [this.active, this.offsetOf(this.active)];
    const place = before === undefined ? this.firstInSight : anchor;
    const offset = before ?? 0;
    const hadFocus = this.hasFocus();
    const isFirst = this.width === 0 && this.list.scroll === 0;
    this.width = width;
    const columns = columnsFor(width, this.size, GAP);
    const cell = (width - GAP * (columns - 1)) / columns;
    this.rowHeight = Math.round(cell * ASPECT) + this.nameHeight;
    this.body.style.setProperty('--cell-width', `${cell}px`);
    this.body.style.setProperty('--frame-height', `${Math.round(cell * ASPECT)}px`);
    this.layout = new RowLayout(this.groups, columns);
    this.root.setAttribute('aria-rowcount', String(this.layout.rowCount));
    this.root.setAttribute('aria-colcount', String(columns));
    this.list.show(this.layout.rowCount);
    if (!isFirst) this.scrollTo(place, offset);
    // The element that had it shows another place now.
    if (hadFocus) this.focusActive();
  }

  private shown(first: number, last: number): void {
    if (this.layout.count === 0) return;
    const end = this.layout.row(last);
    this.events.onSight(this.layout.firstOf(first), end?.kind === 'cells' ? end.to - 1 : this.layout.firstOf(last)); // prettier-ignore
  }

  private fill(row: HTMLElement, index: number): void {
    const what = this.layout.row(index);
    row.setAttribute('aria-rowindex', String(index + 1));
    row.classList.toggle('heading', what?.kind === 'heading');
    if (what?.kind === 'heading') {
      const title = element('bdi', {}, what.label);
      const count = element('span', { class: 'hint' }, numberText(what.count));
      const cell = element(
        'div',
        { class: 'heading-cell', role: 'gridcell', title: what.label },
        title,
        count,
      );
      cell.setAttribute('aria-colspan', String(this.layout.columns));
      row.replaceChildren(cell);
      return;
    }
    if (!what) return;
    const wanted = what.to - what.from;
    const cells = [...row.children].filter((child) => child instanceof HTMLElement && this.views.has(child));
    if (cells.length !== row.children.length) row.replaceChildren(...cells);
    for (const extra of cells.splice(wanted)) extra.remove();
    while (cells.length < wanted) {
      const view = new CellView();
      this.views.set(view.element, view);
      view.element.setAttribute('aria-colindex', String(cells.length + 1));
      row.append(view.element);
      cells.push(view.element);
    }
    for (const [column, cell] of cells.entries())
      if (cell instanceof HTMLElement) this.showCell(this.views.get(cell), what.from + column);
  }

  private showCell(view: CellView | undefined, place: number): void {
    // Nothing can be seen of cells that pass: what they show would cost more than a frame has.
    const cell = this.passing ? undefined : this.cells.get(place);
    view?.show(place, cell, {
      selected: this.selection.has(place),
      active: place === this.active,
      revealed: cell !== undefined && this.revealed.has(cell.path),
      hole: !this.passing && this.cells.isHole(place),
    });
  }

  private cellAt(place: number): HTMLElement | undefined {
    const row = this.list.row(this.layout.rowOf(place));
    const cell = row?.children[this.layout.columnOf(place)];
    return cell instanceof HTMLElement ? cell : undefined;
  }

  private scrolled(): void {
    const pages = this.list.scroll / Math.max(1, this.scroller.clientHeight);
    const wasPassing = this.passing;
    this.passing = this.speed.isFast(pages, performance.now());
    if (wasPassing && !this.passing) this.list.refresh();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.passing = false;
      this.list.refresh();
      this.events.onScroll();
    }, REST_MS);
  }

  private clicked(event: MouseEvent): void {
    const [view, place] = [this.viewOf(event), this.placeOf(event)];
    if (!view || place === undefined) return;
    if (event.target instanceof Element && event.target.closest('.reveal') && view.current)
      this.toggleRevealed(view.current.path);
    this.selection.click(place, { extend: event.shiftKey, keep: event.ctrlKey || event.metaKey });
    this.moved();
  }

  private asked(event: MouseEvent): void {
    const place = this.placeOf(event);
    if (place === undefined) return;
    event.preventDefault();
    if (!this.selection.has(place)) this.selection.click(place);
    this.moved();
    this.events.onMenu(event.clientX, event.clientY);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.altKey || this.layout.count === 0) return;
    const keep = event.ctrlKey || event.metaKey;
    const target = keyTarget(event.key, this.active, this.layout, this.list.pageRows);
    if (target !== undefined) this.selection.moveTo(target, { extend: event.shiftKey, keep });
    else if (event.key === ' ') this.selection.toggleActive();
    else if (event.key.toLowerCase() === 'a' && keep && !event.shiftKey) this.selection.selectAll();
    else if (event.key === 'Enter' && !keep) this.events.onOpen();
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) this.openMenu();
    else if (!this.events.onKey(event)) return;
    event.preventDefault();
    // The others have given the focus to what they opened.
    if (target !== undefined || event.key === ' ' || event.key.toLowerCase() === 'a') this.moved();
  }

  private openMenu(): void {
    const box = this.cellAt(this.active)?.getBoundingClientRect();
    if (box) this.events.onMenu(box.left + box.width / 2, box.top + box.height / 2);
  }

  private moved(): void {
    this.focus();
    this.events.onMove();
  }

  private elementOf(event: Event): HTMLElement | undefined {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('.cell') : null;
    return cell ?? undefined;
  }

  private viewOf(event: Event): CellView | undefined {
    const cell = this.elementOf(event);
    return cell && this.views.get(cell);
  }
}
