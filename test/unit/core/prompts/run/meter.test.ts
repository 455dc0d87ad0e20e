import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FileMeter } from '../../../../../src/core/prompts/run/meter';
import type { PromptProgress } from '../../../../../src/core/prompts/run/types';

describe('FileMeter', () => {
  it('measures the rate of the last five seconds and says how long the rest takes', () => {
    let now = 0;
    const told: PromptProgress[] = [];
    const meter = new FileMeter(
      (progress) => told.push(progress),
      () => now,
    );
    meter.enter('finding');
    assert.deepEqual(told.at(-1), { phase: 'finding', files: 0, filesDone: 0, filesPerSecond: 0 });
    now = 60_000;
    meter.enter('reading', 1_000);
    for (let second = 1; second <= 4; second++) {
      now += 1_000;
      meter.add(10);
    }
    assert.deepEqual(told.at(-1), {
      phase: 'reading',
      files: 1_000,
      filesDone: 40,
      filesPerSecond: 10,
      secondsLeft: 96,
    });
    // Ten times as fast from now on: the slow beginning is forgotten.
    for (let second = 1; second <= 5; second++) {
      now += 1_000;
      meter.add(100);
    }
    const { filesPerSecond, secondsLeft } = told.at(-1)!;
    assert.deepEqual([filesPerSecond, secondsLeft], [100, 4.6]);
  });
});
