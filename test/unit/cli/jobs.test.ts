import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { ownIdentity } from '../../../src/core/processes/identity';
import { TaskQueue } from '../../../src/core/tasks/taskQueue';
import type { Job } from '../../../src/core/training/jobs/job';
import { JobStore } from '../../../src/core/training/jobs/jobStore';
import { onThisMachine } from '../../../src/core/training/jobs/jobProcess';
import { safetensors } from '../../fixtures/makeModels';
import { tempFolder } from '../support/tempFolder';
import { NEW_JOB } from '../support/testJobs';
import { runCli } from './runCli';

const TRAINING = 'name = "aria"\nfamily = "sd15"\nbase_model = "base.safetensors"\npictures = "pictures"\n';

describe('jobs on the command line', () => {
  const folder = tempFolder();
  const cli = (...args: string[]) => runCli(folder.path, args);
  const store = () => new JobStore(join(folder.path, '.data/jobs'));
  const tasks = () => new TaskQueue(join(folder.path, '.data/tasks'));

  async function job(name: string, state: Job['state'], more = ''): Promise<string> {
    const source = { file: 'aria.training.toml', folder: join(folder.path, 'work') };
    const { id } = await store().create({ ...NEW_JOB, name, source, training: TRAINING + more }, new Date());
    // What runs is looked after by this process.
    const supervisor = state === 'training' ? onThisMachine(await ownIdentity()) : undefined;
    await store().update(id, (made) => ({ ...made, state, supervisor }));
    if (state === 'queued') await tasks().add({ id, title: name, kind: 'training' });
    return id;
  }

  it('change their turns', async () => {
    await job('runs', 'training');
    const [a, b] = [await job('a', 'queued'), await job('b', 'queued')];
    const { stdout, exitCode } = await cli('jobs', 'move', b, 'first');
    assert.deepEqual([stdout.split('\n'), exitCode], [[b, a], 0]);
    assert.deepEqual(await tasks().waiting('training'), [b, a]);
    assert.equal((await cli('jobs', 'move', 'nothing', 'first')).exitCode, 1);
    assert.equal((await cli('jobs', 'move', a, 'sideways')).exitCode, 2);
  });

  it('are removed and brought back, or let go for good', async () => {
    const id = await job('a', 'done');
    await cli('jobs', 'remove', id);
    assert.deepEqual(await store().list(), []);
    assert.match((await cli('jobs', 'restore')).stdout, new RegExp(`^${id}\tdone\ta`));
    await cli('jobs', 'restore', id);
    assert.deepEqual((await store().list()).map((each) => each.id), [id]); // prettier-ignore
    await cli('jobs', 'remove', id, '--forever');
    assert.deepEqual([await store().list(), await store().removed.list()], [[], []]);
  });

  it('are compared', async () => {
    const [a, b] = [await job('a', 'done', 'dim = 32\n'), await job('b', 'done', 'dim = 8\n')];
    const { stdout } = await cli('jobs', 'compare', a, b);
    assert.match(stdout, /^dim \(network_dim\)\t32\t8$/m);
    const read = JSON.parse((await cli('jobs', 'compare', a, b, '--json')).stdout) as {
      different: { path: string }[];
    };
    assert.deepEqual(read.different.map(({ path }) => path), ['dim', 'alpha']); // prettier-ignore
  });

  it('are trained again: by their file, or by the header of a LoRA, never over a file', async () => {
    const id = await job('a', 'done', '# kept\n');
    const out = join(folder.path, 'again.training.toml');
    await cli('train', 'again', id, 'again.training.toml');
    assert.match(readFileSync(out, 'utf8'), /^pictures = "work\/pictures"\n# kept$/m);
    const before = readFileSync(out, 'utf8');
    const again = await cli('train', 'again', id, 'again.training.toml');
    assert.deepEqual([again.exitCode, readFileSync(out, 'utf8')], [1, before]);
    const metadata = { ss_network_dim: '32', ss_learning_rate: '0.0001', ss_base_model_version: 'sd_v1' };
    writeFileSync(join(folder.path, 'aria.safetensors'), safetensors('aria', [], metadata));
    const made = await cli('train', 'again', 'aria.safetensors', 'lora', '--json');
    const told = JSON.parse(made.stdout) as { file: string; not_told: { option: string }[] };
    assert.ok(told.not_told.some(({ option }) => option === 'pictures'));
    assert.match(readFileSync(told.file, 'utf8'), /^dim = 32$/m);
    assert.ok(existsSync(join(folder.path, 'lora.training.toml')));
  });
});
