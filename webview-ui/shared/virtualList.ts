import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';

export interface VirtualListOptions {
  /** What scrolls. It must have a height of its own. */
  readonly scroller: HTMLElement;
  /** Where the rows go, inside of the scroller. */
  readonly body: HTMLElement;
  /** Pixels; of the row at a place, where they are not all as high. */
  readonly rowHeight: number | ((place: number) => number);
  /** So many rows before and after those in sight are in the document, too. */
  readonly overscan?: number;
  readonly make: () => HTMLElement;
  /** Writes what is at a place of the list into a row, which may have shown another place before. */
  readonly fill: (row: HTMLElement, place: number) => void;
  /** The place that stays in the document even out of sight, since it has or gets the focus. */
  readonly pinned: () => number | undefined;
  /** The rows from the first to the last of these places are in sight now. */
  readonly onShown?: (first: number, last: number) => void;
}

const OVERSCAN = 12;
/** Pixels. No browser makes an element much higher than twice this: a longer list is scrolled in larger steps. */
const MOST_HEIGHT = 15_000_000;
/** Rows that are out of sight and wait for another place. */
const MOST_SPARE = 30;

/** A long list of which only the rows in sight are in the document. */
export class VirtualList {
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  private readonly rows = new Map<number, HTMLElement>();
  private readonly spare: HTMLElement[] = [];
  private count = 0;
  /** Pixels of the list for one that is scrolled. */
  private scale = 1;

  constructor(private readonly options: VirtualListOptions) {
    this.virtualizer = new Virtualizer<HTMLElement, HTMLElement>(this.virtualOptions());
    this.virtualizer._didMount();
    this.virtualizer._willUpdate();
  }

  /** Pixels of the list above what is in sight. */
  get scroll(): number {
    return this.options.scroller.scrollTop * this.scale;
  }

  set scroll(offset: number) {
    this.options.scroller.scrollTop = offset / this.scale;
  }

  /** How many rows fit, for a page up or down. */
  get pageRows(): number {
    const rowHeight = this.heightOf(this.virtualizer.range?.endIndex ?? 0);
    return Math.max(1, Math.floor(this.options.scroller.clientHeight / rowHeight) - 1);
  }

  /** Shows a list of that many rows, of which each may be as high as another one was. */
  show(count: number): void {
    this.count = count;
    this.virtualizer.setOptions(this.virtualOptions());
    this.virtualizer.measure();
    this.options.body.style.height = `${Math.min(this.virtualizer.getTotalSize(), MOST_HEIGHT)}px`;
    this.refresh();
  }

  /** Fills the rows again. */
  refresh(): void {
    // Its observer reports it later, but the rows are to be there now: one of them may get the focus.
    this.virtualizer.scrollRect = this.options.scroller.getBoundingClientRect();
    this.rescale();
    // The virtualizer remembers its rows; other options make it ask for the pinned one again.
    this.virtualizer.setOptions(this.virtualOptions());
    this.place(true);
  }

  /** Scrolls just far enough to show the row. */
  reveal(place: number): void {
    const { clientHeight } = this.options.scroller;
    const [top, height] = [this.topOf(place), this.heightOf(place)];
    if (top < this.scroll) this.scroll = top;
    else if (top + height > this.scroll + clientHeight) this.scroll = top + height - clientHeight;
  }

  /** Pixels of the list above the row. */
  topOf(place: number): number {
    return this.virtualizer.measurementsCache[place]?.start ?? 0;
  }

  /** The row at a place, where it is in the document. */
  row(place: number): HTMLElement | undefined {
    return this.rows.get(place);
  }

  private place(anew: boolean): void {
    const { body, make, fill, onShown } = this.options;
    const shown = new Set(this.virtualizer.getVirtualIndexes());
    for (const [place, row] of this.rows) {
      if (shown.has(place)) continue;
      row.remove();
      this.rows.delete(place);
      if (this.spare.length < MOST_SPARE) this.spare.push(row);
    }
    const ahead = this.scroll - this.options.scroller.scrollTop;
    // Added in their order, so that the order in the document is that on the screen.
    let before: HTMLElement | undefined;
    for (const place of shown) {
      const known = this.rows.get(place);
      const row = known ?? this.spare.pop() ?? make();
      if (!known || anew || this.scale > 1) {
        row.style.transform = `translateY(${this.topOf(place) - ahead}px)`;
        row.style.height = `${this.heightOf(place)}px`;
      }
      if (!known) {
        this.rows.set(place, row);
        if (before) before.after(row);
        else body.prepend(row);
      }
      if (!known || anew) fill(row, place);
      before = row;
    }
    const { range } = this.virtualizer;
    if (range && this.count > 0) onShown?.(range.startIndex, range.endIndex);
  }

  private heightOf(place: number): number {
    const { rowHeight } = this.options;
    return typeof rowHeight === 'number' ? rowHeight : rowHeight(place);
  }

  private rescale(): void {
    const total = this.virtualizer.getTotalSize();
    const { clientHeight } = this.options.scroller;
    this.scale = total > MOST_HEIGHT ? (total - clientHeight) / (MOST_HEIGHT - clientHeight) : 1;
  }

  private virtualOptions(): ConstructorParameters<typeof Virtualizer<HTMLElement, HTMLElement>>[0] {
    const { scroller, pinned, overscan = OVERSCAN } = this.options;
    return {
      count: this.count,
      getScrollElement: () => scroller,
      estimateSize: (place) => this.heightOf(place),
      overscan,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset: (virtualizer, moved) =>
        observeElementOffset(virtualizer, (offset, isScrolling) => {
          moved(offset * this.scale, isScrolling);
          // The virtualizer tells of other rows only, but here each step moves them.
          if (this.scale > 1) this.place(false);
        }),
      rangeExtractor: (range) => {
        const places = defaultRangeExtractor(range);
        const kept = pinned();
        if (kept === undefined || kept >= range.count || places.includes(kept)) return places;
        return [...places, kept].sort((a, b) => a - b);
      },
      onChange: () => this.place(false),
    };
  }
}
