import assert from 'node:assert/strict';
import { keyTarget } from '../../../../webview-ui/gallery/grid/gridKeys';
import { RowLayout } from '../../../../webview-ui/gallery/grid/rowLayout';
import { pageKey } from '../../../../webview-ui/gallery/keys';

const PLAIN = { ctrlKey: false, metaKey: false, altKey: false };

describe('gallery: keys', () => {
  it('act on pictures, or begin a search', () => {
    const meant = (key: string) => pageKey({ ...PLAIN, key });
    assert.deepEqual(meant('Delete'), { do: 'run', command: 'trash' });
    assert.deepEqual([meant('0'), meant('5'), meant('6')], [{ do: 'rate', rating: 0 }, { do: 'rate', rating: 5 }, undefined]); // prettier-ignore
    assert.deepEqual([meant('f'), meant('R')], [{ do: 'favourite' }, { do: 'reveal' }]);
    assert.deepEqual(
      [meant('/'), meant('ж')],
      [
        { do: 'search', text: '' },
        { do: 'search', text: 'ж' },
      ],
    );
    assert.deepEqual([meant('Tab'), meant('F5'), meant('Shift')], [undefined, undefined, undefined]);
  });

  it('do nothing with Ctrl or Alt but insert', () => {
    assert.equal(pageKey({ ...PLAIN, ctrlKey: true, key: 'f' }), undefined);
    assert.equal(pageKey({ ...PLAIN, altKey: true, key: 'Delete' }), undefined);
    assert.deepEqual(pageKey({ ...PLAIN, metaKey: true, key: 'Enter' }), {
      do: 'run',
      command: 'insertPrompt',
    });
  });

  it('lead through the grid, and not beyond it', () => {
    const layout = new RowLayout([{ label: '', count: 10 }], 4);
    const from = (place: number, key: string) => keyTarget(key, place, layout, 2);
    assert.deepEqual([from(3, 'ArrowRight'), from(9, 'ArrowRight'), from(0, 'ArrowLeft')], [4, 9, 0]);
    assert.deepEqual([from(3, 'ArrowDown'), from(7, 'ArrowDown'), from(9, 'ArrowUp')], [7, 9, 5]);
    assert.deepEqual([from(1, 'PageDown'), from(9, 'PageUp'), from(4, 'Home'), from(4, 'End')], [9, 1, 0, 9]);
    assert.equal(from(4, 'Enter'), undefined);
  });
});
