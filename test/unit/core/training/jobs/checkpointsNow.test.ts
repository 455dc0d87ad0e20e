import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { LogEvent } from '../../../../../src/core/training/log/events';
import { checkpointsNow } from '../../../../../src/core/training/jobs/checkpointsNow';
import type { Job, JobPart } from '../../../../../src/core/training/jobs/job';
import { jobFolder } from '../../../../../src/core/training/jobs/jobFolder';
import { tempFolder } from '../../../support/tempFolder';

describe('the checkpoints of a job that trains', () => {
  const folder = tempFolder();
  const file = (step: number) => join('/out', `aria-step${String(step).padStart(8, '0')}.safetensors`);
  const saving = (step: number): LogEvent => ({ type: 'saving', path: file(step) });
  const bar = (step: number): LogEvent => ({ type: 'step', step, total: 99, secondsElapsed: step });

  async function found(job: { state: Job['state']; parts: Partial<JobPart>[] }, ...events: LogEvent[]) {
    folder.write(
      'events.ndjson',
      events.map((event) => `${JSON.stringify({ time: 1, ...event })}\n`).join(''),
    );
    const all = await checkpointsNow(job as Pick<Job, 'state' | 'parts'>, jobFolder(folder.path));
    return all.map(({ step }) => step);
  }
  const training = { state: 'training' as const, parts: [{ number: 1, eventsFrom: 0, nameOffset: 0 }] };

  it('are whole once the trainer went on, and gone where it removed them', async () => {
    assert.deepEqual(await found(training, bar(2), saving(2)), []);
    assert.deepEqual(await found(training, bar(2), saving(2), bar(2)), []);
    assert.deepEqual(await found(training, bar(2), saving(2), bar(3)), [2]);
    const removed: LogEvent = { type: 'removed', path: file(2) };
    assert.deepEqual(await found(training, bar(2), saving(2), bar(4), saving(4), removed, bar(5)), [4]);
  });

  it('of a resumed one count from the start of the job, behind those of the parts before', async () => {
    const parts = [
      { number: 1, eventsFrom: 0, nameOffset: 0, outputs: [file(2)] },
      { number: 2, eventsFrom: 0, nameOffset: 3 },
    ];
    assert.deepEqual(await found({ state: 'training', parts }, bar(2), saving(2), bar(3)), [2, 5]);
  });

  it('are those that were noted once it is over', async () => {
    const parts = [{ number: 1, eventsFrom: 0, nameOffset: 0, outputs: [file(4)] }];
    assert.deepEqual(await found({ state: 'stopped', parts }, saving(2), bar(3)), [4]);
    assert.deepEqual(await found({ state: 'queued', parts: [] }), []);
  });
});
