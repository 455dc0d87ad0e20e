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
  /** Pixels. */
  readonly rowHeight: number;
  readonly make: () => HTMLElement;
  /** Writes what is at a place of the list into a row, which may have shown another place before. */
  readonly fill: (row: HTMLElement, place: number) => void;
  /** The place that stays in the document even out of sight, since it has or gets the focus. */
  readonly pinned: () => number | undefined;
  /** The rows from the first to the last of these places are in sight now. */
  readonly onShown?: (first: number, last: number) => void;
}

const OVERSCAN = 12;

/** A long list of which only the rows in sight are in the document. */
export class VirtualList {
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  private readonly rows = new Map<number, HTMLElement>();
  private count = 0;

  constructor(private readonly options: VirtualListOptions) {
    this.virtualizer = new Virtualizer<HTMLElement, HTMLElement>(this.virtualOptions());
    this.virtualizer._didMount();
    this.virtualizer._willUpdate();
  }

  get scroll(): number {
    return this.options.scroller.scrollTop;
  }

  set scroll(offset: number) {
    this.virtualizer.scrollToOffset(offset);
  }

  /** How many rows fit, for a page up or down. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.options.scroller.clientHeight / this.options.rowHeight) - 1);
  }

  /** Shows a list of that many rows. */
  show(count: number): void {
    this.count = count;
    this.options.body.style.height = `${count * this.options.rowHeight}px`;
    this.refresh();
  }

  /** Fills the rows again. */
  refresh(): void {
    // Its observer reports it later, but the rows are to be there now: one of them may get the focus.
    this.virtualizer.scrollRect = this.options.scroller.getBoundingClientRect();
    // The virtualizer remembers its rows; other options make it ask for the pinned one again.
    this.virtualizer.setOptions(this.virtualOptions());
    this.place(true);
  }

  /** Scrolls just far enough to show the row. */
  reveal(place: number): void {
    const { scroller, rowHeight } = this.options;
    const top = place * rowHeight;
    if (top < scroller.scrollTop) this.virtualizer.scrollToOffset(top);
    else if (top + rowHeight > scroller.scrollTop + scroller.clientHeight) {
      this.virtualizer.scrollToOffset(top + rowHeight - scroller.clientHeight);
    }
  }

  /** The row at a place, where it is in the document. */
  row(place: number): HTMLElement | undefined {
    return this.rows.get(place);
  }

  private place(anew: boolean): void {
    const { body, rowHeight, make, fill, onShown } = this.options;
    const shown = new Set(this.virtualizer.getVirtualIndexes());
    for (const [place, row] of this.rows) {
      if (shown.has(place)) continue;
      row.remove();
      this.rows.delete(place);
    }
    // Added in their order, so that the order in the document is that on the screen.
    let before: HTMLElement | undefined;
    for (const place of shown) {
      const known = this.rows.get(place);
      const row = known ?? make();
      if (!known) {
        row.style.transform = `translateY(${place * rowHeight}px)`;
        row.style.height = `${rowHeight}px`;
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

  private virtualOptions(): ConstructorParameters<typeof Virtualizer<HTMLElement, HTMLElement>>[0] {
    const { scroller, rowHeight, pinned } = this.options;
    return {
      count: this.count,
      getScrollElement: () => scroller,
      estimateSize: () => rowHeight,
      overscan: OVERSCAN,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
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
