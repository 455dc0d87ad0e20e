import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Meter } from '../../../../../src/core/models/identify/meter';
import type { AnnotateProgress } from '../../../../../src/core/models/identify/types';

describe('the meter of an annotate run', () => {
  it('tells bytes, rate and time left', () => {
    let now = 0;
    const told: AnnotateProgress[] = [];
    const meter = new Meter(
      2,
      () => 7,
      () => now,
      (progress) => told.push(progress),
    );
    meter.enter('hashing');
    meter.bytes = 1000;
    meter.addBytes(100);
    assert.equal(told.at(-1)?.secondsLeft, undefined);
    now = 1000;
    meter.addBytes(200);
    meter.fileDone();
    assert.deepEqual(told.at(-1), {
      phase: 'hashing',
      files: 2,
      filesDone: 1,
      bytes: 1000,
      bytesDone: 300,
      bytesPerSecond: 200,
      secondsLeft: 3.5,
      requests: 7,
    });
  });

  it('forgets a rate of long ago', () => {
    let now = 0;
    let last: AnnotateProgress | undefined;
    const meter = new Meter(
      1,
      () => 0,
      () => now,
      (progress) => (last = progress),
    );
    meter.bytes = 10_000;
    for (const [at, bytes] of [
      [0, 0],
      [1000, 1000],
      [60_000, 1],
      [61_000, 10],
    ] as const) {
      now = at;
      meter.addBytes(bytes);
    }
    assert.equal(last?.bytesPerSecond, 10);
  });
});
