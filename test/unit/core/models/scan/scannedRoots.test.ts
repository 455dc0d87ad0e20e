import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { isScanned, scannedRoots } from '../../../../../src/core/models/scan/scannedRoots';
import { tempFolder } from '../../../support/tempFolder';

describe('the folders to scan', () => {
  const folder = tempFolder();
  const at = (...names: string[]): string => join(folder.path, ...names);

  it('are those that no other one holds', () => {
    const roots = [at('a', 'loras'), at('b'), at('a'), at('b'), at('b', 'x')];
    assert.deepEqual(scannedRoots(roots), [at('b'), at('a')]);
    assert.deepEqual(scannedRoots([at('b', '..', 'c')]), [at('c')]);
  });

  it('are also those that a scan never enters by itself, where they are named', () => {
    mkdirSync(at('pipeline'));
    folder.write('pipeline/model_index.json', '{}');
    for (const name of [
      '.git',
      'venv',
      '.venv',
      'node_modules',
      join('x', 'site-packages', 'y'),
      join('pipeline', 'unet'),
    ]) {
      assert.deepEqual(scannedRoots([folder.path, at(name)]), [folder.path, at(name)], name);
      assert.deepEqual(scannedRoots([at(name), folder.path]), [at(name), folder.path], name);
      assert.equal(isScanned(at(name, 'a.safetensors'), [folder.path]), false, name);
      assert.equal(isScanned(at(name, 'a.safetensors'), [folder.path, at(name)]), true, name);
    }
    assert.equal(isScanned(at('pipeline', 'a.safetensors'), [folder.path]), true);
    assert.equal(isScanned(at('loras', 'a.safetensors'), [folder.path]), true);
    assert.equal(isScanned(at('loras', 'a.safetensors'), [at('other')]), false);
  });
});
