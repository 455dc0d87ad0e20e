import assert from 'node:assert/strict';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { JobStore } from '../../../../../src/core/training/jobs/jobStore';
import { tempFolder } from '../../../support/tempFolder';
import { NEW_JOB } from '../../../support/testJobs';

const DAY = 86_400_000;
const NOW = new Date('2026-11-26T20:31:55.000Z');

describe('removed jobs', () => {
  const folder = tempFolder();

  async function madeJob() {
    const store = new JobStore(join(folder.path, 'jobs'));
    const made = await store.create(NEW_JOB, NOW);
    const job = await store.update(made.id, (current) => ({ ...current, state: 'done' }));
    mkdirSync(store.folder(job.id).output(1), { recursive: true });
    writeFileSync(join(store.folder(job.id).output(1), 'aria.safetensors'), 'weights');
    return { store, job };
  }

  it('are no jobs, and come back with all that they had', async () => {
    const { store, job } = await madeJob();
    await store.remove(job.id, NOW);
    assert.deepEqual(await store.list(), []);
    assert.equal(existsSync(store.folder(job.id).path), false);
    const [removed, ...others] = await store.removed.list();
    assert.deepEqual([removed?.job, removed?.removedAt, others], [job, NOW, []]);
    await store.removed.restore(job.id);
    assert.deepEqual(await store.list(), [job]);
    assert.ok(existsSync(join(store.folder(job.id).output(1), 'aria.safetensors')));
    assert.deepEqual(await store.removed.list(), []);
    await assert.rejects(store.removed.restore(job.id), { code: 'missing' });
  });

  it('are found where the removal was cut off, or the folder could not be moved', async () => {
    const { store, job } = await madeJob();
    const { job: file } = store.folder(job.id);
    renameSync(file, `${file}.removed`);
    assert.deepEqual(await store.list(), []);
    assert.deepEqual((await store.removed.list()).map((each) => each.job), [job]); // prettier-ignore
    await store.removed.restore(job.id);
    assert.deepEqual(await store.list(), [job]);
  });

  it('stay until they are let go', async () => {
    const { store, job } = await madeJob();
    const second = await store.create({ ...NEW_JOB, name: 'second' }, NOW);
    await store.remove(job.id, new Date(NOW.getTime() - 8 * DAY));
    await store.remove(second.id, NOW);
    const disposed: string[] = [];
    const dispose = (path: string) => Promise.resolve(void disposed.push(path));
    const isOld = ({ removedAt }: { removedAt: Date }) => removedAt.getTime() < NOW.getTime() - 7 * DAY;
    assert.equal(await store.removed.empty(isOld, dispose), 1);
    assert.equal(disposed.length, 1);
    assert.ok(disposed[0]?.includes(job.id));
    assert.equal(await store.removed.empty(isOld), 1);
    assert.deepEqual((await store.removed.list()).map((each) => each.job.id), [second.id]); // prettier-ignore
    await store.removed.restore(second.id);
  });

  it('leave alone what is at work, and a folder that is none of theirs', async () => {
    const { store, job } = await madeJob();
    await store.update(job.id, (current) => ({ ...current, state: 'training' }));
    await assert.rejects(store.remove(job.id, NOW), { code: 'changed_meanwhile' });
    mkdirSync(join(store.path, '.removed/foreign'), { recursive: true });
    writeFileSync(join(store.path, '.removed/foreign/job.json.removed'), JSON.stringify(job));
    assert.deepEqual(await store.removed.list(), []);
    assert.equal(await store.removed.empty(), 0);
    assert.ok(existsSync(join(store.path, '.removed/foreign')));
  });
});
