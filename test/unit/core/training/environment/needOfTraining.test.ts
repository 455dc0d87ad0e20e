import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { needOfTraining, outputBytes } from '../../../../../src/core/training/environment/needOfTraining';
import type { TrainingFile } from '../../../../../src/core/training/job/trainingFile';

const training = (more: Partial<TrainingFile> = {}): TrainingFile => ({
  name: 'hero',
  family: 'sdxl',
  base_model: 'base',
  ...more,
});

describe('what a training needs of its environment', () => {
  it('is told by the settings of its trainer', () => {
    const settings = { mixed_precision: 'bf16', optimizer_type: 'Lion', xformers: true, log_with: 'wandb' };
    assert.deepEqual(needOfTraining(training({ launcher: { gpu: '0,2' } }), settings), {
      family: 'sdxl',
      precision: 'bf16',
      optimizer: 'Lion',
      networkModule: 'networks.lora',
      xformers: true,
      logWith: 'wandb',
      gpus: [0, 2],
    });
    assert.equal(needOfTraining(training(), { use_8bit_adam: true }).optimizer, 'AdamW8bit');
  });

  it('grows with the dim, the precision, the checkpoints that are kept and the states', () => {
    const once = { network_dim: 16, save_precision: 'bf16', max_train_steps: 1000 };
    const one = outputBytes(training(), once);
    assert.ok(one > 50e6 && one < 250e6, String(one));
    assert.equal(outputBytes(training(), { ...once, network_dim: 32 }), 2 * one);
    assert.equal(outputBytes(training(), { ...once, save_precision: 'float' }), 2 * one);
    const often = { ...once, save_every_n_steps: 100 };
    assert.equal(outputBytes(training(), often), 11 * one);
    assert.equal(outputBytes(training(), { ...often, max_train_steps: 2000 }, 500), 6 * one);
    assert.equal(outputBytes(training({ save: { keep_last: 2 } }), often), 3 * one);
    assert.equal(outputBytes(training(), { ...once, save_state: true }), 7 * one);
  });
});
