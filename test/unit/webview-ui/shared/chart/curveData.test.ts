import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { CurveData } from '../../../../../webview-ui/shared/chart/curveData';
import { curveSummary } from '../../../../../webview-ui/shared/chart/curveSummary';

const piece = (from: number, steps: number[], losses: (number | null)[], rates: (number | null)[] = []) => ({
  from,
  steps,
  losses,
  rates: steps.map((_, index) => rates[index] ?? null),
  exact: true,
});

describe('the points of a curve', () => {
  it('come in pieces; what follows replaces what a resume has taken back', () => {
    const data = new CurveData();
    assert.equal(data.add(piece(0, [1, 2, 3], [0.3, 0.2, 0.1])), true);
    assert.equal(data.add(piece(3, [4], [0.05], [1e-4])), true);
    assert.equal(data.hasRates, true);
    assert.equal(data.add(piece(2, [3, 4], [0.4, 0.5])), true);
    assert.deepEqual([data.steps, data.losses], [[1, 2, 3, 4], [0.3, 0.2, 0.4, 0.5]]); // prettier-ignore
    assert.equal(data.rates.length, 4);
  });

  it('are asked for where some before them are missing', () => {
    const data = new CurveData();
    assert.equal(data.add(piece(1, [2], [0.1])), false);
    assert.deepEqual(data.steps, []);
  });

  it('tell the lowest that is a number, and those that are none', () => {
    const data = new CurveData();
    data.add(piece(0, [10, 20, 30, 40], [0.3, null, 0.1, 0.2]));
    assert.deepEqual(data.lowest(), { step: 30, value: 0.1 });
    assert.deepEqual(data.notFinite(), [20]);
    assert.equal(new CurveData().lowest(), undefined);
    assert.equal(
      curveSummary(data, data.losses),
      '4 steps; the smoothed loss is 0.2 at step 40. Lowest: 0.1 at step 30. Not finite from step 20 on.',
    );
    assert.equal(curveSummary(new CurveData(), []), '');
  });
});
