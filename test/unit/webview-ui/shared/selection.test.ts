import assert from 'node:assert/strict';
import { ListSelection } from '../../../../webview-ui/shared/selection';

const TOKENS = 10;
/** Sorted: token 9 stands first. */
const BACKWARDS = Uint32Array.from({ length: TOKENS }, (_, row) => TOKENS - 1 - row);

/** A selection of ten tokens that stand the other way round. */
function selection(): ListSelection {
  const made = new ListSelection();
  made.show(BACKWARDS, TOKENS);
  return made;
}

describe('lists in pages: selection', () => {
  it('gives the focus to the first row and selects nothing at first', () => {
    const made = selection();
    assert.deepEqual([made.active, made.activeRow, made.size], [9, 0, 0]);
    assert.deepEqual(made.items(), []);
  });

  it('is the clicked row alone', () => {
    const made = selection();
    made.click(2);
    made.click(4);
    assert.deepEqual(made.items(), [5]);
    assert.equal(made.active, 5);
  });

  it('grows and shrinks by Ctrl, one row at a time', () => {
    const made = selection();
    made.click(2);
    made.click(4, { keep: true });
    assert.deepEqual(made.items(), [7, 5]);
    made.click(2, { keep: true });
    assert.deepEqual(made.items(), [5]);
  });

  it('reaches by Shift from where it began, in both directions, and to the last row clicked only', () => {
    const made = selection();
    made.click(4);
    made.click(6, { extend: true });
    assert.deepEqual(made.items(), [5, 4, 3]);
    made.click(3, { extend: true });
    assert.deepEqual(made.items(), [6, 5]);
    assert.equal(made.active, 6);
  });

  it('adds a range by Ctrl and Shift', () => {
    const made = selection();
    made.click(0);
    made.click(5, { keep: true });
    made.click(7, { keep: true, extend: true });
    assert.deepEqual(made.items(), [9, 4, 3, 2]);
  });

  it('follows the keyboard, with Shift it grows, with Ctrl only the focus moves', () => {
    const made = selection();
    made.moveTo(1);
    made.moveTo(2, { extend: true });
    made.moveTo(3, { extend: true });
    made.moveTo(2, { extend: true });
    assert.deepEqual(made.items(), [8, 7]);
    made.moveTo(5, { keep: true });
    assert.deepEqual([made.items(), made.activeRow], [[8, 7], 5]);
    made.toggleActive();
    assert.deepEqual(made.items(), [8, 7, 4]);
    made.toggleActive();
    assert.deepEqual(made.items(), [8, 7]);
  });

  it('ends at the first and the last row', () => {
    const made = selection();
    made.moveTo(-5);
    assert.equal(made.activeRow, 0);
    made.moveTo(500);
    assert.deepEqual([made.activeRow, made.items()], [9, [0]]);
  });

  it('selects all that is shown, and nothing', () => {
    const made = selection();
    made.show(Uint32Array.of(3, 1), TOKENS);
    made.selectAll();
    assert.deepEqual(made.items(), [3, 1]);
    made.clear();
    assert.equal(made.size, 0);
  });

  it('stays with its tokens when they are sorted, and tells them in the new order', () => {
    const made = selection();
    made.click(1);
    made.click(3, { keep: true });
    made.show(Uint32Array.from(BACKWARDS).reverse(), TOKENS);
    assert.deepEqual([made.items(), made.active, made.activeRow], [[6, 8], 6, 6]);
    made.click(7, { extend: true });
    assert.deepEqual(made.items(), [6, 7]);
  });

  it('loses what the filter hides, so that nothing is done to tokens that are not shown', () => {
    const made = selection();
    made.click(0);
    made.click(3, { extend: true });
    made.show(Uint32Array.of(7, 2), TOKENS);
    assert.deepEqual([made.items(), made.active], [[7], 7]);
    made.show(BACKWARDS, TOKENS);
    assert.deepEqual(made.items(), [7]);
  });

  it('can be kept as runs of tokens, and taken back', () => {
    const made = selection();
    made.click(0);
    made.click(3, { extend: true });
    made.click(8, { keep: true });
    const runs = made.runs(2);
    assert.deepEqual(runs, [
      [1, 1],
      [6, 9],
    ]);
    assert.equal(made.runs(1), undefined);
    const again = selection();
    again.restore(made.active, runs);
    assert.deepEqual([again.items(), again.active], [made.items(), 1]);
    const hidden = new ListSelection();
    hidden.show(Uint32Array.of(7, 2), TOKENS);
    hidden.restore(1, [[5, 1e9]]);
    assert.deepEqual([hidden.items(), hidden.active], [[7], 7]);
  });

  it('copes with an empty list', () => {
    const made = new ListSelection();
    made.show(new Uint32Array(0), 0);
    made.moveTo(1);
    made.click(0, { extend: true });
    made.toggleActive();
    made.selectAll();
    assert.deepEqual([made.items(), made.active, made.activeRow], [[], undefined, undefined]);
  });
});
