import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'mocha';
import { trainingPath } from '../../../../src/core/training/trainingPath';

describe('the paths in a training file', () => {
  const base = resolve('/models/base.safetensors');
  const toPath = trainingPath(
    resolve('/data'),
    { dreamshaper_8: base },
    { home: resolve('/home/u'), env: {} },
  );

  it('start in its folder, and know the home folder', () => {
    assert.equal(toPath('pictures'), resolve('/data/pictures'));
    assert.equal(toPath('~/a'), resolve('/home/u/a'));
    assert.equal(toPath('${NONE}/a'), undefined);
  });

  it('may be the short names of base models', () => {
    assert.equal(toPath('dreamshaper_8'), base);
    assert.equal(toPath('constructor'), resolve('/data/constructor'));
  });
});
