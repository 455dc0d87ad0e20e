import assert from 'node:assert/strict';
import { chownSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, lstat, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { writeFileAtomic } from '../../../../src/core/files/atomicWrite';
import { Problem } from '../../../../src/core/problem/problem';
import { tempFolder } from '../../support/tempFolder';

describe('writeFileAtomic', () => {
  const folder = tempFolder();

  it('writes a new file, and nothing beside it', async () => {
    await writeFileAtomic(join(folder.path, 'a'), 'text');
    assert.deepEqual(await readdir(folder.path), ['a']);
    assert.equal(await readFile(join(folder.path, 'a'), 'utf8'), 'text');
  });

  it('keeps the mode', async () => {
    const path = folder.write('a', 'old');
    await chmod(path, 0o640);
    await writeFileAtomic(path, 'new');
    assert.equal((await stat(path)).mode & 0o777, 0o640);
  });

  it('keeps the owner, where it may', async () => {
    const path = folder.write('x.json', 'old');
    const owner = process.getuid?.() === 0 ? 1234 : statSync(path).uid;
    chownSync(path, owner, statSync(path).gid);
    await writeFileAtomic(path, 'new');
    assert.equal(statSync(path).uid, owner);
  });

  it('leaves the old file, and nothing beside it, when it is told not to go on at the last moment', async () => {
    const path = folder.write('x.json', 'old');
    const stop = new Problem('changed_meanwhile', 'x', 'y');
    const beforeRename = (): Promise<void> => Promise.reject(stop);
    await assert.rejects(writeFileAtomic(path, 'new', { beforeRename }), stop);
    assert.equal(readFileSync(path, 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder.path), ['x.json']);
  });

  it('leaves a link a link', async () => {
    const target = folder.write('target', 'old');
    const link = join(folder.path, 'link');
    await symlink(target, link);
    await writeFileAtomic(link, 'new');
    assert.ok((await lstat(link)).isSymbolicLink());
    assert.equal(await readFile(target, 'utf8'), 'new');
  });

  it('leaves a read-only file alone, for root as well', async () => {
    const path = folder.write('a', 'old');
    await chmod(path, 0o444);
    await assert.rejects(writeFileAtomic(path, 'new'), { code: 'read_only' });
    assert.equal(await readFile(path, 'utf8'), 'old');
    assert.deepEqual(await readdir(folder.path), ['a']);
  });

  it('says what stands in the way, without an absolute path, and leaves nothing behind', async () => {
    await assert.rejects(writeFileAtomic(join(folder.path, 'no', 'a'), 'x'), { code: 'missing' });
    const inTheWay = join(folder.path, 'dir');
    await mkdir(inTheWay);
    await writeFile(join(inTheWay, 'x'), '');
    const problem: unknown = await writeFileAtomic(inTheWay, 'x').catch((error: unknown) => error);
    assert.ok(problem instanceof Error && 'code' in problem);
    assert.equal(problem.code, 'write_failed');
    assert.ok(!problem.message.includes(folder.path));
    assert.deepEqual(await readdir(folder.path), ['dir']);
  });
});
