import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { LogEvent } from '../../../../../src/core/training/log/events';
import type { Job, JobPart } from '../../../../../src/core/training/jobs/job';
import { RunEvents } from '../../../../../src/core/training/run/runEvents';
import { parsePersisted } from '../../../../../src/protocol/run';
import { runState, type RunFacts } from '../../../../../src/ui/training/runView/runState';
import { NEW_JOB } from '../../../support/testJobs';

const PART: JobPart = {
  number: 1,
  startedAt: '2026-11-26T10:00:00.000Z',
  endedAt: '2026-11-26T10:01:00.000Z',
  logFrom: 0,
  eventsFrom: 0,
  stepOffset: 0,
  nameOffset: 0,
  command: ['python3'],
  cwd: '/',
  runner: true,
  outputName: 'aria',
  precision: 'bf16',
};

describe('what the run view shows of a job', () => {
  function stateOf(job: Partial<Job>, events: readonly LogEvent[] = [], facts: Partial<RunFacts> = {}) {
    const { name, family, source, settings } = NEW_JOB;
    const run = new RunEvents();
    for (const event of events) run.add(event, PART);
    return runState({
      job: {
        version: 1,
        id: 'x',
        name,
        family,
        source,
        settings,
        createdAt: '',
        state: 'training',
        parts: [PART],
        ...job,
      },
      events: run,
      training: { name: 'aria', family: 'sd15', base_model: '/models/base.safetensors', trigger: 'ohwx' },
      prompts: [],
      samples: [],
      checkpoints: [],
      gpu: undefined,
      host: undefined,
      address: (path) => `page:${path}`,
      thumbnail: () => undefined,
      ...facts,
    });
  }
  const commands = (state: ReturnType<typeof stateOf>) => state.commands.map(({ command }) => command);
  const disabled = (state: ReturnType<typeof stateOf>) =>
    Object.fromEntries(state.commands.flatMap((each) => (each.disabled === undefined ? [] : [[each.command, each.disabled]]))); // prettier-ignore
  const step = (at: number, loss: number): LogEvent => ({ type: 'runner', event: 'step', step: at, loss });

  it('is how far it is, by steps of the whole job', () => {
    const bar: LogEvent = { type: 'step', step: 4, total: 90, loss: 0.5, secondsElapsed: 8, secondsPerStep: 2, secondsLeft: 172 }; // prettier-ignore
    const epoch: LogEvent = { type: 'epoch', epoch: 2, epochs: 9 };
    const plan = { totalSteps: 100, batchesPerEpoch: 10 };
    assert.deepEqual(stateOf({ plan }, [epoch, bar]).progress, {
      step: 4,
      totalSteps: 100,
      epoch: 2,
      epochs: 9,
      secondsPerStep: 2,
      secondsLeft: 172,
      secondsTrained: 60,
      loss: 0.5,
    });
    // A loss that is not finite is none, and what is over has no time left.
    const ended = stateOf({ plan, state: 'stopped' }, [{ ...bar, loss: NaN }]);
    assert.deepEqual(ended.progress, { step: 4, totalSteps: 100, secondsTrained: 60 });
  });

  it('names the machine where it has ended, and resumes one of another only with a question', () => {
    const trainer = { pid: 1, startTime: 'x', host: 'gpu-box' };
    const there = stateOf({ state: 'stopped', verdict: { state: 'stopped', steps: 41 }, parts: [{ ...PART, trainer }] }); // prettier-ignore
    assert.equal(there.state.text, 'stopped at step 41 · on gpu-box');
    assert.deepEqual(there.commands[0], { command: 'resume', asks: true });
    assert.deepEqual(stateOf({ state: 'stopped' }).commands[0], { command: 'resume' });
  });

  it('can be steered while it trains; without the runner only be stopped, and it says why', () => {
    const steered = stateOf({});
    assert.deepEqual(commands(steered).slice(0, 3), ['saveNow', 'stopAndSave', 'stop']);
    assert.deepEqual(disabled(steered), {});
    const without = stateOf({ parts: [{ ...PART, runner: false, why: 'Several processes.' }] });
    assert.deepEqual(disabled(without), { saveNow: 'Several processes.', stopAndSave: 'Several processes.' });
    assert.deepEqual(without.problems, [{ level: 'warning', message: 'Several processes.' }]);
  });

  it('of another machine is history: nothing steers it', () => {
    const foreign = stateOf({}, [], { host: 'other' });
    assert.equal(foreign.isRunning, false);
    assert.match(foreign.state.text, /other/);
    for (const command of ['saveNow', 'stopAndSave', 'stop', 'resume', 'showTerminal'] as const)
      assert.ok(!commands(foreign).includes(command), command);
    assert.ok(commands(foreign).includes('openFolder'));
  });

  it('that failed begins with its cause, can be resumed, and has no hints', () => {
    const verdict = { state: 'error' as const, cause: 'The GPU ran out of memory.', causeId: 'gpu_memory' };
    const failed = stateOf({ state: 'error', verdict }, [
      step(1, NaN),
      { type: 'captions_missing', count: 3 },
    ]);
    assert.deepEqual(failed.problems[0], { level: 'error', message: 'The GPU ran out of memory.' });
    assert.deepEqual(failed.problems.slice(1).map(({ level }) => level), ['warning', 'warning']); // prettier-ignore
    assert.match(failed.problems[2]?.message ?? '', /3$/);
    assert.equal(failed.state.tone, 'bad');
    assert.ok(commands(failed).includes('resume') && !commands(failed).includes('stop'));
    assert.deepEqual(failed.hints, []);
  });

  it('that trains tells what has gone wrong so far, in plain words', () => {
    const chain = [{ name: 'torch.OutOfMemoryError', message: 'CUDA out of memory.', frames: [], link: 'first' as const }]; // prettier-ignore
    const { problems } = stateOf({}, [step(1, 0.5), { type: 'exception', chain }]);
    assert.deepEqual(problems.map(({ level, fix = '' }) => [level, fix !== '']), [['error', true]]); // prettier-ignore
  });

  it('that is done has hints for its LoRA where it was copied to, and marks the checkpoint that was', () => {
    const lora = '/job/output/1/aria.safetensors';
    const checkpoints = [
      { key: 'a', path: '/job/output/1/aria-step00000010.safetensors', step: 10, bytes: 1024 },
      { key: 'b', path: lora, bytes: 1024 },
    ];
    const done = stateOf({ state: 'done', lora, artifact: '/loras/aria-v1.safetensors' }, [], {
      checkpoints,
    });
    assert.ok(done.hints.some(({ copy }) => copy === '<lora:aria-v1:0.8>'));
    assert.deepEqual(done.checkpoints.map(({ used }) => used), [false, true]); // prettier-ignore
    const other = stateOf({ state: 'done', lora, artifact: '/loras/a.safetensors', artifactFrom: checkpoints[0]?.path }, [], { checkpoints }); // prettier-ignore
    assert.deepEqual(other.checkpoints.map(({ used }) => used), [true, false]); // prettier-ignore
    assert.ok(!commands(done).includes('resume') && commands(done).includes('testPrompts'));
  });

  it('has a row for every prompt, also for one that only its pictures tell of', () => {
    const sample = { key: 'k', path: '/job/s.png', prompt: 1, step: 10 };
    const { prompts, samples } = stateOf({}, [], {
      prompts: [{ text: '<img src=x onerror=alert(1)>', seed: '42', leak: true }],
      samples: [sample],
      thumbnail: () => '/job/t.jpg',
    });
    assert.deepEqual(prompts[0], { text: '<img src=x onerror=alert(1)>', seed: '42', leak: true });
    assert.equal(prompts.length, 2);
    assert.deepEqual(samples, [{ key: 'k', prompt: 1, step: 10, thumbnail: 'page:/job/t.jpg', picture: 'page:/job/s.png' }]); // prettier-ignore
  });
});

describe('what a run view keeps', () => {
  it('is nothing where it is not ours', () => {
    for (const state of [undefined, null, 7, {}, { id: 7 }, { id: 'x', smoothing: 2 }])
      assert.equal(parsePersisted(state), undefined);
    assert.deepEqual(parsePersisted({ id: 'x', more: 1 }), { id: 'x' });
  });
});
