import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import {
  addPictureBytes,
  addPictures,
  isForDataset,
  picturesFolderOf,
} from '../../../../../src/core/training/form/addPictures';
import { tempFolder } from '../../../support/tempFolder';

describe('pictures that are added to a training', () => {
  const folder = tempFolder();
  const target = () => join(folder.path, 'pictures');

  /** Files of somewhere else. */
  function given(name: string, files: Record<string, string>): string[] {
    const from = join(folder.path, name);
    mkdirSync(from, { recursive: true });
    return Object.entries(files).map(([file, content]) => {
      writeFileSync(join(from, file), content);
      return join(from, file);
    });
  }
  async function add(...paths: string[]): Promise<string[]> {
    const added: string[] = [];
    await addPictures(target(), paths, (path) => added.push(path));
    return added.map((path) => path.slice(target().length + 1));
  }

  it('are copied, each once, and never over another', async () => {
    assert.deepEqual(await add(...given('a', { 'cat.png': 'one' })), ['cat.png']);
    assert.deepEqual(await add(...given('a', { 'cat.png': 'one' })), []);
    assert.deepEqual(await add(...given('b', { 'cat.png': 'two' })), ['cat (2).png']);
    assert.deepEqual(await add(...given('b', { 'cat.png': 'two' })), []);
    assert.equal(readFileSync(join(target(), 'cat.png'), 'utf8'), 'one');
  });

  it('keep their caption where their name is taken', async () => {
    await add(...given('c', { 'dog.png': 'one' }));
    const added = await add(...given('d', { 'dog.png': 'two', 'dog.txt': 'a dog' }));
    assert.deepEqual(added, ['dog (2).png', 'dog (2).txt']);
    assert.ok(!readdirSync(target()).includes('dog.txt'));
  });

  it('get another name where a folder or a dead link has theirs', async () => {
    mkdirSync(join(target(), 'cat.png'), { recursive: true });
    symlinkSync(join(folder.path, 'nowhere'), join(target(), 'dog.png'));
    assert.deepEqual(await add(...given('a', { 'cat.png': 'one', 'dog.png': 'two' })), ['cat (2).png', 'dog (2).png']); // prettier-ignore
    assert.equal(await addPictureBytes(target(), 'cat.png', Buffer.from('one')), undefined);
  });

  it('have names that any system can have', async () => {
    const path = (await addPictureBytes(target(), '../../con: *.png', Buffer.from('x'))) ?? '';
    assert.ok(path.startsWith(target()));
    assert.ok(!/[:*]/.test(path.slice(target().length)));
    assert.equal(await addPictureBytes(target(), '../../con: *.png', Buffer.from('x')), undefined);
  });

  it('are pictures and captions only', () => {
    assert.deepEqual(['a.PNG', 'a.txt', 'a.exe', 'png'].map(isForDataset), [true, true, false, false]);
    assert.equal(picturesFolderOf('/x/mira.training.toml'), '/x/mira-pictures');
  });
});
