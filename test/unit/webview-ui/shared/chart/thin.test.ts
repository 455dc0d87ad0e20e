import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { smooth } from '../../../../../webview-ui/shared/chart/smooth';
import { firstFrom, thin } from '../../../../../webview-ui/shared/chart/thin';

describe('a curve that is thinned', () => {
  it('keeps the lowest and the highest point of each column, in their order, and no others', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: -99, max: 99 }), fc.constant(NaN)), { minLength: 200, maxLength: 800 }); // prettier-ignore
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 40 }), (ys, columns) => {
        const xs = ys.map((_, index) => index);
        const { xs: kept, ys: points } = thin(xs, ys, 0, xs.length, columns);
        const scale = columns / (xs.length - 1);
        const column = (x: number) => Math.floor(x * scale);
        for (let at = 0; at <= columns; at++) {
          const all = xs.filter((x) => column(x) === at).map((x) => ys[x] ?? NaN).filter(Number.isFinite); // prettier-ignore
          const left = kept.filter((x) => column(x) === at).map((x) => ys[x] ?? NaN);
          assert.ok(left.length <= 2);
          if (all.length === 0) continue;
          assert.deepEqual([Math.min(...left), Math.max(...left)], [Math.min(...all), Math.max(...all)]);
        }
        assert.deepEqual(points, kept.map((x) => ys[x])); // prettier-ignore
        assert.deepEqual(kept, [...kept].sort((a, b) => a - b)); // prettier-ignore
      }),
    );
  });

  it('keeps all points where there are few, but for those that are not finite', () => {
    assert.deepEqual(thin([1, 2, 3], [5, NaN, 6], 0, 3, 100), { xs: [1, 3], ys: [5, 6] });
    assert.deepEqual(thin([], [], 0, 0, 100), { xs: [], ys: [] });
  });

  it('finds where a range begins', () => {
    assert.deepEqual([0, 1, 2, 3, 9].map((x) => firstFrom([1, 3, 5], x)), [0, 0, 1, 1, 3]); // prettier-ignore
  });
});

describe('a curve that is smoothed', () => {
  it('begins at its first value, follows, and passes over what is not finite', () => {
    assert.deepEqual([...smooth([4, 4, 4], 0.9)].map((value) => Number(value.toFixed(9))), [4, 4, 4]); // prettier-ignore
    const [first, second, third] = smooth([1, NaN, 3], 0.5);
    assert.equal(first, 1);
    assert.ok(Number.isNaN(second));
    assert.equal(third?.toFixed(4), (7 / 3).toFixed(4));
    assert.deepEqual([...smooth([1, 2], 0)], [1, 2]);
  });
});
