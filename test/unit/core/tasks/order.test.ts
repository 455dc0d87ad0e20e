import assert from 'node:assert/strict';
import { moved, type MoveTo } from '../../../../src/core/tasks/order';

describe('the order of what waits', () => {
  const cases: readonly [ids: string, to: MoveTo, after: string][] = [
    ['c', 'first', 'cabde'],
    ['c', 'up', 'acbde'],
    ['c', 'down', 'abdce'],
    ['c', 'last', 'abdec'],
    ['a', 'up', 'abcde'],
    ['e', 'down', 'abcde'],
    ['bd', 'first', 'bdace'],
    ['bd', 'up', 'bdace'],
    ['bd', 'down', 'acebd'],
    ['bd', 'last', 'acebd'],
    ['db', { at: 'a' }, 'bdace'],
    ['a', { at: 'e' }, 'bcdea'],
    ['e', { at: 'b' }, 'aebcd'],
    ['bd', { at: 'd' }, 'acbde'],
    ['b', { at: 'x' }, 'abcde'],
    ['x', 'first', 'abcde'],
    ['xa', 'last', 'bcdea'],
  ];
  for (const [ids, to, after] of cases)
    it(`is ${after} after ${ids} went ${JSON.stringify(to)}`, () => {
      assert.equal(moved(Array.from('abcde'), Array.from(ids), to).join(''), after);
    });
});
