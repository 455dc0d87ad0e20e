/** How a row was reached: which keys were held. */
export interface Modifiers {
  /** Shift: everything from where the selection began. */
  readonly extend?: boolean;
  /** Ctrl or Cmd: the others stay as they are. */
  readonly keep?: boolean;
}

const NONE = new Uint32Array(0);

/**
 * Which tokens are selected and which one has the focus, as lists everywhere behave. Tokens are told apart by their
 * number, so that both survive another order; what the filter hides is not selected any more, lest something is done
 * to tokens that are not shown.
 */
export class TokenSelection {
  private rows: Uint32Array = NONE;
  /** The row of each token; −1 where it is hidden. */
  private places = new Int32Array(0);
  private readonly chosen = new Set<number>();
  /** The token where a range begins. */
  private anchor: number | undefined;
  private focused: number | undefined;

  /** Shows another list of rows. */
  show(rows: Uint32Array, tokens: number): void {
    this.rows = rows;
    this.places = new Int32Array(tokens).fill(-1);
    rows.forEach((token, row) => (this.places[token] = row));
    for (const token of this.chosen) if (this.rowOf(token) === undefined) this.chosen.delete(token);
    if (this.rowOf(this.focused) === undefined) this.focused = rows[0];
    if (this.rowOf(this.anchor) === undefined) this.anchor = undefined;
  }

  /** The token that has the focus in the list. */
  get active(): number | undefined {
    return this.focused;
  }

  get activeRow(): number | undefined {
    return this.rowOf(this.focused);
  }

  get size(): number {
    return this.chosen.size;
  }

  has(token: number): boolean {
    return this.chosen.has(token);
  }

  /** The selected tokens in the order of the rows. */
  tokens(): number[] {
    return this.chosen.size === 0 ? [] : [...this.rows].filter((token) => this.chosen.has(token));
  }

  /** A click on a row. */
  click(row: number, held: Modifiers = {}): void {
    const token = this.rows[row];
    if (token === undefined) return;
    this.focused = token;
    if (held.extend) this.selectRange(row, held.keep === true);
    else if (held.keep) this.toggle(token);
    else this.selectOnly(token);
  }

  /** The focus goes to a row by the keyboard; with `keep` alone nothing is selected by that. */
  moveTo(row: number, held: Modifiers = {}): void {
    const last = this.rows.length - 1;
    if (last < 0) return;
    const target = Math.max(0, Math.min(last, row));
    if (held.keep && !held.extend) this.focused = this.rows[target];
    else this.click(target, held);
  }

  /** Selects the token with the focus, or removes it from the selection. */
  toggleActive(): void {
    if (this.focused !== undefined) this.toggle(this.focused);
  }

  selectAll(): void {
    for (const token of this.rows) this.chosen.add(token);
  }

  clear(): void {
    this.chosen.clear();
    this.anchor = undefined;
  }

  /**
   * The selected tokens as runs of numbers, first and last, to be kept.
   * @returns undefined where there are more runs than that
   */
  runs(most: number): [first: number, last: number][] | undefined {
    const runs: [number, number][] = [];
    for (let token = 0; token < this.places.length; token++) {
      if (!this.chosen.has(token)) continue;
      const last = runs.at(-1);
      if (last?.[1] === token - 1) last[1] = token;
      else if (runs.length === most) return undefined;
      else runs.push([token, token]);
    }
    return runs;
  }

  /** Restores what was kept of the same list. */
  restore(active: number | undefined, runs: readonly (readonly [first: number, last: number])[]): void {
    if (this.rowOf(active) !== undefined) this.focused = active;
    for (const [first, last] of runs) {
      for (let token = first; token <= Math.min(last, this.places.length - 1); token++) {
        if (this.rowOf(token) !== undefined) this.chosen.add(token);
      }
    }
  }

  private selectOnly(token: number): void {
    this.chosen.clear();
    this.chosen.add(token);
    this.anchor = token;
  }

  private toggle(token: number): void {
    if (!this.chosen.delete(token)) this.chosen.add(token);
    this.anchor = token;
  }

  private selectRange(to: number, keep: boolean): void {
    this.anchor ??= this.rows[to];
    const from = this.rowOf(this.anchor) ?? to;
    if (!keep) this.chosen.clear();
    for (const token of this.rows.subarray(Math.min(from, to), Math.max(from, to) + 1))
      this.chosen.add(token);
  }

  private rowOf(token: number | undefined): number | undefined {
    const row = token === undefined ? -1 : (this.places[token] ?? -1);
    return row < 0 ? undefined : row;
  }
}
