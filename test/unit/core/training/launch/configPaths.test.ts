import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { configPaths } from '../../../../../src/core/training/launch/configPaths';

describe('the files that settings of a trainer name', () => {
  it('are those of this machine, also of components and lists', () => {
    const found = configPaths(
      {
        pretrained_model_name_or_path: '/models/a.safetensors',
        t5xxl: '/models/t5.safetensors',
        base_weights: ['/loras/a.safetensors', '/loras/b.safetensors'],
        train_data_dir: '/job/dataset',
        output_dir: '/job/output',
        metadata_title: '/no/path',
      },
      'linux',
    );
    assert.deepEqual([...found.reads].sort(), [
      '/job/dataset', '/loras/a.safetensors', '/loras/b.safetensors', '/models/a.safetensors', '/models/t5.safetensors',
    ]); // prettier-ignore
    assert.deepEqual(found.writes, ['/job/output']);
  });

  it('are not models of the hub, nor files of the trainer', () => {
    const settings = {
      pretrained_model_name_or_path: 'stabilityai/sdxl',
      sample_prompts: 'prompts.txt',
      vae: 'C:\\v',
    };
    assert.deepEqual(configPaths(settings, 'linux').reads, []);
    assert.deepEqual(configPaths(settings, 'win32').reads, ['C:\\v']);
  });
});
