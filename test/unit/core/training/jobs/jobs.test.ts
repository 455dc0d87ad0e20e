import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { isRunning, identityOf } from '../../../../../src/core/processes/identity';
import { Problem } from '../../../../../src/core/problem/problem';
import { tempFolder } from '../../../support/tempFolder';
import { until } from '../../../support/until';
import { NEW_JOB, testJobs } from '../../../support/testJobs';

const isGone = async (pid: number) => {
  const identity = await identityOf(pid);
  return identity === undefined || !(await isRunning(identity));
};

describe('trainings as jobs', () => {
  const folder = tempFolder();

  it('train, are judged and copied, one after the other', async () => {
    const test = testJobs(folder.path);
    const [first, second] = [
      await test.jobs.add(NEW_JOB),
      await test.jobs.add({ ...NEW_JOB, name: 'second' }),
    ];
    await test.atGate(first.id);
    assert.deepEqual([await test.state(first.id), await test.state(second.id)], ['training', 'queued']);
    test.open(first.id, 'done');
    await test.atGate(second.id);
    assert.equal(await test.state(first.id), 'done');
    test.open(second.id, 'fail');
    await test.settled();
    const [done, failed] = await test.jobs.list();
    assert.ok(done?.artifact !== undefined && existsSync(done.artifact));
    assert.deepEqual(
      [done.verdict?.steps, done.verdict?.lastLoss, done.plan],
      [3, 0.05, { totalSteps: 3, batchesPerEpoch: 3 }],
    );
    assert.equal(done.parts[0]?.exitCode, 0);
    assert.equal(failed?.state, 'error');
    assert.match(failed.verdict?.cause ?? '', /GPU ran out of memory/);
    assert.deepEqual(
      (await test.tasks.list()).map(({ state }) => state),
      ['completed', 'failed'],
    );
    assert.equal(done.supervisor, undefined);
  });

  it('are no success only because the trainer says so', async () => {
    const test = testJobs(folder.path);
    const [zero, unsaved] = [await test.jobs.add(NEW_JOB), await test.jobs.add(NEW_JOB)];
    test.open(zero.id, 'zero');
    test.open(unsaved.id, 'unsaved');
    await test.settled();
    const ended = await test.jobs.list();
    assert.deepEqual(ended.map(({ state, verdict }) => [state, verdict?.causeId]), [['error', 'lora_zero'], ['error', 'lora_missing']]); // prettier-ignore
  });

  it('end with all that they started, and say so', async () => {
    const test = testJobs(folder.path);
    const { id } = await test.jobs.add(NEW_JOB);
    const pids = await test.atGate(id);
    await test.jobs.request(id, 'end');
    await test.settled();
    for (const pid of pids) assert.ok(await isGone(pid));
    const job = await test.jobs.get(id);
    assert.deepEqual([job.state, job.verdict?.causeId, job.request], ['stopped', 'stopped', undefined]);
    assert.deepEqual(
      (await test.tasks.list()).map(({ state }) => state),
      ['canceled'],
    );
  });

  it('write what they are asked for where the runner looks, in order, and never a weaker wish over a stronger one', async () => {
    const test = testJobs(folder.path);
    const { id } = await test.jobs.add(NEW_JOB);
    await test.atGate(id);
    const control = () => JSON.parse(readFileSync(test.jobs.store.folder(id).control, 'utf8')) as unknown;
    await test.jobs.request(id, 'save');
    assert.deepEqual(control(), { id: 1, action: 'save' });
    await test.jobs.request(id, 'stop');
    assert.deepEqual(control(), { id: 2, action: 'stop' });
    await test.jobs.request(id, 'save');
    assert.deepEqual(control(), { id: 2, action: 'stop' });
    test.open(id, 'done');
    await test.settled();
  });

  it('that wait leave the queue when they are stopped', async () => {
    const test = testJobs(folder.path);
    const [first, second] = [await test.jobs.add(NEW_JOB), await test.jobs.add(NEW_JOB)];
    assert.equal((await test.jobs.request(second.id, 'stop')).state, 'stopped');
    test.open(first.id, 'done');
    await test.settled();
    assert.deepEqual(
      (await test.jobs.list()).map(({ state }) => state),
      ['done', 'stopped'],
    );
    assert.deepEqual(
      (await test.tasks.list()).map(({ state }) => state),
      ['completed', 'canceled'],
    );
  });

  it('are resumed in a part of their own, with an output folder of its own', async () => {
    const test = testJobs(folder.path);
    const { id } = await test.jobs.add(NEW_JOB);
    test.open(id, 'fail');
    await test.settled();
    assert.deepEqual((await test.jobs.get(id)).resumable, { step: 0 });
    test.close(id);
    await test.jobs.resume(id);
    await test.atGate(id);
    test.open(id, 'done');
    await test.settled();
    const job = await test.jobs.get(id);
    assert.equal(job.state, 'done');
    assert.deepEqual(job.parts.map(({ number, exitCode }) => [number, exitCode]), [[1, 1], [2, 0]]); // prettier-ignore
    assert.equal(job.parts[1]?.logFrom, job.parts[0]?.logTo);
    assert.ok(job.artifact?.startsWith(test.jobs.store.folder(id).output(2)));
    await assert.rejects(test.jobs.resume(id), { code: 'changed_meanwhile' });
  });

  it('are stopped while they are prepared', async () => {
    let isAsked = false;
    const test = testJobs(folder.path, {
      prepare: async (_job, _folder, _part, signal) => {
        isAsked = true;
        await new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('aborted'))),
        );
        throw new Error('never');
      },
    });
    const { id } = await test.jobs.add(NEW_JOB);
    await until(() => isAsked);
    await test.jobs.request(id, 'stop');
    await test.settled();
    const job = await test.jobs.get(id);
    assert.deepEqual([job.state, job.parts], ['stopped', []]);
  });

  it('say why they could not be prepared', async () => {
    const test = testJobs(folder.path, {
      prepare: () => Promise.reject(new Problem('bad_input', 'no pictures', 'Add some.')),
    });
    const { id } = await test.jobs.add(NEW_JOB);
    await test.settled();
    const job = await test.jobs.get(id);
    assert.equal(job.state, 'error');
    assert.match(job.verdict?.cause ?? '', /no pictures/);
  });

  it('keep the LoRA where it cannot be copied, and only copy it when they are tried again', async () => {
    let isFull = true;
    const test = testJobs(folder.path, {
      copy: (_job, lora) =>
        isFull ? Promise.reject(new Error('disk full')) : Promise.resolve(`${lora} copied`),
    });
    const { id } = await test.jobs.add(NEW_JOB);
    test.open(id, 'done');
    await test.settled();
    const job = await test.jobs.get(id);
    assert.deepEqual([job.state, job.verdict?.causeId], ['error', 'not_copied']);
    assert.ok(job.lora !== undefined && existsSync(job.lora));
    isFull = false;
    await test.jobs.resume(id);
    await test.settled();
    const again = await test.jobs.get(id);
    assert.deepEqual(
      [again.state, again.parts.length, again.artifact, again.verdict?.cause],
      ['done', 1, `${job.lora} copied`, undefined],
    );
  });

  it('are removed with their folder, but not while they run', async () => {
    const test = testJobs(folder.path);
    const { id } = await test.jobs.add(NEW_JOB);
    await test.atGate(id);
    await assert.rejects(test.jobs.remove(id), { code: 'changed_meanwhile' });
    test.open(id, 'done');
    await test.settled();
    await test.jobs.remove(id);
    assert.equal(existsSync(test.jobs.store.folder(id).path), false);
    assert.deepEqual(await test.jobs.list(), []);
    await assert.rejects(test.jobs.get(id), { code: 'missing' });
  });
});
