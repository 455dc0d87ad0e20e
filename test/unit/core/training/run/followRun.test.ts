import assert from 'node:assert/strict';
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, describe, it } from 'mocha';
import type { LogEvent } from '../../../../../src/core/training/log/events';
import type { JobPart } from '../../../../../src/core/training/jobs/job';
import { JobStore } from '../../../../../src/core/training/jobs/jobStore';
import { followRun, type FollowedRun } from '../../../../../src/core/training/run/followRun';
import { tempFolder } from '../../../support/tempFolder';
import { NEW_JOB } from '../../../support/testJobs';
import { until } from '../../../support/until';

const text = (...events: LogEvent[]) => events.map((event) => `${JSON.stringify({ time: 1, ...event })}\n`).join(''); // prettier-ignore
const ready: LogEvent = { type: 'runner', event: 'ready', trainer: 'NetworkTrainer' };
const step = (at: number, loss: number, rate?: number): LogEvent => ({
  type: 'runner',
  event: 'step',
  step: at,
  loss,
  ...(rate !== undefined && { rate }),
});
const bar = (at: number, loss?: number, total = 100): LogEvent => ({
  type: 'step',
  step: at,
  total,
  secondsElapsed: at,
  ...(loss !== undefined && { loss }),
});

describe('following the run of a job', () => {
  const folder = tempFolder();
  let closed = new AbortController();
  afterEach(() => {
    closed.abort();
    closed = new AbortController();
  });

  async function job() {
    const store = new JobStore(folder.path);
    const { id } = await store.create(NEW_JOB, new Date());
    const { events, log } = store.folder(id);
    writeFileSync(events, '');
    writeFileSync(log, '');
    let size = 0;
    return {
      store,
      id,
      events,
      write: (written: string | Uint8Array) => {
        appendFileSync(events, written);
        size += Buffer.byteLength(written);
      },
      /** Begins the next part, with the steps that the ones before have trained. */
      begin: async (trained = 0) => {
        const { parts } = await store.read(id);
        const part: JobPart = {
          number: parts.length + 1,
          startedAt: new Date().toISOString(),
          logFrom: 0,
          eventsFrom: size,
          stepOffset: trained,
          nameOffset: trained,
          command: ['python3'],
          cwd: folder.path,
          runner: true,
          outputName: 'aria',
          precision: 'bf16',
        };
        await store.update(id, (current) => ({ ...current, state: 'training', parts: [...parts, part] }));
      },
      follow: () =>
        followRun(store, id, { onChange: () => undefined, onError: assert.ifError, signal: closed.signal }),
    };
  }
  const points = ({ events }: FollowedRun) => {
    const { steps, losses, rates } = events.curve.piece(0);
    return { steps, losses, rates };
  };

  it('gives the exact loss and the learning rate of each step, and not those of the bar', async () => {
    const test = await job();
    await test.begin();
    test.write(text(ready, bar(0), step(1, 0.5, 1e-4), bar(1, 0.7), step(2, NaN), bar(2, 0.8)));
    const run = await test.follow();
    assert.deepEqual(points(run), { steps: [1, 2], losses: [0.5, null], rates: [1e-4, null] });
    assert.equal(run.events.exact, true);
    assert.equal(run.events.notFinite, 1);
    assert.equal(run.events.speed?.step, 2);
  });

  it('gives the mean of the bar where there is no runner: a step has its own loss at its second refresh', async () => {
    const test = await job();
    await test.begin();
    test.write(text(bar(0), bar(1), bar(1, 0.5), bar(2, 0.5), bar(2, NaN), bar(3, 0.3)));
    const run = await test.follow();
    assert.deepEqual(points(run), { steps: [1, 2, 3], losses: [0.5, null, 0.3], rates: [null, null, null] });
    assert.equal(run.events.exact, false);
  });

  it('counts on over two resumes, and a step that comes again counts as it is the last time', async () => {
    const test = await job();
    await test.begin();
    test.write(text(ready, step(1, 0.1), step(2, 0.2), step(3, 0.3), step(4, 0.4)));
    await test.begin(2);
    test.write(text(ready, step(1, 1.3), step(2, 1.4), step(3, 1.5)));
    const run = await test.follow();
    assert.deepEqual(points(run).steps, [1, 2, 3, 4, 5]);
    assert.deepEqual(points(run).losses, [0.1, 0.2, 1.3, 1.4, 1.5]);
    run.events.curve.unchanged();
    await test.begin(4);
    test.write(text(ready, step(1, 2.5)));
    await until(() => points(run).losses.at(-1) === 2.5);
    assert.deepEqual(points(run).losses, [0.1, 0.2, 1.3, 1.4, 2.5]);
    // What the page has behind the fourth point is past.
    assert.equal(run.events.curve.unchanged(), 4);
  });

  it('gives the same however the bytes arrive', async () => {
    const all = Buffer.from(
      text(ready, { type: 'warning', message: '学習 “京都” 🎨' }, step(1, 0.5, 1e-4), bar(1, 0.5), step(2, NaN), step(3, 0.25)),
    ); // prettier-ignore
    const whole = { steps: [1, 2, 3], losses: [0.5, null, 0.25], rates: [1e-4, null, null] };
    // Each place once: with two pieces, and byte by byte.
    for (const size of [1, 7, 64, all.length - 1]) {
      const test = await job();
      await test.begin();
      const run = await test.follow();
      for (let at = 0; at < all.length; at += size) {
        test.write(all.subarray(at, at + size));
        // Every piece is seen by itself now and then, whatever the system tells of it.
        if (at % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await until(() => run.events.curve.length === 3);
      assert.deepEqual(points(run), whole, `pieces of ${size}`);
      closed.abort();
      closed = new AbortController();
    }
  });

  it('leaves out a line that was cut off, and goes on behind it', async () => {
    const test = await job();
    await test.begin();
    test.write(text(ready, step(1, 0.5)));
    test.write(text(step(2, 0.4)).slice(0, 30));
    test.write('\n\0\0\0\nnull\n7\n');
    test.write(text(step(3, 0.3)));
    assert.deepEqual(points(await test.follow()).steps, [1, 3]);
  });

  it('begins anew where who took over notes the events again', async () => {
    const test = await job();
    await test.begin();
    const epoch = (at: number): LogEvent => ({ type: 'epoch', epoch: at, epochs: 9 });
    const first = text(ready, epoch(1), bar(1), step(1, NaN), epoch(2), bar(2), step(2, 0.5), bar(3), step(3, 0.4)); // prettier-ignore
    test.write(first);
    const run = await test.follow();
    assert.equal(run.events.curve.length, 3);
    truncateSync(test.events, 40);
    await until(() => run.events.curve.length === 0);
    truncateSync(test.events, 0);
    appendFileSync(test.events, text(ready, epoch(1), bar(1), step(1, NaN), epoch(2), bar(2), step(2, 0.5)));
    await until(() => run.events.curve.length === 2);
    assert.deepEqual(points(run).losses, [null, 0.5]);
    assert.equal(run.events.notFinite, 1);
    assert.deepEqual(run.events.epochs, [{ epoch: 1, step: 1 }]);
  });

  it('marks the ends of epochs, and those of a resumed part once', async () => {
    const test = await job();
    await test.begin();
    const epoch = (at: number): LogEvent => ({ type: 'epoch', epoch: at, epochs: 3 });
    test.write(text(ready, epoch(1), step(1, 1), bar(1), step(2, 1), bar(2), epoch(2), step(3, 1), bar(3), step(4, 1), bar(4), epoch(3), step(5, 1), bar(5))); // prettier-ignore
    await test.begin(3);
    test.write(text(ready, epoch(2), step(1, 1), bar(1), epoch(3), step(2, 1), bar(2)));
    const { events } = await test.follow();
    assert.deepEqual(events.epochs, [{ epoch: 1, step: 2 }, { epoch: 2, step: 4 }]); // prettier-ignore
    assert.equal(events.epoch, 3);
    assert.equal(events.epochCount, 3);
  });
});
