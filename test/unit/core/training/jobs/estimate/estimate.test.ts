import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { TrainingFile } from '../../../../../../src/core/training/job/trainingFile';
import { trainingText } from '../../../../../../src/core/training/job/writeTraining';
import { estimateTraining } from '../../../../../../src/core/training/jobs/estimate/estimate';
import type { JobPart } from '../../../../../../src/core/training/jobs/job';
import { JobStore } from '../../../../../../src/core/training/jobs/jobStore';
import { NEW_JOB } from '../../../../support/testJobs';
import { tempFolder } from '../../../../support/tempFolder';

const TRAINING: TrainingFile = {
  name: 'aria',
  family: 'sd15',
  base_model: 'base.safetensors',
  pictures: 'pictures',
  resolution: 512,
  batch_size: 2,
};
const GB = 1e9;

describe('the estimate of time and GPU memory', () => {
  const folder = tempFolder();
  const store = () => new JobStore(join(folder.path, 'jobs'));
  const partOf = (speed: JobPart['speed'], gpuBytes?: number, host = hostname()): JobPart => ({
    number: 1,
    startedAt: '',
    logFrom: 0,
    eventsFrom: 0,
    stepOffset: 0,
    nameOffset: 0,
    command: ['python'],
    cwd: '',
    runner: true,
    outputName: 'aria',
    precision: 'bf16',
    trainer: { pid: 1, startTime: '1', host },
    speed,
    gpuBytes,
  });
  /** A training that has run. */
  const ran = async (changes: Partial<TrainingFile>, ...parts: JobPart[]) => {
    const training = trainingText({ ...TRAINING, ...changes });
    const { id } = await store().create({ ...NEW_JOB, training }, new Date());
    await store().update(id, (job) => ({ ...job, state: 'done', parts }));
  };
  const estimate = async (changes: Partial<TrainingFile> = {}) => {
    const { level, message, fix } = await estimateTraining({ ...TRAINING, ...changes }, 1000, store());
    return [level, `${message} ${fix}`];
  };
  const NONE = ['info', 'How long it takes and how much GPU memory it needs is not known yet. The first training like it on this computer will tell.']; // prettier-ignore

  it('is none before anything like it was trained here', async () => {
    assert.deepEqual(await estimate(), NONE);
    await ran({ family: 'sdxl' }, partOf({ steps: 100, seconds: 500 }));
    await ran({ gradient_checkpointing: true }, partOf({ steps: 100, seconds: 500 }));
    await ran({}, partOf({ steps: 100, seconds: 500 }, undefined, 'another computer'));
    await ran({}, partOf({ steps: 5, seconds: 500 }));
    await ran({}, partOf(undefined));
    assert.deepEqual(await estimate(), NONE);
  });

  it('is the middle of those like it, over all their parts, with the most memory that they used', async () => {
    await ran({}, partOf({ steps: 100, seconds: 100 }, 7 * GB), partOf({ steps: 100, seconds: 140 }, 8 * GB));
    await ran({ name: 'other', seed: 7 }, partOf({ steps: 100, seconds: 9000 }));
    await ran({}, partOf({ steps: 100, seconds: 110 }, 6 * GB));
    assert.deepEqual(await estimate(), [
      'info',
      'About 20 min for 1000 steps, by the speed of 3 earlier trainings like it on this computer. They used up to 8.0 GB of GPU memory.',
    ]);
  });

  it('goes by the newest of those that are alike', async () => {
    for (const seconds of [900, 900, 900, 60, 60, 60, 60, 60]) await ran({}, partOf({ steps: 100, seconds }));
    assert.match((await estimate())[1] ?? '', /^About 10 min for 1000 steps, by the speed of 5 /);
  });

  it('grows with the pixels of a step; memory is told only for the same size', async () => {
    await ran({}, partOf({ steps: 100, seconds: 120 }, 8 * GB));
    const [, wide] = await estimate({ resolution: '512,1024', batch_size: 2 });
    assert.match(wide ?? '', /^About 40 min .*How much GPU memory it needs is not known\.$/);
    const [, accumulated] = await estimate({ gradient_accumulation: 2 });
    assert.match(accumulated ?? '', /^About 40 min .*up to 8\.0 GB/);
    assert.deepEqual(await estimate({ resolution: 2048 }), NONE);
  });
});
