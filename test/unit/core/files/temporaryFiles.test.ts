import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, it } from 'mocha';
import { writeFileAtomic } from '../../../../src/core/files/atomicWrite';
import { removeDeadTemporaries, temporaryName } from '../../../../src/core/files/temporaryFiles';
import { tempFolder } from '../../support/tempFolder';

describe('temporary files of processes', () => {
  const folder = tempFolder();

  it('that were killed are removed by the next that writes there; those of living ones stay', async () => {
    const child = execa(process.execPath, ['-e', '']);
    const { pid: dead = 0 } = child;
    await child;
    const mine = temporaryName();
    const ofDead = mine.replace(`-${process.pid}.`, `-${dead}.`);
    const elsewhere = ofDead.replace(/-[0-9a-f]+-/, '-0123456789ab-');
    const [fresh, old] = ['.0a1b2c3d4e5f.tmp-write', '.1a1b2c3d4e5f.tmp-write'];
    for (const name of [mine, ofDead, elsewhere, fresh, old, 'notes.tmp-write']) folder.write(name, 'half');
    const longAgo = new Date('2026-01-01');
    utimesSync(join(folder.path, old), longAgo, longAgo);
    await writeFileAtomic(join(folder.path, 'a.json'), '{}');
    assert.deepEqual(
      readdirSync(folder.path).sort(),
      [mine, elsewhere, fresh, 'notes.tmp-write', 'a.json'].sort(),
    );
    await removeDeadTemporaries(join(folder.path, 'nowhere'));
  });
});

describe('a link in place of a file that is written', () => {
  const folder = tempFolder();

  it('is refused where it leads to another folder, whether its end exists or not', async () => {
    mkdirSync(join(folder.path, 'library'));
    folder.write('settings.json', 'precious');
    for (const end of ['../settings.json', '../new.json']) {
      const link = join(folder.path, 'library', `${end.length}.metadata.json`);
      symlinkSync(end, link);
      await assert.rejects(writeFileAtomic(link, '{}'), { code: 'unsafe_name' });
    }
    assert.equal(readFileSync(join(folder.path, 'settings.json'), 'utf8'), 'precious');
    assert.deepEqual(readdirSync(folder.path).sort(), ['library', 'settings.json']);
  });

  it('stays a link where its end is beside it', async () => {
    const real = folder.write('real.json', 'old');
    const link = join(folder.path, 'link.json');
    symlinkSync('real.json', link);
    await writeFileAtomic(link, 'new');
    assert.equal(readFileSync(real, 'utf8'), 'new');
    assert.ok(lstatSync(link).isSymbolicLink());
  });
});
