import assert from 'node:assert/strict';
import type { GalleryCell } from '../../../../src/protocol/gallery';
import { BLOCK, CellStore } from '../../../../webview-ui/gallery/grid/cellStore';

function cells(from: number, count: number): GalleryCell[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `/pictures/${from + index}.png`,
    name: `${from + index}.png`,
    kind: 'image',
    width: 1,
    height: 1,
    level: 'PG',
    blurred: false,
  }));
}

describe('gallery: cells that are known', () => {
  it('asks for each block once, from its first place on', () => {
    const store = new CellStore();
    assert.deepEqual([store.ask(130, 260), store.ask(130, 260), store.ask(130, 260)], [100, 200, undefined]);
    store.put(100, cells(100, BLOCK));
    store.put(200, cells(200, BLOCK));
    assert.equal(store.ask(130, 260), undefined);
    assert.equal(store.get(130)?.name, '130.png');
    assert.equal(store.get(99), undefined);
  });

  it('asks for the rest where an answer was short, and not past the end of the list', () => {
    const store = new CellStore();
    assert.equal(store.ask(0, 59), 0);
    store.put(0, cells(0, 40));
    assert.equal(store.ask(0, 59), 40);
    store.put(40, cells(40, 20));
    assert.equal(store.ask(0, 59), undefined);
  });

  it('does not ask again where there is no such list any more', () => {
    const store = new CellStore();
    assert.equal(store.ask(0, 9), 0);
    store.put(0, []);
    assert.equal(store.ask(0, 9), undefined);
  });

  it('asks again what failed', () => {
    const store = new CellStore();
    assert.equal(store.ask(0, 9), 0);
    store.answered(0);
    assert.equal(store.ask(0, 9), 0);
  });

  it('forgets what was wanted longest ago', () => {
    const store = new CellStore(3);
    for (const from of [0, 100, 200]) store.put(from, cells(from, BLOCK));
    store.ask(0, 10);
    store.put(300, cells(300, BLOCK));
    assert.deepEqual(
      [0, 100, 200, 300].map((place) => store.get(place)?.name),
      ['0.png', undefined, '200.png', '300.png'],
    );
    assert.equal([...store.known()].length, 3 * BLOCK);
    assert.equal(store.ask(150, 160), 100);
  });

  it('asks for changed cells again, and keeps holes where pictures went', () => {
    const store = new CellStore();
    store.put(0, cells(0, 10));
    assert.equal(store.isAltered, false);
    store.alter([3, 5], [5, 6]);
    assert.equal(store.isAltered, true);
    assert.deepEqual([store.isHole(3), store.isHole(5), store.isHole(6)], [false, true, true]);
    assert.equal(store.ask(0, 9), 3);
    store.put(3, cells(3, 1));
    assert.equal(store.ask(0, 9), undefined);
  });

  it('changes a part of a cell, where it is known', () => {
    const store = new CellStore();
    store.put(0, cells(0, 1));
    store.change(0, { favourite: true });
    store.change(7, { favourite: true });
    assert.deepEqual([store.get(0)?.favourite, store.get(0)?.name, store.get(7)], [true, '0.png', undefined]);
  });
});
