import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Problem } from '../../../../src/core/problem/problem';
import { Jobs, type Lane } from '../../../../src/ui/platform/job';
import { Problems } from '../../../../src/ui/platform/problems';
import { ScriptedDialogs } from '../../support/scriptedDialogs';
import { silentLog } from '../../../../src/core/log';

/** Rejects when the signal fires, as work that is cancelled does. */
const untilCancelled = (signal: AbortSignal): Promise<number> =>
  new Promise((_, reject) =>
    signal.addEventListener('abort', () =>
      reject(new Problem('cancelled', 'It: cancelled.', 'Run it again.')),
    ),
  );

describe('jobs', () => {
  const setUp = (...answers: string[]) => {
    const dialogs = new ScriptedDialogs(...answers);
    return { dialogs, jobs: new Jobs({ dialogs, problems: new Problems({ dialogs, log: silentLog }) }) };
  };

  it('give what the work returned, under a notification with its title', async () => {
    const { dialogs, jobs } = setUp();
    assert.equal(await jobs.run({ title: 'Working', work: () => Promise.resolve(7) }), 7);
    assert.deepEqual(
      dialogs.progresses.map(({ title }) => title),
      ['Working'],
    );
    assert.deepEqual(dialogs.texts, []);
  });

  it('of one lane run one at a time, and say so where another is started', async () => {
    const { dialogs, jobs } = setUp();
    const changes: boolean[] = [];
    const lane: Lane = { busy: 'Wait for it.', onDidChange: (running) => changes.push(running) };
    let end = (): void => {};
    const first = jobs.run({
      title: 'First',
      lane,
      work: () => new Promise<void>((resolve) => (end = resolve)),
    });
    assert.ok(jobs.isRunning(lane));
    assert.equal(await jobs.run({ title: 'Second', lane, work: () => Promise.resolve(1) }), undefined);
    assert.deepEqual(dialogs.texts, ['info: Wait for it.']);
    assert.equal(await jobs.run({ title: 'Without a lane', work: () => Promise.resolve(2) }), 2);
    end();
    await first;
    assert.deepEqual(changes, [true, false]);
    assert.equal(await jobs.run({ title: 'Third', lane, work: () => Promise.resolve(3) }), 3);
  });

  it('say nothing when the user cancels', async () => {
    const { dialogs, jobs } = setUp();
    dialogs.onProgress = (cancel) => cancel();
    assert.equal(await jobs.run({ title: 'It', work: ({ signal }) => untilCancelled(signal) }), undefined);
    assert.deepEqual(dialogs.texts, []);
  });

  it('tell that they were cancelled when the user did not', async () => {
    const { dialogs, jobs } = setUp();
    const lane: Lane = { busy: '' };
    const run = jobs.run({ title: 'It', lane, work: ({ signal }) => untilCancelled(signal) });
    jobs.cancel(lane);
    assert.equal(await run, undefined);
    assert.deepEqual(dialogs.texts, ['error: It: cancelled. Run it again.']);
  });

  it('tell another failure even after the user cancelled', async () => {
    const { dialogs, jobs } = setUp();
    dialogs.onProgress = (cancel) => cancel();
    const work = () => Promise.reject(new Problem('disk_full', 'The disk is full.', 'Free some space.'));
    await jobs.run({ title: 'It', work });
    assert.deepEqual(dialogs.texts, ['error: The disk is full. Free some space.']);
  });

  it('are free again while the message of a failure is still open', async () => {
    const { dialogs, jobs } = setUp();
    dialogs.error = () => new Promise(() => {});
    const lane: Lane = { busy: 'Wait for it.' };
    await jobs.run({ title: 'It', lane, work: () => Promise.reject(new Error('x')) });
    assert.equal(await jobs.run({ title: 'Next', lane, work: () => Promise.resolve(1) }), 1);
  });

  it('lead to what helps with the file', async () => {
    const { dialogs, jobs } = setUp('Open Sidecar');
    const work = () => Promise.reject(new Problem('not_json', 'It is not JSON.', 'Repair it.'));
    await jobs.run({ title: 'It', path: '/models/a.safetensors', work });
    await new Promise(setImmediate);
    assert.deepEqual(dialogs.executed, [['diffusionWorkbench.models.openSidecar', '/models/a.safetensors']]);
  });

  it('all end with the extension', async () => {
    const { jobs } = setUp();
    let ended: AbortSignal | undefined;
    const run = jobs.run({
      title: 'It',
      work: ({ signal }) => {
        ended = signal;
        return untilCancelled(signal);
      },
    });
    jobs.dispose();
    await run;
    assert.equal(ended?.aborted, true);
  });
});
