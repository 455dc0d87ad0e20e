import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { openRegular, openRegularSync, readRegular } from '../../../../src/core/files/regularFile';
import { tempFolder } from '../../support/tempFolder';

describe('a regular file', () => {
  const folder = tempFolder();

  it('is read, through a link too', async () => {
    const path = folder.write('a.txt', 'words');
    assert.equal((await readRegular(path)).toString(), 'words');
    if (process.platform === 'win32') return;
    symlinkSync(path, join(folder.path, 'link.txt'));
    assert.equal((await readRegular(join(folder.path, 'link.txt'))).toString(), 'words');
  });

  it('is no folder', async () => {
    const path = join(folder.path, 'folder');
    mkdirSync(path);
    await assert.rejects(openRegular(path), { message: /folder/ });
    assert.throws(() => openRegularSync(path), { message: /folder/ });
  });

  // Windows has no such files.
  if (process.platform !== 'win32') {
    it('is no pipe, no device and no link to one', async () => {
      const [pipe, device] = [join(folder.path, 'pipe'), join(folder.path, 'device')];
      execFileSync('mkfifo', [pipe]);
      symlinkSync('/dev/zero', device);
      for (const path of [pipe, device]) {
        await assert.rejects(openRegular(path), { code: 'unreadable', message: /is no regular file/ });
        await assert.rejects(readRegular(path), { code: 'unreadable' });
        assert.throws(() => openRegularSync(path), { code: 'unreadable' });
      }
    });
  }
});
