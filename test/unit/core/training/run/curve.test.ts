import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Curve } from '../../../../../src/core/training/run/curve';

describe('the curve of a run', () => {
  const curveOf = (...steps: number[]) => {
    const curve = new Curve();
    for (const step of steps) curve.add(step, step / 10, undefined);
    return curve;
  };

  it('has null where a loss is not finite, or a learning rate was not told', () => {
    const curve = new Curve();
    for (const loss of [0.5, NaN, Infinity, -Infinity, undefined]) curve.add(curve.length + 1, loss, 1e-4);
    curve.add(6, 0.25, undefined);
    assert.deepEqual(curve.piece(0), {
      from: 0,
      steps: [1, 2, 3, 4, 5, 6],
      losses: [0.5, null, null, null, null, 0.25],
      rates: [1e-4, 1e-4, 1e-4, 1e-4, 1e-4, null],
    });
  });

  it('comes in pieces, and the last one is empty', () => {
    const curve = curveOf(1, 2, 3);
    assert.deepEqual(curve.piece(0, 2).steps, [1, 2]);
    assert.deepEqual(curve.piece(2, 2).steps, [3]);
    assert.deepEqual(curve.piece(3, 2), { from: 3, steps: [], losses: [], rates: [] });
  });

  it('is as a page has it that gets each time what is behind the unchanged points, whatever comes', () => {
    // A small generator of numbers, always the same.
    let state = 7;
    const next = (below: number) => {
      state = (state * 16_807) % 2_147_483_647;
      return state % below;
    };
    const curve = new Curve();
    let page: (number | null)[][] = [];
    let step = 0;
    for (let turn = 0; turn < 2000; turn++) {
      const what = next(10);
      if (what < 6) curve.add(++step, next(100), undefined);
      else if (what < 8) curve.amend(next(100));
      else if (what === 8) curve.add((step = Math.max(1, step - next(5))), next(100), undefined);
      else if (next(20) === 0) {
        curve.clear();
        step = 0;
      }
      if (next(3) > 0) continue;
      const { from, steps, losses } = curve.piece(curve.unchanged());
      page = [...page.slice(0, from), ...steps.map((each, index) => [each, losses[index] ?? null])];
      const whole = curve.piece(0);
      assert.deepEqual(page, whole.steps.map((each, index) => [each, whole.losses[index]])); // prettier-ignore
      assert.ok(whole.steps.every((each, index) => index === 0 || each > (whole.steps[index - 1] ?? 0)));
    }
  });
});
