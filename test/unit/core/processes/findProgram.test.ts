import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { findProgram } from '../../../../src/core/processes/findProgram';
import { tempFolder } from '../../support/tempFolder';

describe('finding a program', () => {
  const folder = tempFolder();
  const program = (name: string) => {
    const file = folder.write(name, '');
    chmodSync(file, 0o755);
    return file;
  };

  it('looks through PATH for what can be run, in its order, and never in the working folder', async () => {
    const tool = program('tool');
    folder.write('text', '');
    const env = { PATH: `/none::.:${folder.path}` };
    assert.equal(await findProgram('tool', { env }), tool);
    assert.equal(await findProgram('text', { env }), undefined);
    assert.equal(await findProgram('tool', { env: { PATH: '.' } }), undefined);
    assert.equal(await findProgram('tool', { env: {} }), undefined);
  });

  it('takes a whole path as it is, and no relative one', async () => {
    const tool = program('tool');
    assert.equal(await findProgram(tool, { env: {} }), tool);
    assert.equal(await findProgram(join(folder.path, 'none'), { env: {} }), undefined);
    assert.equal(await findProgram('./tool', { env: { PATH: folder.path } }), undefined);
  });
});
