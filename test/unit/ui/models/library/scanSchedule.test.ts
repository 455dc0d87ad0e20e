import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ScanSchedule } from '../../../../../src/ui/models/library/scanSchedule';

describe('when the folders are scanned', () => {
  const setUp = () => {
    const state = { scans: 0, now: 0, succeeds: true };
    const schedule = new ScanSchedule(
      () => {
        state.scans += 1;
        return Promise.resolve(state.succeeds);
      },
      () => state.now,
    );
    return { state, schedule };
  };

  it('is once, however many ask for the models', async () => {
    const { state, schedule } = setUp();
    await Promise.all([schedule.ready(), schedule.ready()]);
    await schedule.ready();
    assert.equal(state.scans, 1);
  });

  it('is again when the view is shown, but not within ten seconds', async () => {
    const { state, schedule } = setUp();
    schedule.scanIfStale();
    await schedule.ready();
    state.now = 10_000;
    schedule.scanIfStale();
    await schedule.ready();
    assert.equal(state.scans, 1);
    state.now = 10_001;
    schedule.scanIfStale();
    await schedule.ready();
    assert.equal(state.scans, 2);
  });

  it('is not because a setting changed, before anything was scanned', async () => {
    const { state, schedule } = setUp();
    schedule.rescan();
    assert.equal(state.scans, 0);
    await schedule.ready();
    schedule.rescan();
    await schedule.ready();
    assert.equal(state.scans, 2);
  });

  it('is again at the next question after a failure', async () => {
    const { state, schedule } = setUp();
    state.succeeds = false;
    await schedule.ready();
    state.succeeds = true;
    await schedule.ready();
    await schedule.ready();
    assert.equal(state.scans, 2);
  });
});
