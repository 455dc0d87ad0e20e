import assert from 'node:assert/strict';
import { dependencies } from '../../../../package.json';
import { safeBuilds } from '../../../../src/core/media/sharpBuild';

const node = { node: '24.0.0' } as NodeJS.ProcessVersions;
const electron = { ...node, electron: '39.2.3' };

describe('safeBuilds', () => {
  it('is WebAssembly alone in desktop VS Code on Linux', () => {
    assert.deepEqual(safeBuilds({ platform: 'linux', versions: electron }), ['wasm']);
  });

  it('are native code first everywhere else', () => {
    assert.deepEqual(safeBuilds({ platform: 'linux', versions: node }), ['native', 'wasm']);
    assert.deepEqual(safeBuilds({ platform: 'darwin', versions: electron }), ['native', 'wasm']);
    assert.deepEqual(safeBuilds({ platform: 'win32', versions: electron }), ['native', 'wasm']);
  });
});

describe('the builds of sharp', () => {
  it('have one version, since both are driven by the same JavaScript', () => {
    assert.equal(dependencies['@img/sharp-wasm32'], dependencies.sharp);
  });
});
