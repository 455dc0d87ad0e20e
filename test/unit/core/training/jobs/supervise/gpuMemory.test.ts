import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createGpuMeter } from '../../../../../../src/core/training/jobs/supervise/gpuMemory';
import { NEW_JOB, testJobs } from '../../../../support/testJobs';
import { tempFolder } from '../../../../support/tempFolder';
import { until } from '../../../../support/until';

describe('the GPU memory of a training', () => {
  const folder = tempFolder();

  it('is what was in use more than before, at most, and stays with its job', async () => {
    // Before the trainer, and while it trains.
    const told = [[500, 100], [600, 9100], [550, 4100]]; // prettier-ignore
    let reads = 0;
    const gpuMemory = () => Promise.resolve(told[Math.min(reads++, told.length - 1)]);
    const test = testJobs(folder.path, { gpuMemory, gpuLookMs: 1 });
    const { id } = await test.jobs.add(NEW_JOB);
    await test.atGate(id);
    await until(() => reads > told.length);
    test.open(id, 'done');
    await test.settled();
    const [job] = await test.jobs.list();
    assert.equal(job?.parts[0]?.gpuBytes, 9000);
  });

  it('is not told where nothing tells it', async () => {
    const meter = await createGpuMeter(() => Promise.resolve(undefined), 1);
    assert.equal(meter.stop(), undefined);
    let reads = 0;
    const failing = await createGpuMeter(() => (reads++ === 0 ? Promise.resolve([5]) : Promise.reject(new Error('gone'))), 1); // prettier-ignore
    await until(() => reads > 2);
    assert.equal(failing.stop(), undefined);
  });
});
