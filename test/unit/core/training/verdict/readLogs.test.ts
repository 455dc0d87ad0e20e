import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { readLogs } from '../../../../../src/core/training/verdict/readLogs';
import { tempFolder } from '../../../support/tempFolder';

interface Expected {
  readonly file: string;
  readonly exit: number | null;
  readonly state: string;
  readonly cause_words: readonly string[];
  readonly cause_must_not: readonly string[];
  readonly steps: number | readonly number[] | null;
  readonly total_steps: number | readonly number[] | null;
  readonly last_loss: number | null;
  readonly outputs: readonly string[];
}

const FIXTURES = 'test/fixtures/training';
const { logs } = JSON.parse(readFileSync(join(FIXTURES, 'logs.json'), 'utf8')) as {
  readonly logs: readonly Expected[];
};
const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

describe('the log of a training', () => {
  for (const expected of logs) {
    it(`${expected.file}: ${expected.state}`, async () => {
      const verdict = await readLogs([join(FIXTURES, 'logs', expected.file)], expected.exit ?? undefined);
      const cause = (verdict.cause ?? '').toLowerCase();
      assert.equal(verdict.state, expected.state, cause);
      if (expected.state === 'error' || expected.cause_words.length > 0)
        assert.ok(
          expected.cause_words.some((word) => cause.includes(word.toLowerCase())),
          cause,
        );
      for (const word of expected.cause_must_not) assert.ok(!cause.includes(word.toLowerCase()), cause);
      if (expected.state === 'done' || expected.state === 'running') assert.equal(verdict.cause, undefined);
      if (expected.steps !== null)
        assert.ok(listOf(expected.steps).some((step) => Math.abs(step - (verdict.steps ?? NaN)) <= 1));
      if (expected.total_steps !== null)
        assert.ok(listOf(expected.total_steps).includes(verdict.totalSteps ?? NaN));
      assert.equal(verdict.lastLoss ?? null, expected.last_loss);
      assert.deepEqual([...verdict.outputs].sort(), [...expected.outputs].sort());
    });
  }
});

describe('what a log alone does not tell', () => {
  const folder = tempFolder();
  const STARTED = [
    'running training / 学習開始',
    '  total optimization steps / 学習ステップ数: 4',
    'epoch 1/1',
    'steps:  50%|█████     | 2/4 [00:01<00:01,  2.00it/s, avr_loss=0.12]',
  ];
  const BAR = 'steps: 100%|██████████| 4/4 [00:02<00:00,  2.00it/s, avr_loss=0.11]';
  const SAVED = ['saving checkpoint: /out/hero.safetensors', 'model saved.'];
  const judged = async (lines: readonly string[], exit?: number) => {
    const { state, causeId } = await readLogs([folder.write('train.log', lines.join('\n'))], exit);
    return [state, causeId];
  };

  it('a run is done only where the model was saved', async () => {
    assert.deepEqual(await judged([...STARTED, BAR, ...SAVED], 0), ['done', undefined]);
    assert.deepEqual(await judged([...STARTED, BAR], 0), ['error', 'not_saved']);
    assert.deepEqual(await judged(STARTED), ['running', undefined]);
    assert.deepEqual(await judged([...STARTED, BAR, ...SAVED], 1), ['error', 'unknown']);
  });

  it('exit code 0 does not hide that there was nothing to train with, or nothing learned', async () => {
    const nothing =
      'No data found. Please verify arguments (train_data_dir must be the parent of folders with images)';
    assert.deepEqual(await judged([nothing], 0), ['error', 'no_pictures']);
    const modules = ['create LoRA for U-Net: 0 modules.', ...STARTED, BAR, ...SAVED];
    assert.deepEqual(await judged(modules, 0), ['error', 'no_modules']);
    const nan = [...STARTED, BAR.replace('0.11', 'nan'), ...SAVED];
    assert.deepEqual(await judged(nan, 0), ['error', 'nan_loss']);
  });

  it('the runner ends a run for a loss that the bar never showed', async () => {
    const nan = [...STARTED, '@@event {"event": "nan", "step": 3, "count": 1}', STARTED[3] ?? ''];
    assert.deepEqual(await judged(nan, 0), ['error', 'nan_loss']);
    assert.deepEqual(await judged(nan), ['error', 'nan_loss']);
  });

  it('a stop is no error', async () => {
    assert.deepEqual(await judged(STARTED, 130), ['stopped', 'stopped']);
    assert.deepEqual(await judged(STARTED, 143), ['stopped', 'stopped']);
    assert.deepEqual(await judged(STARTED, 137), ['error', 'killed']);
    const traceback = [
      'Traceback (most recent call last):',
      '  File "train_network.py", line 1, in <module>',
    ];
    const memory = 'torch.OutOfMemoryError: CUDA out of memory.';
    assert.deepEqual(await judged([...STARTED, ...traceback, memory], 1), ['error', 'gpu_memory']);
  });

  it('a settings file that is not there is named', async () => {
    const row = '2026-11-21 01:30:04 INFO     /nope/cfg.toml not found.          train_util.py:4741';
    assert.deepEqual(await judged([row], 1), ['error', 'config_missing']);
  });

  it('the streams of a run are read together', async () => {
    const out = folder.write('out.log', [...STARTED.slice(0, 3), ...SAVED].join('\n'));
    const err = folder.write('err.log', [STARTED[3], BAR].join('\r'));
    const { state, steps, lastLoss, outputs } = await readLogs([out, err], 0);
    assert.deepEqual([state, steps, lastLoss, outputs], ['done', 4, 0.11, ['/out/hero.safetensors']]);
  });

  it('what is no log of a trainer, or no file, has no events', async () => {
    assert.deepEqual(await judged(['npm install', 'Error: nothing', '100%|███| 3/3 [00:01<00:00, 1it/s]']), [
      'running',
      undefined,
    ]);
    await assert.rejects(readLogs([folder.path], 0), { message: /regular file|EISDIR/ });
  });
});
