import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { execaSync } from 'execa';
import { describe, it } from 'mocha';
import { walkFolders } from '../../../../src/core/files/walk';
import { tempFolder } from '../../support/tempFolder';

describe('walkFolders', () => {
  const folder = tempFolder();
  const at = (name: string) => join(folder.path, name);
  const put = (...names: string[]) => {
    for (const name of names) {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), '');
    }
  };
  const walk = (roots: string[], isIgnored?: (path: string) => boolean) => {
    const unreadable: string[] = [];
    const onUnreadable = (path: string) => unreadable.push(relative(folder.path, path));
    const folders = [...walkFolders(roots.map(at), { isIgnored, onUnreadable })];
    const paths = folders.map(({ prefix }) => relative(folder.path, prefix));
    return { folders, paths, unreadable };
  };

  it('gives a folder before those in it, these by name, and the roots in their order', () => {
    put('root/b/x', 'root/a/deep/x', 'root/c', 'other/x', 'root/.hidden/x');
    const { folders, paths } = walk(['root', 'other']);
    assert.deepEqual(paths, ['root', 'root/.hidden', 'root/a', 'root/a/deep', 'root/b', 'other']);
    assert.deepEqual(
      folders.map((each) => each.relative),
      ['', '.hidden/', 'a/', 'a/deep/', 'b/', ''],
    );
    assert.deepEqual(folders[0]?.files, ['c']);
    assert.equal(folders[0].prefix, at('root/'));
  });

  it('enters neither the folders that no walk enters, nor those that are ignored', () => {
    put('.git/x', 'a/node_modules/x', 'a/.previews/x', '.lm-pending-delete/x', 'a/old/deep/x', 'old/x');
    const asked: string[] = [];
    const { paths } = walk([''], (path) => {
      asked.push(path);
      return path === 'a/old/';
    });
    assert.deepEqual(paths, ['', 'a', 'old']);
    assert.deepEqual(asked, ['a/', 'old/', 'a/old/']);
  });

  it('gives a folder once: without its link where it is there, else by the first of its links', () => {
    put('root/z/x', 'outside/x', 'hidden/x');
    symlinkSync('z', at('root/a'));
    symlinkSync('..', at('root/z/up'));
    symlinkSync('../outside', at('root/two'));
    symlinkSync('../outside', at('root/three'));
    symlinkSync('../hidden', at('root/.previews'));
    assert.deepEqual(walk(['root', 'root/z', 'root']).paths, ['root', 'root/z', 'root/three']);
    assert.deepEqual(walk(['root'], (path) => path === 'three/').paths, ['root', 'root/z', 'root/two']);
    assert.deepEqual(walk(['root/two', 'root']).paths, ['root/two', 'root', 'root/z']);
  });

  it('keeps regular files apart from links and pipes', function () {
    put('real');
    symlinkSync('real', at('link'));
    symlinkSync('gone', at('broken'));
    // Windows has no pipes among its files.
    if (process.platform === 'win32') this.skip();
    execaSync('mkfifo', [at('pipe')]);
    const [{ files, others } = { files: [], others: [] }] = walk(['']).folders;
    assert.deepEqual([files, others.toSorted()], [['real'], ['broken', 'link', 'pipe']]);
  });

  it('reports a folder that cannot be read, and goes on', () => {
    put('a/x', 'b/x');
    chmodSync(at('a'), 0);
    const { paths, unreadable } = walk(['gone', '']);
    chmodSync(at('a'), 0o755);
    // Root reads everything.
    const isRoot = process.getuid?.() === 0;
    assert.deepEqual(paths, isRoot ? ['', 'a', 'b'] : ['', 'b']);
    assert.deepEqual(unreadable, isRoot ? ['gone'] : ['gone', 'a']);
  });
});
