import assert from 'node:assert/strict';
import { columnsFor, RowLayout } from '../../../../webview-ui/gallery/grid/rowLayout';

/** Each row of a layout, as text. */
function rows(layout: RowLayout): string[] {
  return Array.from({ length: layout.rowCount }, (_, index) => {
    const row = layout.row(index);
    return row?.kind === 'heading' ? `${row.label} (${row.count})` : `${row?.from}–${(row?.to ?? 0) - 1}`;
  });
}

describe('gallery: rows of the grid', () => {
  it('has as many columns as fit, and at least one', () => {
    assert.deepEqual(
      [0, 599, 600, 807, 808, 2000].map((width) => columnsFor(width, 400, 8)),
      [1, 1, 1, 1, 2, 4],
    );
  });

  it('has two columns in a narrow page, unless the cells are to be large', () => {
    assert.deepEqual(
      [columnsFor(276, 180, 10), columnsFor(276, 300, 10), columnsFor(500, 400, 10)],
      [2, 1, 1],
    );
  });

  it('is one group without a heading where nothing is grouped', () => {
    assert.deepEqual(rows(new RowLayout([{ label: '', count: 7 }], 3)), ['0–2', '3–5', '6–6']);
    assert.deepEqual(rows(new RowLayout([], 3)), []);
  });

  it('begins each group below its heading, and leaves out those without pictures', () => {
    const layout = new RowLayout(
      [
        { label: 'a', count: 4 },
        { label: 'none', count: 0 },
        { label: 'b', count: 1 },
        { label: 'c', count: 3 },
      ],
      3,
    );
    assert.deepEqual(rows(layout), ['a (4)', '0–2', '3–3', 'b (1)', '4–4', 'c (3)', '5–7']);
    assert.deepEqual(
      [0, 2, 3, 4, 5, 7].map((place) => layout.rowOf(place)),
      [1, 1, 2, 4, 6, 6],
    );
    assert.deepEqual(
      [0, 2, 3, 4, 6].map((place) => layout.columnOf(place)),
      [0, 2, 0, 0, 1],
    );
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((row) => layout.firstOf(row)),
      [0, 0, 3, 4, 4],
    );
    assert.equal(layout.row(7), undefined);
  });

  it('goes up and down in its column, over headings and into shorter rows', () => {
    const layout = new RowLayout(
      [
        { label: 'a', count: 4 },
        { label: 'b', count: 3 },
      ],
      3,
    );
    assert.deepEqual(
      [layout.vertically(2, 1), layout.vertically(2, 2), layout.vertically(6, -2), layout.vertically(6, -9)],
      [3, 6, 2, 2],
    );
    assert.deepEqual([layout.vertically(5, 1), layout.vertically(1, -1)], [5, 1]);
  });

  it('finds its way in 50,000 groups', () => {
    const layout = new RowLayout(
      Array.from({ length: 50_000 }, (_, index) => ({ label: `model ${index}`, count: 2 })),
      4,
    );
    assert.equal(layout.rowCount, 100_000);
    assert.deepEqual(layout.row(99_999), { kind: 'cells', from: 99_998, to: 100_000 });
    assert.equal(layout.rowOf(50_001), 50_001);
  });
});
