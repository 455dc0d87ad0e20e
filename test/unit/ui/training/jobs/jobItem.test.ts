import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { describe, it } from 'mocha';
import type { Job, JobPart } from '../../../../../src/core/training/jobs/job';
import { jobItem } from '../../../../../src/ui/training/jobs/jobItem';
import { jobRows } from '../../../../../src/ui/training/jobs/jobRows';
import { NEW_JOB } from '../../../support/testJobs';

const PART: JobPart = {
  number: 1,
  startedAt: '2026-11-26T20:00:00.000Z',
  logFrom: 0,
  eventsFrom: 0,
  stepOffset: 0,
  nameOffset: 0,
  command: [],
  cwd: '/',
  runner: true,
  outputName: 'aria',
  precision: 'bf16',
};

function job(id: string, changed: Partial<Job>): Job {
  const { name, family, source, settings } = NEW_JOB;
  const createdAt = `2026-11-26T20:00:0${id}.000Z`;
  return {
    version: 1,
    id,
    name,
    family,
    source,
    settings,
    createdAt,
    state: 'queued',
    parts: [],
    ...changed,
  };
}

const at = (host: string) => ({ pid: 1, startTime: 'x', host });
const training = (id: string, host = hostname()) =>
  job(id, { state: 'training', supervisor: at(host), parts: [PART] });

describe('the rows of the Jobs view', () => {
  it('are the queue in its order, what runs here, and history, the newest first', () => {
    const rows = jobRows({
      jobs: [
        job('1', { state: 'done', endedAt: '2026-11-26T20:00:30.000Z' }),
        training('2', 'gpu-box'),
        job('3', { state: 'error', endedAt: '2026-11-26T20:00:20.000Z' }),
        training('4'),
        job('5', {}),
        job('6', {}),
      ],
      queue: ['6', '5'],
      told: new Map(),
    });
    assert.deepEqual(rows, { queue: ['6', '5'], running: ['4'], history: ['1', '3', '2'] });
  });

  const verdict = (state: 'done' | 'error' | 'stopped', cause?: string) => ({
    state,
    verdict: { state, steps: 41, ...(cause !== undefined && { cause }) },
  });
  const cases: readonly [what: string, job: Job, description: string, icon: string, flags: string][] = [
    ['one that waits', job('1', {}), 'waits for its turn', 'history', 'job waits removable'],
    ['one that is done', job('1', verdict('done')), 'done · 41 steps', 'pass-filled', 'job over removable'],
    [
      'one that was stopped',
      job('1', verdict('stopped')),
      'stopped at step 41',
      'debug-stop',
      'job over resumable removable',
    ],
    [
      'one that failed',
      job('1', { ...verdict('error', 'The GPU ran out of memory. Use less.'), parts: [PART] }),
      'error: The GPU ran out of memory',
      'error',
      'job over resumable hasParts removable',
    ],
    ['one that trains', training('1'), 'trains', 'flame', 'job active canSave hasParts'],
    [
      'one that cannot save',
      job('1', { state: 'training', supervisor: at(hostname()), parts: [{ ...PART, runner: false }] }),
      'trains',
      'flame',
      'job active hasParts',
    ],
    [
      'one of another machine',
      training('1', 'gpu-box'),
      'on gpu-box, not followed here',
      'vm',
      'job elsewhere resumable hasParts removable',
    ],
    [
      'one that has ended on another machine',
      job('1', { ...verdict('stopped'), parts: [{ ...PART, trainer: at('gpu-box') }] }),
      'stopped at step 41 · on gpu-box',
      'debug-stop',
      'job over foreign resumable hasParts removable',
    ],
  ];
  for (const [what, given, description, icon, flags] of cases)
    it(`say how it is with ${what}`, () => {
      const item = jobItem(given, {});
      assert.deepEqual([item.description, item.icon, item.flags.join(' ')], [description, icon, flags]);
    });

  it('say how far one is that trains', () => {
    const told = { steps: 40, totalSteps: 120, loss: 0.08213, secondsLeft: 130 };
    const { description, lines } = jobItem(training('1'), { told });
    assert.equal(description, '33 % · 3 min left · step 40 of 120 · loss 0.0821');
    assert.deepEqual(Object.fromEntries(lines)['Steps:'], '40 of 120');
  });

  it('know which way one can move', () => {
    const flags = (turn: number) => jobItem(job('1', {}), { turn: { at: turn, of: 3 } }).flags.filter((flag) => flag.startsWith('not')); // prettier-ignore
    assert.deepEqual([flags(0), flags(1), flags(2)], [['notLast'], ['notFirst', 'notLast'], ['notFirst']]);
    assert.equal(jobItem(job('1', {}), { turn: { at: 0, of: 1 } }).description, 'next');
  });

  it('tell settings and results to whoever rests on them', () => {
    const { lines } = jobItem(
      job('1', {
        state: 'done',
        verdict: { state: 'done', steps: 120, lastLoss: null },
        plan: { totalSteps: 120, batchesPerEpoch: 12 },
        dataset: { pictures: 9, digest: 'abc' },
        artifact: '/loras/aria.safetensors',
      }),
      {},
    );
    assert.deepEqual(Object.fromEntries(lines), {
      'State:': 'done',
      'Steps:': '120 of 120',
      'Loss:': 'NaN',
      'Base model:': 'Stable Diffusion 1.5',
      'Pictures:': '9',
      'LoRA:': 'aria.safetensors',
      'Training file:': 'aria.training.toml',
      'Job:': '1',
    });
  });
});
