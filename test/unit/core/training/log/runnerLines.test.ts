import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runnerEvent } from '../../../../../src/core/training/log/runnerLines';

describe('a line of the runner', () => {
  it('is each of its events with its facts', () => {
    const lines = [
      [
        '{"event": "ready", "trainer": "SdxlNetworkTrainer"}',
        { event: 'ready', trainer: 'SdxlNetworkTrainer' },
      ],
      ['{"event": "step", "step": 3, "loss": 0.125}', { event: 'step', step: 3, loss: 0.125 }],
      ['{"event": "step", "step": 3, "loss": null}', { event: 'step', step: 3, loss: NaN }],
      [
        '{"event": "step", "step": 3, "loss": 1, "rate": 1e-06}',
        { event: 'step', step: 3, loss: 1, rate: 1e-6 },
      ],
      ['{"event": "save", "step": 4, "id": 2}', { event: 'save', step: 4, id: 2 }],
      ['{"event": "nan", "step": 5, "count": 3}', { event: 'nan', step: 5, count: 3 }],
      ['{"event": "unavailable", "reason": "x"}', { event: 'unavailable', reason: 'x' }],
      ['{"event": "newer", "step": "4", "id": {}}', { event: 'newer' }],
    ] as const;
    for (const [text, event] of lines)
      assert.deepEqual(runnerEvent(`@@event ${text}`), { type: 'runner', ...event });
  });

  it('is no event where it is anything else', () => {
    for (const text of ['step', '@@event', '@@event {', '@@event null', '@@event 7', '@@event {"event": 1}', ' @@event {"event":"x"}'])
      assert.equal(runnerEvent(text), undefined, text);
    assert.equal(runnerEvent(`@@event {"event": "x", "y": "${'z'.repeat(5000)}"}`), undefined);
  }); // prettier-ignore
});
