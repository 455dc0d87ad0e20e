import assert from 'node:assert/strict';
import { leavePlace, listKey, placeOf, selectedPaths } from '../../../../webview-ui/gallery/remembered';

const VIEW = { show: 'pictures', filter: '', order: 'newest', group: 'none', seed: 1 } as const;

describe('gallery: places that are remembered', () => {
  it('are those of lists with the same pictures in the same order', () => {
    const key = listKey({ kind: 'library' }, VIEW);
    assert.equal(listKey({ kind: 'library' }, { ...VIEW, filter: ' ', seed: 2 }), key);
    assert.notEqual(listKey({ kind: 'library' }, { ...VIEW, filter: 'cat' }), key);
    assert.notEqual(listKey({ kind: 'creator', name: 'a' }, VIEW), key);
    const random = { ...VIEW, order: 'random' } as const;
    assert.notEqual(
      listKey({ kind: 'library' }, random),
      listKey({ kind: 'library' }, { ...random, seed: 2 }),
    );
  });

  it('are found again, and forgotten where a list was left at its top', () => {
    const places = leavePlace(undefined, { of: 'a', scroll: 120, active: '/a.png' });
    assert.deepEqual(placeOf(places, 'a'), { of: 'a', scroll: 120, active: '/a.png' });
    assert.equal(placeOf(leavePlace(places, { of: 'a', scroll: 0, active: undefined }), 'a'), undefined);
  });

  it('are the twenty latest', () => {
    let places = leavePlace(undefined, { of: '0', scroll: 1, active: undefined });
    for (let index = 1; index <= 30; index++)
      places = leavePlace(places, { of: String(index), scroll: 1, active: undefined });
    assert.deepEqual([places.length, places[0]?.of, places.at(-1)?.of], [20, '11', '30']);
  });

  it('keep the paths of a selection that are known, and not too many', () => {
    const pathOf = (place: number) => (place % 2 === 0 ? `/${place}.png` : undefined);
    assert.deepEqual(selectedPaths([1, 2, 3, 4], pathOf), ['/2.png', '/4.png']);
    assert.equal(
      selectedPaths(
        Array.from({ length: 5000 }, (_, place) => place),
        pathOf,
      ).length,
      300,
    );
  });
});
