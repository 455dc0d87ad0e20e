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

  it('does so where points lie unevenly, by their place and not by their number', () => {
    const point = fc.tuple(
      fc.double({ min: 0.001, max: 1e4, noNaN: true }),
      fc.integer({ min: -99, max: 99 }),
    );
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 100, maxLength: 600 }),
        fc.integer({ min: 1, max: 40 }),
        (points, columns) => {
          // prettier-ignore
          let end = 0;
          const xs = points.map(([gap]) => (end += gap));
          const ys = points.map(([, y]) => y);
          const kept = thin(xs, ys, 0, xs.length, columns);
          const [first = 0] = xs;
          const scale = columns / (end - first);
          const column = (x: number) => Math.floor((x - first) * scale);
          const extremes = (pairs: readonly (readonly [x: number, y: number])[]) => {
            const found = new Map<number, { low: number; high: number; count: number }>();
            for (const [x, y] of pairs) {
              const { low, high, count } = found.get(column(x)) ?? { low: y, high: y, count: 0 };
              found.set(column(x), { low: Math.min(low, y), high: Math.max(high, y), count: count + 1 });
            }
            return found;
          };
          const all = extremes(xs.map((x, index) => [x, ys[index] ?? NaN]));
          const left = extremes(kept.xs.map((x, index) => [x, kept.ys[index] ?? NaN]));
          assert.deepEqual([...left.keys()], [...all.keys()]);
          for (const [at, { low, high, count }] of left) {
            assert.deepEqual([low, high], [all.get(at)?.low, all.get(at)?.high]);
            if (xs.length > 2 * columns) assert.ok(count <= 2);
          }
        },
      ),
    );
  });

  it('keeps a spike between far points, and one of many at the same place', () => {
    // Nearly all points are in the first of ten columns, as after a resume that logs less often.
    const xs = [...Array.from({ length: 100 }, (_, index) => index / 100), 5, 10];
    const ys = xs.map((x) => (x === 0.5 ? 9 : x === 5 ? -9 : 1));
    const { xs: kept, ys: values } = thin(xs, ys, 0, xs.length, 10);
    assert.deepEqual(kept, [0, 0.5, 5, 10]);
    assert.deepEqual(values, [1, 9, -9, 1]);
    // Points at one and the same place have no width to be thinned by: all of them stay.
    assert.equal(thin(Array<number>(50).fill(3), ys, 0, 50, 10).xs.length, 50);
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
