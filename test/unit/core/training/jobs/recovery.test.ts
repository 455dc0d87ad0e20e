import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, it } from 'mocha';
import { endTree } from '../../../../../src/core/processes/endTree';
import { startDetached } from '../../../../../src/core/processes/startDetached';
import type { Job, JobPart, JobState } from '../../../../../src/core/training/jobs/job';
import { tempFolder } from '../../../support/tempFolder';
import { until } from '../../../support/until';
import { NEW_JOB, testJobs } from '../../../support/testJobs';

describe('a training whose supervisor was killed', () => {
  const folder = tempFolder();
  /** A process that was there, and is gone. */
  const dead = () => ({
    pid: spawnSync(process.execPath, ['-e', '0']).pid,
    startTime: 'before',
    host: hostname(),
  });

  /** A job as a supervisor that was killed leaves it, with a trainer at work. */
  async function orphaned(
    test: ReturnType<typeof testJobs>,
    known: Partial<Job> & { readonly part?: Partial<JobPart> },
  ) {
    const made = await test.jobs.store.create(NEW_JOB, new Date());
    const job = test.jobs.store.folder(made.id);
    const prepared = await test.options.prepare(made, job, 1, new AbortController().signal);
    const { command, cwd, env } = prepared;
    mkdirSync(job.output(1), { recursive: true });
    const started = await startDetached({ command, cwd, env, stdout: job.log });
    await test.atGate(made.id);
    const { part, ...rest } = known;
    await test.jobs.store.update(made.id, (current) => ({
      ...current,
      state: 'training',
      supervisor: dead(),
      parts: [
        {
          number: 1,
          startedAt: new Date().toISOString(),
          logFrom: 0,
          eventsFrom: 0,
          stepOffset: 0,
          nameOffset: 0,
          command: [...command],
          cwd,
          runner: true,
          outputName: 'aria',
          precision: 'bf16',
          trainer: { ...started.identity, host: hostname() },
          ...part,
        },
      ],
      ...rest,
    }));
    return { id: made.id, end: () => endTree(started.identity, { graceMs: 5000 }), ended: started.ended };
  }

  const isOver = async (test: ReturnType<typeof testJobs>, id: string): Promise<JobState | undefined> => {
    const state = await test.state(id);
    return ['done', 'error', 'stopped'].includes(state) ? state : undefined;
  };

  it('is taken over even where nobody had noted which process the trainer is', async () => {
    const test = testJobs(folder.path);
    const { id } = await orphaned(test, { part: { trainer: undefined } });
    await test.jobs.list();
    await until(async () => (await test.jobs.store.read(id)).parts[0]?.trainer !== undefined);
    test.open(id, 'done');
    assert.equal(await until(() => isOver(test, id)), 'done');
  });

  it('is done where the trainer came to its end without it', async () => {
    const test = testJobs(folder.path);
    const { id, ended } = await orphaned(test, {});
    test.open(id, 'done');
    await ended;
    const job = await test.jobs.get(id);
    assert.deepEqual([job.state, job.artifact], ['done', job.lora]);
  });

  it('is done where the supervisor died after the trainer had ended, before it had judged', async () => {
    const test = testJobs(folder.path);
    const { id, ended } = await orphaned(test, { part: { endedAt: new Date().toISOString(), exitCode: 0 } });
    test.open(id, 'done');
    await ended;
    assert.equal((await test.jobs.get(id)).state, 'done');
  });

  it('is done where the trainer ended before anything had noted which process it is', async () => {
    const test = testJobs(folder.path);
    const { id, ended } = await orphaned(test, { part: { trainer: undefined } });
    test.open(id, 'done');
    await ended;
    assert.equal((await test.jobs.get(id)).state, 'done');
  });

  it('says why the trainer failed without it', async () => {
    const test = testJobs(folder.path);
    const { id, ended } = await orphaned(test, {});
    test.open(id, 'fail');
    await ended;
    const job = await test.jobs.get(id);
    assert.deepEqual([job.state, job.verdict?.causeId], ['error', 'gpu_memory']);
  });

  it('is an error that can be resumed where the trainer was killed, too', async () => {
    const test = testJobs(folder.path);
    const { id, end } = await orphaned(test, {});
    await end();
    const [job] = await test.jobs.list();
    assert.deepEqual(
      [job?.id, job?.state, job?.verdict?.causeId, job?.resumable],
      [id, 'error', 'gone', { step: 0 }],
    );
  });

  it('is an error where the pid of the trainer belongs to another process by now', async () => {
    const test = testJobs(folder.path);
    const { id, end } = await orphaned(test, {
      part: { trainer: { pid: process.pid, startTime: 'x', host: hostname() } },
    });
    await end();
    assert.equal((await test.jobs.get(id)).state, 'error');
  });

  it('lets no other training begin while its trainer works', async () => {
    const test = testJobs(folder.path);
    const { id } = await orphaned(test, {});
    const next = await test.jobs.add(NEW_JOB);
    assert.equal(next.state, 'queued');
    test.open(id, 'done');
    await test.atGate(next.id);
    assert.equal(await test.state(id), 'done');
    test.open(next.id, 'done');
    await test.settled();
  });

  it('is looked after by one process only, however many look for it', async () => {
    const test = testJobs(folder.path);
    const { id } = await orphaned(test, {});
    await Promise.all([1, 2, 3, 4].map(() => test.jobs.get(id)));
    await until(async () => (await test.jobs.store.read(id)).supervisor?.pid === process.pid);
    test.open(id, 'done');
    await test.settled();
    const job = await test.jobs.get(id);
    assert.deepEqual([job.state, job.parts.length], ['done', 1]);
  });
});
