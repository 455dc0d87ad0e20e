import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { testPackage } from './testPackage';

const platform = `${process.platform}-${process.arch}`;

describe('the packages', () => {
  it('are one for this platform and a portable one', () => {
    const names = readdirSync('dist').filter((file) => file.endsWith('.vsix'));
    assert.deepEqual(
      names.map((file) => file.replace(/^diffusion-workbench-|\.vsix$/g, '')).toSorted(),
      [platform, 'portable'].toSorted(),
    );
  });
});

testPackage(`diffusion-workbench-${platform}.vsix`);
