/** How a row was reached: which keys were held. */
export interface Modifiers {
  /** Shift: everything from where the selection began. */
  readonly extend?: boolean;
  /** Ctrl or Cmd: the others stay as they are. */
  readonly keep?: boolean;
}

const NONE = new Uint32Array(0);

/**
 * Which items are selected and which one has the focus, as lists everywhere behave. Items are told apart by their
 * number, so that both survive another order; what the filter hides is not selected any more, lest something is done
 * to items that are not shown.
 */
export class ListSelection {
  private rows: Uint32Array = NONE;
  /** The row of each item; −1 where it is hidden. */
  private places = new Int32Array(0);
  private readonly chosen = new Set<number>();
  /** The item where a range begins. */
  private anchor: number | undefined;
  private focused: number | undefined;

  /** Shows another list of rows. */
  show(rows: Uint32Array, items: number): void {
    this.rows = rows;
    this.places = new Int32Array(items).fill(-1);
    rows.forEach((item, row) => (this.places[item] = row));
    for (const item of this.chosen) if (this.rowOf(item) === undefined) this.chosen.delete(item);
    if (this.rowOf(this.focused) === undefined) this.focused = rows[0];
    if (this.rowOf(this.anchor) === undefined) this.anchor = undefined;
  }

  /** The item that has the focus in the list. */
  get active(): number | undefined {
    return this.focused;
  }

  get activeRow(): number | undefined {
    return this.rowOf(this.focused);
  }

  get size(): number {
    return this.chosen.size;
  }

  has(item: number): boolean {
    return this.chosen.has(item);
  }

  /** The selected items in the order of the rows. */
  items(): number[] {
    return this.chosen.size === 0 ? [] : [...this.rows].filter((item) => this.chosen.has(item));
  }

  /** A click on a row. */
  click(row: number, held: Modifiers = {}): void {
    const item = this.rows[row];
    if (item === undefined) return;
    this.focused = item;
    if (held.extend) this.selectRange(row, held.keep === true);
    else if (held.keep) this.toggle(item);
    else this.selectOnly(item);
  }

  /** The focus goes to a row by the keyboard; with `keep` alone nothing is selected by that. */
  moveTo(row: number, held: Modifiers = {}): void {
    const last = this.rows.length - 1;
    if (last < 0) return;
    const target = Math.max(0, Math.min(last, row));
    if (held.keep && !held.extend) this.focused = this.rows[target];
    else this.click(target, held);
  }

  /** Selects the item with the focus, or removes it from the selection. */
  toggleActive(): void {
    if (this.focused !== undefined) this.toggle(this.focused);
  }

  selectAll(): void {
    for (const item of this.rows) this.chosen.add(item);
  }

  clear(): void {
    this.chosen.clear();
    this.anchor = undefined;
  }

  /**
   * The selected items as runs of numbers, first and last, to be kept.
   * @returns undefined where there are more runs than that
   */
  runs(most: number): [first: number, last: number][] | undefined {
    const runs: [number, number][] = [];
    for (let item = 0; item < this.places.length; item++) {
      if (!this.chosen.has(item)) continue;
      const last = runs.at(-1);
      if (last?.[1] === item - 1) last[1] = item;
      else if (runs.length === most) return undefined;
      else runs.push([item, item]);
    }
    return runs;
  }

  /** Restores what was kept of the same list. */
  restore(active: number | undefined, runs: readonly (readonly [first: number, last: number])[]): void {
    if (this.rowOf(active) !== undefined) this.focused = active;
    for (const [first, last] of runs) {
      for (let item = first; item <= Math.min(last, this.places.length - 1); item++) {
        if (this.rowOf(item) !== undefined) this.chosen.add(item);
      }
    }
  }

  private selectOnly(item: number): void {
    this.chosen.clear();
    this.chosen.add(item);
    this.anchor = item;
  }

  private toggle(item: number): void {
    if (!this.chosen.delete(item)) this.chosen.add(item);
    this.anchor = item;
  }

  private selectRange(to: number, keep: boolean): void {
    this.anchor ??= this.rows[to];
    const from = this.rowOf(this.anchor) ?? to;
    if (!keep) this.chosen.clear();
    for (const item of this.rows.subarray(Math.min(from, to), Math.max(from, to) + 1)) this.chosen.add(item);
  }

  private rowOf(item: number | undefined): number | undefined {
    const row = item === undefined ? -1 : (this.places[item] ?? -1);
    return row < 0 ? undefined : row;
  }
}
