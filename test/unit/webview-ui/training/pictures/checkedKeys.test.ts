import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { CheckedKeys } from '../../../../../webview-ui/training/pictures/checkedKeys';

describe('pictures that are selected', () => {
  const LIST = ['a', 'b', 'c', 'd', 'e'];
  function checked() {
    let changes = 0;
    const keys = new CheckedKeys(() => changes++);
    return { keys, chosen: () => LIST.filter((key) => keys.has(key)).join(''), changes: () => changes };
  }

  it('are those that were checked, one by one', () => {
    const { keys, chosen, changes } = checked();
    keys.toggle('b', true);
    keys.toggle('d', true);
    keys.toggle('b', false);
    assert.deepEqual([chosen(), changes()], ['d', 3]);
  });

  it('are all from the last one on with Shift, in both directions; none are taken out so, too', () => {
    const { keys, chosen } = checked();
    keys.toggle('d', true);
    keys.toggle('b', true, LIST);
    assert.equal(chosen(), 'bcd');
    keys.toggle('e', true, LIST);
    assert.equal(chosen(), 'bcde');
    keys.toggle('c', false, LIST);
    assert.equal(chosen(), 'b');
  });

  it('begin anew where the last one is not shown any more', () => {
    const { keys, chosen } = checked();
    keys.toggle('a', true);
    keys.toggle('d', true, ['c', 'd', 'e']);
    assert.equal(chosen(), 'ad');
  });

  it('are set at once, and forgotten with their pictures', () => {
    const { keys, chosen } = checked();
    keys.set(['a', 'c']);
    keys.set(['b', 'c']);
    keys.keep(new Set(['c', 'd']));
    assert.equal(chosen(), 'c');
  });
});
