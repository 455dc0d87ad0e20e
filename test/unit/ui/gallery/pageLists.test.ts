import assert from 'node:assert/strict';
import type { GalleryCell } from '../../../../src/core/gallery/engine';
import { ListedCells } from '../../../../src/ui/gallery/page/listedCells';
import { PageLists } from '../../../../src/ui/gallery/page/pageLists';
import { cellOf } from '../../support/galleryUi';

describe('the lists of a gallery’s page', () => {
  it('are held until the page shows a later one, and until it is closed', () => {
    const dropped: number[] = [];
    const lists = new PageLists((revision) => void dropped.push(revision));
    lists.made(1);
    lists.shown(1);
    lists.made(4);
    assert.deepEqual(dropped, [], 'the user still acts on the first');
    lists.made(5);
    assert.deepEqual(dropped, [4], 'it will never be shown');
    lists.shown(5);
    assert.deepEqual(dropped, [4, 1]);
    lists.end();
    lists.made(6);
    assert.deepEqual(dropped, [4, 1, 5, 6], 'one that was made for a page that was closed meanwhile');
  });
});

describe('cells that a gallery’s page has asked for', () => {
  it('are asked for again where the page remembers them longer', async () => {
    const asked: number[] = [];
    const all = Array.from({ length: 9000 }, (_, place) => cellOf(`/p/${place}.png`));
    const cells = (_revision: number, from: number, count: number): Promise<readonly GalleryCell[]> => {
      asked.push(from);
      return Promise.resolve(all.slice(from, from + count));
    };
    const listed = new ListedCells(3, { cells });
    const named = async (places: readonly number[]) =>
      (await listed.at(places)).map(([place, { name }]) => [place, name]);
    for (let from = 0; from < 6000; from += 200) await listed.from(from);
    asked.length = 0;
    assert.deepEqual(await named([5999, 5801]), [[5999, '5999.png'], [5801, '5801.png']]); // prettier-ignore
    assert.deepEqual(asked, []);
    assert.deepEqual(await named([7, 3, 8, 5999]), [[7, '7.png'], [3, '3.png'], [8, '8.png'], [5999, '5999.png']]); // prettier-ignore
    assert.deepEqual(asked, [7, 3]);
    assert.deepEqual(await named([8999, 9001]), [[8999, '8999.png']]);
  });
});
