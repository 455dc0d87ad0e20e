import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { compareRuns, type ComparedSetting } from '../../../../../src/core/training/compare/compareRuns';
import type { Job } from '../../../../../src/core/training/jobs/job';
import { NEW_JOB } from '../../../support/testJobs';

const FILE = [
  'name = "aria"',
  'family = "sd15"',
  'base_model = "base.safetensors"',
  'pictures = "pictures"',
  '',
].join('\n');

function run(training: string, changed: Partial<Job> = {}) {
  const { name, family, source, settings } = NEW_JOB;
  const job: Job = {
    version: 1,
    id: '20261126-203155-aria',
    name,
    family,
    source,
    settings,
    state: 'done',
    createdAt: '2026-11-26T20:31:55.000Z',
    parts: [],
    ...changed,
  };
  return { job, training };
}

const rows = (settings: readonly ComparedSetting[]) =>
  Object.fromEntries(
    settings.map(({ path, values }) => [
      path,
      values.map((value) => value && (value.isDefault ? `(${value.text})` : value.text)),
    ]),
  );

describe('comparing runs', () => {
  it('names the settings that differ, with the defaults of fields and of the trainer filled in', () => {
    const { different, alike } = compareRuns([
      run(`${FILE}dim = 32\nresolution = 512\nrepeats = 10\n[extra]\nno_half_vae = true\n`),
      run(`${FILE}resolution = "512,512"\nsteps = 100\n[save]\nevery_steps = 50\n`),
    ]);
    assert.deepEqual(rows(different), {
      dim: ['32', '(16)'],
      alpha: ['(16)', '(8)'],
      steps: ['(2000)', '100'],
      'save.every_steps': [undefined, '50'],
      'extra.no_half_vae': ['true', undefined],
    });
    assert.deepEqual(Object.keys(rows(alike)), ['family', 'base_model', 'resolution', 'pictures', 'repeats']);
    assert.deepEqual(rows(alike).resolution, ['512 × 512', '512 × 512']);
    assert.deepEqual(rows(alike).repeats, ['10', '(10)']);
    assert.equal(different.find(({ path }) => path === 'dim')?.option, 'network_dim');
  });

  it('takes an option of the trainer for the field that sets the same', () => {
    const { different } = compareRuns([
      run(`${FILE}dim = 32\n`),
      run(`${FILE}alpha = 16\n[extra]\nnetwork_dim = 32\n`),
    ]);
    assert.deepEqual(rows(different), {});
  });

  it('tells relative paths apart that stand beside different files, and short names from what they mean', () => {
    const { different } = compareRuns([
      run(FILE),
      run(FILE, { source: { file: 'aria.training.toml', folder: '/other' } }),
    ]);
    assert.deepEqual(rows(different), {
      base_model: ['/pictures/base.safetensors', '/other/base.safetensors'],
      pictures: ['/pictures/pictures', '/other/pictures'],
    });
    const short = compareRuns([
      run(FILE.replace('base.safetensors', 'sd15'), {
        settings: { ...NEW_JOB.settings, baseModels: { sd15: '/models/base.safetensors' } },
      }),
      run(FILE.replace('base.safetensors', '/models/base.safetensors')),
    ]);
    assert.deepEqual(rows(short.different), {});
  });

  it('compares the datasets that were built, and the trainers', () => {
    const digest = (letter: string) => letter.repeat(64);
    const { different } = compareRuns([
      run(FILE, { dataset: { pictures: 8, digest: digest('a') } }),
      run(FILE, {
        dataset: { pictures: 9, digest: digest('b') },
        settings: { ...NEW_JOB.settings, scriptPath: '/new/train_network.py' },
      }),
      // One that waits has none yet.
      run(FILE, { state: 'queued' }),
    ]);
    assert.deepEqual(rows(different), {
      'trainer.script': [
        '(/sd-scripts/train_network.py)',
        '(/new/train_network.py)',
        '(/sd-scripts/train_network.py)',
      ],
      'dataset.pictures': ['(8)', '(9)', undefined],
      'dataset.digest': ['(aaaaaaaaaaaa)', '(bbbbbbbbbbbb)', undefined],
    });
  });

  it('tells how each run went, its pauses left out', () => {
    const part = (number: number, startedAt: string, endedAt: string) => ({
      number,
      startedAt,
      endedAt,
      logFrom: 0,
      eventsFrom: 0,
      stepOffset: 0,
      nameOffset: 0,
      command: [],
      cwd: '/',
      runner: true,
      outputName: 'aria',
      precision: 'bf16',
      speed: { steps: 10 * number, seconds: 20 },
      gpuBytes: number * 1e9,
      outputs: [`/jobs/aria-step0000001${number}.safetensors`],
    });
    const { runs } = compareRuns([
      run(FILE, {
        plan: { totalSteps: 100, batchesPerEpoch: 10 },
        verdict: { state: 'done', steps: 100, lastLoss: 0.05 },
        artifact: '/loras/aria.safetensors',
        parts: [
          part(1, '2026-11-26T20:00:00Z', '2026-11-26T20:01:00Z'),
          part(2, '2026-11-26T22:00:00Z', '2026-11-26T22:00:30Z'),
        ],
      }),
      { ...run(FILE, { state: 'training' }), progress: { steps: 3, totalSteps: 10, loss: 0.5 } },
    ]);
    assert.deepEqual(runs, [
      {
        id: '20261126-203155-aria',
        name: 'aria',
        state: 'done',
        createdAt: '2026-11-26T20:31:55.000Z',
        steps: 100,
        totalSteps: 100,
        lastLoss: 0.05,
        seconds: 90,
        secondsPerStep: 40 / 30,
        gpuBytes: 2e9,
        checkpoints: 2,
        lora: '/loras/aria.safetensors',
      },
      {
        id: '20261126-203155-aria',
        name: 'aria',
        state: 'training',
        createdAt: '2026-11-26T20:31:55.000Z',
        steps: 3,
        totalSteps: 10,
        lastLoss: 0.5,
        checkpoints: 0,
      },
    ]);
  });

  it('says so where the training file of a run cannot be read, and compares the others', () => {
    const { runs, different } = compareRuns([run(FILE), run('name = '), run(`${FILE}dim = 4\n`)]);
    assert.deepEqual(runs.map(({ problem }) => problem !== undefined), [false, true, false]); // prettier-ignore
    assert.deepEqual(rows(different).dim, ['(16)', undefined, '4']);
  });
});
