import assert from 'node:assert/strict';
import { RateControl } from '../../../../src/core/net/rateControl';

describe('rate control', () => {
  it('halves in trouble, grows by one after successes, and keeps between 1 and the maximum', () => {
    const rate = new RateControl(5);
    const seen: number[] = [];
    const after = (act: () => void, times = 1): void => {
      for (let n = 0; n < times; n++) act();
      seen.push(rate.concurrency);
    };
    after(() => rate.troubled());
    after(() => rate.troubled());
    after(() => rate.troubled());
    after(() => rate.succeeded(), 9);
    after(() => rate.succeeded());
    after(() => rate.succeeded(), 10);
    after(() => rate.succeeded(), 100);
    assert.deepEqual(seen, [2, 1, 1, 1, 2, 3, 5]);
  });
});
