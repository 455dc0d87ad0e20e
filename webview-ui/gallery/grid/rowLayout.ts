/** A row of the grid: the heading of a group, or the pictures at the places from `from` up to `to`, without that. */
export type GridRow =
  | { readonly kind: 'heading'; readonly label: string; readonly count: number }
  | { readonly kind: 'cells'; readonly from: number; readonly to: number };

interface GroupRows {
  readonly label: string;
  readonly count: number;
  /** The first place of it, and the row that it begins with. */
  readonly place: number;
  readonly row: number;
}

/** Pixels up to which a page is narrow, and those from which on a cell was meant to be large. */
const NARROW = { width: 420, largeCell: 260 };

/** How many cells of a size fit beside each other; a narrow page has two unless they are to be large. All in pixels. */
export function columnsFor(width: number, size: number, gap: number): number {
  const fit = Math.max(1, Math.floor((width + gap) / (size + gap)));
  return fit === 1 && width >= 2 * gap && width <= NARROW.width && size < NARROW.largeCell ? 2 : fit;
}

/** Which places stand in which row of a grid: each group begins a row, below its heading if it has a label. */
export class RowLayout {
  readonly rowCount: number;
  /** How many places there are. */
  readonly count: number;
  private readonly groups: GroupRows[] = [];

  constructor(
    groups: readonly { readonly label: string; readonly count: number }[],
    readonly columns: number,
  ) {
    let [place, row] = [0, 0];
    for (const { label, count } of groups) {
      if (count === 0) continue;
      this.groups.push({ label, count, place, row });
      place += count;
      row += headings(label) + Math.ceil(count / columns);
    }
    this.rowCount = row;
    this.count = place;
  }

  row(index: number): GridRow | undefined {
    const group = this.groupBy('row', index);
    if (!group || index < 0 || index >= this.rowCount) return undefined;
    const { label, count, place, row } = group;
    const line = index - row - headings(label);
    if (line < 0) return { kind: 'heading', label, count };
    const from = place + line * this.columns;
    return { kind: 'cells', from, to: Math.min(from + this.columns, place + count) };
  }

  rowOf(place: number): number {
    const group = this.groupBy('place', place);
    if (!group) return 0;
    return group.row + headings(group.label) + Math.floor((place - group.place) / this.columns);
  }

  /** The column of a place, from 0. */
  columnOf(place: number): number {
    const group = this.groupBy('place', place);
    return group ? (place - group.place) % this.columns : 0;
  }

  /** The first place in a row, or below a heading. */
  firstOf(index: number): number {
    const row = this.row(index);
    if (row?.kind === 'cells') return row.from;
    return this.groupBy('row', index)?.place ?? 0;
  }

  /** The place so many rows of cells below, or above where that is negative, in the same column where it has one. */
  vertically(place: number, rows: number): number {
    const column = this.columnOf(place);
    const step = Math.sign(rows);
    let [at, left] = [this.rowOf(place), Math.abs(rows)];
    let target = place;
    while (left > 0) {
      at += step;
      const row = this.row(at);
      if (!row) break;
      if (row.kind === 'heading') continue;
      target = Math.min(row.from + column, row.to - 1);
      left--;
    }
    return target;
  }

  private groupBy(what: 'row' | 'place', value: number): GroupRows | undefined {
    let [low, high] = [0, this.groups.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.groups[middle]?.[what] ?? 0) <= value) low = middle;
      else high = middle - 1;
    }
    return this.groups[low];
  }
}

function headings(label: string): 0 | 1 {
  return label === '' ? 0 : 1;
}
