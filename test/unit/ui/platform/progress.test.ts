import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ProgressUpdate } from '../../../../src/ui/platform/dialogs';
import { progressReporter } from '../../../../src/ui/platform/progress';

describe('progress of a notification', () => {
  const setUp = () => {
    const updates: ProgressUpdate[] = [];
    const time = { now: 1000 };
    const report = progressReporter(
      (update) => void updates.push(update),
      () => time.now,
    );
    const files = (done: number) => ({ percent: done, files: { done, total: 100 } });
    return { updates, time, report, files };
  };

  it('is rewritten now and then, and with every new phase', () => {
    const { updates, time, report, files } = setUp();
    report({ phase: 'reading', ...files(1) });
    report({ phase: 'reading', ...files(2) });
    time.now += 199;
    report({ phase: 'reading', ...files(3) });
    report({ phase: 'writing', ...files(4) });
    time.now += 200;
    report({ phase: 'writing', ...files(5) });
    assert.deepEqual(
      updates.map(({ message }) => /\d+/.exec(message)?.[0]),
      ['1', '4', '5'],
    );
  });

  it('moves its bar by the difference, and never back', () => {
    const { updates, report } = setUp();
    report({ phase: 'reading', percent: 30 });
    report({ phase: 'writing', percent: 10 });
    report({ phase: 'checking', percent: 50 });
    assert.deepEqual(
      updates.map(({ increment }) => increment),
      [30, 0, 20],
    );
  });
});
