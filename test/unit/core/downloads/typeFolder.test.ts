import assert from 'node:assert/strict';
import { namedFolder, usualFolders } from '../../../../src/core/downloads/typeFolder';

describe('the folder for a type of models', () => {
  it('is the one that the settings name, whatever the case', () => {
    assert.equal(namedFolder({ lora: '/l', Checkpoint: '/c' }, 'LORA'), '/l');
    assert.equal(namedFolder({ lora: '/l' }, 'VAE'), undefined);
  });

  it('is that of LoRAs for their kin, unless they have their own', () => {
    assert.equal(namedFolder({ LORA: '/l' }, 'LoCon'), '/l');
    assert.equal(namedFolder({ LORA: '/l', DoRA: '/d' }, 'DoRA'), '/d');
    assert.equal(namedFolder({ LoCon: '/o' }, 'LORA'), undefined);
  });

  it('is usually where most of that type are', () => {
    const model = (path: string, model_type: string) => ({ path, sidecar: { model_type } });
    const models = [
      model('/a/1.safetensors', 'LORA'),
      model('/b/2.safetensors', 'LoCon'),
      model('/b/3.safetensors', 'LORA'),
      model('/c/4.safetensors', 'Checkpoint'),
      { path: '/c/5.safetensors' },
    ];
    assert.deepEqual(usualFolders(models, 'LORA'), ['/b', '/a']);
    assert.deepEqual(usualFolders(models, 'VAE'), []);
  });
});
