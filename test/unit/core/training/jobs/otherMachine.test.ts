import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { otherMachineOf } from '../../../../../src/core/training/jobs/jobProcess';
import { tempFolder } from '../../../support/tempFolder';
import { NEW_JOB, testJobs } from '../../../support/testJobs';

describe('a job whose folder came from another machine while it trained there', () => {
  const folder = tempFolder();

  async function copied(test: ReturnType<typeof testJobs>) {
    const { store } = test.jobs;
    const { id } = await store.create(NEW_JOB, new Date());
    const there = { pid: process.pid, startTime: 'there', host: 'gpu-box' };
    mkdirSync(store.folder(id).output(1), { recursive: true });
    writeFileSync(store.folder(id).log, '');
    await store.update(id, (job) => ({
      ...job,
      state: 'training',
      supervisor: there,
      parts: [
        {
          number: 1,
          startedAt: '2026-11-26T20:31:55.000Z',
          logFrom: 0,
          eventsFrom: 0,
          stepOffset: 0,
          nameOffset: 0,
          command: ['python3'],
          cwd: '/',
          runner: true,
          outputName: 'aria',
          precision: 'bf16',
          trainer: there,
        },
      ],
    }));
    return id;
  }

  it('is not taken for dead, and is not asked for anything', async () => {
    const test = testJobs(folder.path);
    const id = await copied(test);
    const [job] = await test.jobs.list();
    assert.ok(job);
    assert.deepEqual([job.state, otherMachineOf(job)], ['training', 'gpu-box']);
    for (const action of ['save', 'stop', 'end'] as const)
      await assert.rejects(test.jobs.request(id, action), { code: 'changed_meanwhile' });
    assert.equal((await test.jobs.get(id)).request, undefined);
    await assert.rejects(test.jobs.resume(id), { code: 'changed_meanwhile' });
    await assert.rejects(test.jobs.remove(id), { code: 'changed_meanwhile' });
  });

  it('takes no turn of this one', async () => {
    const test = testJobs(folder.path);
    await copied(test);
    const { id } = await test.jobs.add(NEW_JOB);
    await test.atGate(id);
    test.open(id, 'done');
    await test.settled();
    assert.equal(await test.state(id), 'done');
  });

  it('becomes one of this machine where its user says so, and can be resumed or removed', async () => {
    const test = testJobs(folder.path);
    const id = await copied(test);
    const job = await test.jobs.takeOver(id);
    assert.deepEqual([job.state, job.verdict?.causeId, job.resumable], ['error', 'gone', { step: 0 }]);
    await test.jobs.resume(id);
    await test.atGate(id);
    test.open(id, 'done');
    await test.settled();
    assert.equal(await test.state(id), 'done');
    await test.jobs.remove(id);
    assert.deepEqual(await test.jobs.list(), []);
  });

  it('leaves a job of this machine as it is', async () => {
    const test = testJobs(folder.path);
    const { id } = await test.jobs.add(NEW_JOB);
    await test.atGate(id);
    const before = await test.jobs.store.read(id);
    assert.deepEqual((await test.jobs.takeOver(id)).supervisor, before.supervisor);
    test.open(id, 'done');
    await test.settled();
    // A copy of what is over is over everywhere.
    const other = testJobs(join(folder.path, 'copy'));
    cpSync(test.jobs.store.path, other.jobs.store.path, { recursive: true });
    assert.deepEqual((await other.jobs.list()).map(({ state }) => state), ['done']); // prettier-ignore
  });
});
