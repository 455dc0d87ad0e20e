import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { Meter, type MeterOptions } from '../../../../src/core/progress/meter';
import { progressText } from '../../../../src/core/progress/progressText';
import type { Progress } from '../../../../src/core/progress/progress';

describe('Meter', () => {
  let now: number;
  let told: Progress[];
  const meter = (options: MeterOptions = {}) =>
    new Meter((progress) => told.push(progress), { now: () => now, ...options });
  beforeEach(() => {
    now = 0;
    told = [];
  });

  it('tells bytes, rate, time left and requests', () => {
    const hashing = meter({ requests: () => 7 });
    hashing.enter('hashing', { files: 2, bytes: 1000 });
    hashing.addBytes(100);
    assert.equal(told.at(-1)?.secondsLeft, undefined);
    now = 1000;
    hashing.addBytes(200);
    hashing.addFiles();
    assert.deepEqual(told.at(-1), {
      phase: 'hashing',
      percent: 30,
      files: { done: 1, total: 2 },
      bytes: { done: 300, total: 1000 },
      perSecond: 300,
      secondsLeft: 700 / 300,
      requests: 7,
    });
  });

  it('tells that only a silent Civitai is waited for, until something comes', () => {
    const asking = meter({ requests: () => 1 });
    const waits = () => told.at(-1)?.isWaiting;
    asking.enter('headers', { files: 2 });
    now = 6_000;
    asking.tick();
    assert.equal(waits(), undefined, 'headers come from the disk');
    asking.enter('asking');
    now = 10_000;
    asking.tick();
    assert.equal(waits(), undefined);
    now = 11_000;
    asking.tick();
    assert.equal(waits(), true);
    assert.match(progressText(told.at(-1)!), /1 request · waiting for Civitai…$/);
    asking.addFiles();
    assert.equal(waits(), undefined);
    asking.enter('hashing', { bytes: 10 });
    now = 20_000;
    asking.tick();
    assert.equal(waits(), undefined, 'the disk may be slow');
    asking.addBytes(10);
    now = 25_000;
    asking.tick();
    assert.equal(waits(), true);
  });

  it('measures the rate of the last five seconds', () => {
    const reading = meter({ rate: 'files' });
    reading.enter('finding');
    assert.deepEqual(told, [{ phase: 'finding', percent: 0 }]);
    now = 60_000;
    reading.enter('reading', { files: 1_000 });
    for (let second = 1; second <= 4; second++) {
      now += 1_000;
      reading.addFiles(10);
    }
    const files = { done: 40, total: 1_000 };
    assert.deepEqual(told.at(-1), { phase: 'reading', percent: 4, files, perSecond: 10, secondsLeft: 96 });
    // Ten times as fast from now on: the slow beginning is forgotten.
    for (let second = 1; second <= 5; second++) {
      now += 1_000;
      reading.addFiles(100);
    }
    const { perSecond, secondsLeft } = told.at(-1)!;
    assert.deepEqual([perSecond, secondsLeft], [100, 4.6]);
  });

  it('tells neither rate nor time left when all is done', () => {
    const writing = meter({ rate: 'files' });
    writing.enter('writing', { files: 2 });
    now = 1_000;
    writing.addFiles(2);
    assert.deepEqual(told.at(-1), { phase: 'writing', percent: 100, files: { done: 2, total: 2 } });
  });

  it('gives a phase its share of the whole, and goes on counting what gets no new total', () => {
    const run = meter();
    run.enter('asking', { files: 4, share: [0, 10] });
    run.addFiles();
    assert.equal(told.at(-1)?.percent, 2.5);
    run.enter('hashing', { bytes: 100, share: [10, 100] });
    run.addBytes(50);
    assert.deepEqual([told.at(-1)?.percent, told.at(-1)?.files], [55, { done: 1, total: 4 }]);
    run.enter('previews');
    assert.deepEqual([told.at(-1)?.percent, told.at(-1)?.bytes], [55, { done: 50, total: 100 }]);
  });

  it('measures by files where there are no bytes', () => {
    const run = meter();
    run.enter('hashing', { files: 4, bytes: 0 });
    run.addFiles(3);
    assert.equal(told.at(-1)?.percent, 75);
  });

  it('never counts more than there is', () => {
    const run = meter();
    run.enter('writing', { bytes: 10 });
    run.addBytes(11);
    assert.deepEqual([told.at(-1)?.bytes, told.at(-1)?.percent], [{ done: 10, total: 10 }, 100]);
  });
});
