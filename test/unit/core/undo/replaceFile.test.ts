import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { replaceFile } from '../../../../src/core/undo/replaceFile';
import { tempFolder } from '../../support/tempFolder';

describe('replaceFile', () => {
  const folder = tempFolder();
  const bytes = (text: string) => Buffer.from(text);
  const kept: unknown[] = [];
  beforeEach(() => (kept.length = 0));
  const undo = {
    keep: (...entry: unknown[]) => {
      kept.push(entry);
      return Promise.resolve();
    },
  };

  it('keeps what was there, or that nothing was, and writes', async () => {
    const path = folder.write('a', 'one');
    await replaceFile(path, bytes('one'), bytes('two'), undo);
    const other = join(folder.path, 'b');
    await replaceFile(other, undefined, bytes('new'), undo);
    assert.deepEqual([readFileSync(path, 'utf8'), readFileSync(other, 'utf8')], ['two', 'new']);
    assert.deepEqual(kept, [
      [path, bytes('one'), bytes('two')],
      [other, undefined, bytes('new')],
    ]);
  });

  it('leaves a file that is not what it was, came to be or is gone', async () => {
    const path = folder.write('a', 'mine');
    for (const before of [bytes('one'), undefined])
      await assert.rejects(replaceFile(path, before, bytes('two'), undo), { code: 'changed_meanwhile' });
    assert.equal(readFileSync(path, 'utf8'), 'mine');
    const gone = join(folder.path, 'gone');
    await assert.rejects(replaceFile(gone, bytes('one'), bytes('two'), undo), { code: 'changed_meanwhile' });
    assert.ok(!existsSync(gone));
    assert.deepEqual(kept, []);
  });
});
