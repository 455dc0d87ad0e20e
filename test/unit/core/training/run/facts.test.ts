import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { TrainingFile } from '../../../../../src/core/training/job/trainingFile';
import { factsOf } from '../../../../../src/core/training/run/facts';

describe('the facts of a training', () => {
  const job = {
    source: { file: 'aria.training.toml', folder: '/pictures' },
    dataset: { pictures: 24, digest: 'abc' },
  };
  const facts = (training: Partial<TrainingFile>) =>
    Object.fromEntries(
      factsOf(job, { name: 'aria', family: 'sd15', base_model: '/models/base.safetensors', ...training }).map(
        ({ label, value }) => [label, value],
      ),
    );

  it('are as the trainer gets them, also what the file leaves to its usual values', () => {
    assert.deepEqual(facts({}), {
      'Base model': 'base.safetensors',
      Family: 'sd15',
      Pictures: '24',
      Resolution: '512',
      'Network dim': '16 (alpha 8)',
      'Batch size': '1',
      Optimizer: 'AdamW',
      'Learning rate': '0.0001',
      Scheduler: 'constant',
      Precision: 'bf16',
      Seed: '42',
      'Training file': 'aria.training.toml',
    });
  });

  it('are those of the file, and of the options of the trainer itself', () => {
    const found = facts({
      trigger: 'ohwx',
      resolution: '512, 768',
      dim: 32,
      alpha: 1,
      unet_lr: 0.0004,
      launcher: { type: 'docker', gpu: 1 },
      extra: { optimizer_type: 'Prodigy', seed: 7 },
    });
    assert.equal(found['Trigger words'], 'ohwx');
    assert.equal(found.Resolution, '512 × 768');
    assert.equal(found['Network dim'], '32 (alpha 1)');
    assert.equal(found['Learning rate'], '0.0004');
    assert.deepEqual([found.Optimizer, found.Seed], ['Prodigy', '7']);
    assert.deepEqual([found.GPU, found.Launcher], ['1', 'Docker']);
  });
});
