import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { planTrash, trash } from '../../../../../src/core/gallery/actions/trash';
import { tempFolder } from '../../../support/tempFolder';
import { filesIn, undoing } from './undoing';

describe('the trash of a gallery', () => {
  const folder = tempFolder();
  const { recorder, undo, runs } = undoing(folder);
  afterEach(() => rmSync(`${folder.path}.undo`, { recursive: true, force: true }));
  const at = (name: string) => join(folder.path, name);
  const names = () => Object.keys(filesIn(folder.path));
  function write(...files: readonly string[]): void {
    for (const file of files) {
      mkdirSync(join(at(file), '..'), { recursive: true });
      folder.write(file, `of ${file}`);
    }
  }

  it('takes a picture with all that belongs to it, and one undo gives all of them back', async () => {
    write('a.png', 'a.png.metadata.json', 'a.txt', 'a.prompt.txt', 'a.infotext.txt', '.previews/a.png.jpg');
    write('sub/v.mp4', 'sub/.previews/v.mp4.jpg');
    write('ab.png', 'ab.txt', 'ab.prompt.txt', '.previews/ab.png.jpg', 'a.json');
    const before = filesIn(folder.path);
    const plan = await planTrash([at('a.png'), at('sub/v.mp4'), at('gone.png'), at('a.png')]);
    const gone = Object.keys(before).filter((name) => !/^(?:\.previews\/)?ab\.|^a\.json/.test(name));
    assert.equal(plan.files, gone.length);
    assert.equal(plan.bytes, gone.reduce((sum, name) => sum + (before[name]?.length ?? 0), 0)); // prettier-ignore
    const { done, failed } = await trash(plan, recorder('trash'));
    assert.deepEqual([done, failed], [[at('a.png'), at('sub/v.mp4')], []]);
    assert.deepEqual(names(), ['.previews/ab.png.jpg', 'a.json', 'ab.png', 'ab.prompt.txt', 'ab.txt']);
    assert.equal((await runs()).length, 1);
    await undo();
    assert.deepEqual(filesIn(folder.path), before);
  });

  it('leaves a text that belongs to another picture, or to a model, too', async () => {
    write(
      'a.png',
      'A.jpg',
      'a.txt',
      'm.png',
      'm.txt',
      'm.safetensors',
      'p.png',
      'p.webp',
      'p.txt',
      'Q.png',
      'q.jpg',
      'Q.txt',
    );
    await trash(await planTrash(['a.png', 'm.png', 'p.png', 'p.webp', 'Q.png'].map(at)), recorder());
    assert.deepEqual(names(), ['A.jpg', 'Q.txt', 'a.txt', 'm.safetensors', 'm.txt', 'q.jpg']);
    await undo();
    assert.equal(names().length, 12);
  });

  it('leaves a text that belongs to a picture which nothing here decodes', async () => {
    write('a.png', 'a.bmp', 'a.txt', 'b.png', 'b.jxl', 'b.txt');
    await trash(await planTrash(['a.png', 'b.png'].map(at)), recorder());
    assert.deepEqual(names(), ['a.bmp', 'a.txt', 'b.jxl', 'b.txt']);
  });

  it('leaves a text that may be the caption of another picture', async () => {
    write('a.png', 'a.prompt.png', 'a.prompt.txt', 'b.png', 'b.prompt.png', 'b.prompt.txt');
    await trash(await planTrash([at('a.png'), at('b.png'), at('b.prompt.png')]), recorder());
    assert.deepEqual(names(), ['a.prompt.png', 'a.prompt.txt']);
    await undo();
    assert.equal(names().length, 6);
  });

  it('goes on behind a picture that cannot be deleted, which keeps what belongs to it', async () => {
    write('a.png', 'a.txt', 'b.png');
    const plan = await planTrash([at('a.png'), at('b.png')]);
    rmSync(at('a.png'));
    const { done, failed } = await trash(plan, recorder());
    assert.deepEqual([done, failed.map(({ path, problem }) => [path, problem.code])], [[at('b.png')], [[at('a.png'), 'missing']]]); // prettier-ignore
    assert.deepEqual(names(), ['a.txt']);
  });

  it('keeps no run where nothing was deleted', async () => {
    write('a.png');
    const plan = await planTrash([at('a.png')]);
    rmSync(at('a.png'));
    await trash(plan, recorder());
    assert.deepEqual(
      [await runs(), await planTrash([at('a.png')])],
      [[], { pictures: [], files: 0, bytes: 0 }],
    );
    assert.deepEqual(readdirSync(`${folder.path}.undo`), [], 'nor a folder of it');
  });
});
