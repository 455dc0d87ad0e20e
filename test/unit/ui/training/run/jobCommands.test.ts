import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Job } from '../../../../../src/core/training/jobs/job';
import { jobCommands } from '../../../../../src/ui/training/run/jobCommands';
import { ScriptedDialogs, type Answer } from '../../../support/scriptedDialogs';
import { tempFolder } from '../../../support/tempFolder';
import { NEW_JOB, testJobs } from '../../../support/testJobs';
import { until } from '../../../support/until';

describe('the commands over trainings', () => {
  const folder = tempFolder();

  function commands(test: ReturnType<typeof testJobs>, ...answers: Answer[]) {
    const dialogs = new ScriptedDialogs(...answers);
    const shown: Job[] = [];
    const show = (job: Job) => Promise.resolve(void shown.push(job));
    const opened: string[] = [];
    const open = ({ id }: Job) => void opened.push(id);
    const run = jobCommands({ dialogs, jobs: () => Promise.resolve(test.jobs), show, open });
    return { dialogs, shown, opened, run };
  }
  const training = async (test: ReturnType<typeof testJobs>, name = 'aria') => {
    const { id } = await test.jobs.add({ ...NEW_JOB, name });
    await test.atGate(id);
    await until(async () => (await test.state(id)) === 'training');
    return id;
  };

  it('need no choice where only one training can be meant', async () => {
    const test = testJobs(folder.path);
    const id = await training(test);
    const { dialogs, run } = commands(test);
    await run['diffusionWorkbench.jobs.saveNow']();
    assert.deepEqual(dialogs.statuses, ['aria: saves at the next step']);
    assert.equal((await test.jobs.get(id)).request?.action, 'save');
    test.open(id, 'done');
    await test.settled();
  });

  it('ask which one is meant among several, the newest first', async () => {
    const test = testJobs(folder.path);
    const first = await training(test);
    const { id } = await test.jobs.add({ ...NEW_JOB, name: 'second' });
    const { dialogs, run } = commands(test, 'second');
    await run['diffusionWorkbench.jobs.stopAndSave']();
    assert.deepEqual(dialogs.shown[0]?.choices, ['second', 'aria']);
    assert.equal(await test.state(id), 'stopped');
    test.open(first, 'done');
    await test.settled();
  });

  it('ask before a training is ended without saving', async () => {
    const test = testJobs(folder.path);
    const id = await training(test);
    const kept = commands(test, undefined);
    await kept.run['diffusionWorkbench.jobs.stop'](id);
    assert.equal(await test.state(id), 'training');
    const ended = commands(test, 'Stop');
    await ended.run['diffusionWorkbench.jobs.stop'](id);
    await test.settled();
    assert.equal(await test.state(id), 'stopped');
  });

  it('resume one that failed, and show it', async () => {
    const test = testJobs(folder.path);
    const { id } = await test.jobs.add(NEW_JOB);
    test.open(id, 'fail');
    await test.settled();
    test.close(id);
    const { shown, run } = commands(test);
    await run['diffusionWorkbench.jobs.resume']();
    assert.deepEqual(
      shown.map((job) => job.id),
      [id],
    );
    await test.atGate(id);
    test.open(id, 'done');
    await test.settled();
  });

  it('ask before one goes on here that has ended on another machine', async () => {
    const test = testJobs(folder.path);
    const { id } = await test.jobs.add(NEW_JOB);
    test.open(id, 'fail');
    await test.settled();
    test.close(id);
    const there = { pid: 1, startTime: 'x', host: 'gpu-box' };
    await test.jobs.store.update(id, (job) => ({
      ...job,
      parts: job.parts.map((part) => ({ ...part, trainer: there })),
    }));
    const kept = commands(test, undefined);
    await kept.run['diffusionWorkbench.jobs.resume'](id);
    assert.match(
      kept.dialogs.texts[0] ?? '',
      /Resume the training of aria here\? It was trained on gpu-box\./,
    );
    assert.equal(await test.state(id), 'error');
    await commands(test, 'Resume Here').run['diffusionWorkbench.jobs.resume'](id);
    await test.atGate(id);
    test.open(id, 'done');
    await test.settled();
    assert.equal(await test.state(id), 'done');
  });

  it('copy the checkpoint that is picked', async () => {
    const copied: string[] = [];
    const copy = (_job: Job, lora: string) => Promise.resolve(`copy ${copied.push(lora)}`);
    const test = testJobs(folder.path, { copy });
    const { id } = await test.jobs.add(NEW_JOB);
    test.open(id, 'done');
    await test.settled();
    const { dialogs, run } = commands(test, 'aria.safetensors');
    await run['diffusionWorkbench.jobs.useCheckpoint'](id);
    assert.equal(copied[1], copied[0]);
    assert.equal(dialogs.texts.at(-1), 'info: Copied: copy 2');
    assert.equal((await test.jobs.get(id)).artifact, 'copy 2');
  });

  it('say so where there is none', async () => {
    const { dialogs, run } = commands(testJobs(folder.path));
    await run['diffusionWorkbench.jobs.resume']();
    assert.deepEqual(dialogs.texts, ['info: There is no such training.']);
  });
});
