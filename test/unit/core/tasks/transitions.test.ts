import assert from 'node:assert/strict';
import { isTask, type Task, type TaskState } from '../../../../src/core/tasks/task';
import {
  afterAction,
  afterClaim,
  afterDeath,
  afterRun,
  canDo,
  isFinished,
  type TaskAction,
} from '../../../../src/core/tasks/transitions';

const now = new Date('2026-01-02T03:04:05Z');
const ended = now.toISOString();
const error = { code: 'ended', message: 'm', advice: 'a' };
const owner = { pid: 7, startTime: 'boot/1', host: 'here' };

const task = (state: TaskState, more: Partial<Task> = {}): Task => ({
  id: 'a',
  title: 'A',
  kind: 'training',
  state,
  progress: 0.5,
  createdAt: '2026-01-01T00:00:00.000Z',
  revision: 3,
  ...(state === 'running' && { owner, claim: 'c', startedAt: '2026-01-01T01:00:00.000Z' }),
  ...more,
});

/** Where each action leads to; what is not named here makes no sense. */
const LEADS: Readonly<Record<TaskState, Partial<Record<TaskAction, TaskState>>>> = {
  pending: { pause: 'paused', resume: 'pending', retry: 'pending', cancel: 'canceled', skip: 'skipped' },
  running: { pause: 'running', cancel: 'running' },
  paused: { pause: 'paused', resume: 'pending', cancel: 'canceled', skip: 'skipped' },
  completed: {},
  failed: { retry: 'pending' },
  canceled: { retry: 'pending', cancel: 'canceled' },
  skipped: { retry: 'pending', skip: 'skipped' },
};

describe('the states of a task', () => {
  for (const [state, leads] of Object.entries(LEADS) as [TaskState, (typeof LEADS)[TaskState]][]) {
    it(`lead from ${state} where an action is meant to`, () => {
      for (const action of ['pause', 'resume', 'retry', 'cancel', 'skip'] as const) {
        const before = task(state);
        const after = afterAction(before, action, true, now);
        assert.equal(after?.state, leads[action], action);
        assert.equal(canDo(before, action), after !== undefined && after !== before, action);
        if (!after) continue;
        assert.ok(isTask(JSON.parse(JSON.stringify(after))));
        assert.equal(after.endedAt, isFinished(after) && after !== before ? ended : undefined);
        if (after === before || state === 'running') continue;
        assert.deepEqual([after.owner, after.claim, after.asked], [undefined, undefined, undefined]);
      }
    });
  }

  it('are asked of the owner of a running task, and changed where there is none', () => {
    const running = task('running');
    assert.deepEqual(afterAction(running, 'pause', true, now), { ...running, asked: 'pause' });
    assert.deepEqual(afterAction(running, 'cancel', true, now), { ...running, asked: 'cancel' });
    const paused = afterAction(running, 'pause', false, now);
    assert.deepEqual([paused?.state, paused?.owner, paused?.endedAt], ['paused', undefined, undefined]);
    assert.equal(afterAction(running, 'cancel', false, now)?.state, 'canceled');
  });

  it('heed the stronger of two wishes', () => {
    const pausing = task('running', { asked: 'pause' });
    assert.equal(afterAction(pausing, 'pause', true, now), pausing);
    assert.equal(afterAction(pausing, 'cancel', true, now)?.asked, 'cancel');
    const cancelling = task('running', { asked: 'cancel' });
    assert.equal(afterAction(cancelling, 'pause', true, now), cancelling);
  });

  it('keep the progress of a task that is resumed, not that of one that is tried again', () => {
    assert.equal(afterAction(task('paused'), 'resume', false, now)?.progress, 0.5);
    const failed = task('failed', { error, endedAt: ended, startedAt: ended });
    const again = afterAction(failed, 'retry', false, now);
    assert.deepEqual(
      [again?.progress, again?.error, again?.endedAt, again?.startedAt],
      [0, undefined, undefined, undefined],
    );
  });

  it('are those of a run', () => {
    const running = afterClaim(task('pending', { error }), owner, 'claim', now);
    assert.deepEqual([running.state, running.owner, running.claim], ['running', owner, 'claim']);
    assert.deepEqual([running.startedAt, running.error], [ended, undefined]);
    for (const state of ['completed', 'skipped', 'canceled', 'paused'] as const) {
      const after = afterRun({ ...running, asked: 'pause' }, { state }, now);
      assert.equal(after.state, state);
      assert.deepEqual([after.owner, after.claim, after.asked], [undefined, undefined, undefined]);
      assert.equal(after.endedAt, state === 'paused' ? undefined : ended);
      assert.equal(after.progress, state === 'completed' ? 1 : 0.5);
    }
    assert.deepEqual(afterRun(running, { state: 'failed', error }, now).error, error);
  });

  it('are what the user wanted when the owner dies, else failed', () => {
    const died = (more: Partial<Task>) => {
      const { state, error: why, owner: who } = afterDeath(task('running', more), error, now);
      return [state, why, who];
    };
    assert.deepEqual(died({}), ['failed', error, undefined]);
    assert.deepEqual(died({ asked: 'pause' }), ['paused', undefined, undefined]);
    assert.deepEqual(died({ asked: 'cancel' }), ['canceled', undefined, undefined]);
  });
});
