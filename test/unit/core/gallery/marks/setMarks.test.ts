import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import { setMarks, type MarksChange } from '../../../../../src/core/gallery/marks/setMarks';
import { tempFolder } from '../../../support/tempFolder';
import { filesIn, undoing } from '../actions/undoing';

describe('marks of pictures', () => {
  const folder = tempFolder();
  const { recorder, undo, runs } = undoing(folder);
  afterEach(() => rmSync(`${folder.path}.undo`, { recursive: true, force: true }));
  const at = (name: string) => join(folder.path, name);
  const record = (name: string) => readFileSync(at(`${name}.metadata.json`), 'utf8');

  async function mark(change: MarksChange, ...pictures: readonly string[]) {
    for (const picture of pictures) if (!picture.startsWith('gone')) folder.write(picture, '');
    const { changed, unchanged, failed } = await setMarks(pictures.map(at), change, recorder('marks'));
    const names = (paths: readonly string[]) => paths.map((path) => basename(path)).sort();
    return { changed: names(changed), unchanged: names(unchanged), failed: failed.map(({ path, problem }) => [basename(path), problem.code, problem.message]) }; // prettier-ignore
  }

  it('go into a record that is made for them, and that goes with the last of them', async () => {
    assert.deepEqual(await mark({ favourite: true, rating: 4, addTags: [' blue  sky '] }, 'a.png'), { changed: ['a.png'], unchanged: [], failed: [] }); // prettier-ignore
    assert.equal(
      record('a.png'),
      '{\n  "favourite": true,\n  "rating": 4,\n  "tags": [\n    "blue sky"\n  ]\n}\n',
    );
    await mark({ favourite: false, rating: 0 }, 'a.png');
    assert.deepEqual(JSON.parse(record('a.png')), { tags: ['blue sky'] });
    await mark({ removeTags: ['BLUE SKY'] }, 'a.png');
    assert.deepEqual(filesIn(folder.path), { 'a.png': '' });
    await undo();
    assert.deepEqual(JSON.parse(record('a.png')), { tags: ['blue sky'] });
  });

  it('leave every other byte of a record as it is', async () => {
    const text =
      '\ufeff{\r\n\t"id": 12345678901234567890,\r\n\t"x": 1.50, "rating":2,\r\n\t"meta": {"seed": 1e3}\r\n}';
    folder.write('a.png.metadata.json', text);
    await mark({ favourite: true, rating: 5, addTags: ['é'] }, 'a.png');
    const marked = record('a.png');
    assert.equal(
      marked,
      text.replace('"rating":2', '"rating":5').replace('1e3}\r\n}', '1e3},\r\n\t"favourite": true,\r\n\t"tags": [\r\n\t\t"é"\r\n\t]\r\n}'), // prettier-ignore
    );
    await undo();
    assert.equal(record('a.png'), text);
    await mark({ favourite: true }, 'a.png');
    await mark({ favourite: false, rating: 0 }, 'a.png');
    assert.equal(record('a.png'), text.replace('"rating":2,\r\n\t', ''));
  });

  it('are one undo for many pictures; a record that cannot be read is left alone and named', async () => {
    folder.write('a.png.metadata.json', '{"id": 1}\n');
    folder.write('broken.png.metadata.json', '{"id": 1');
    folder.write('odd.png.metadata.json', '{"tags": "one, two"}');
    for (const name of ['a.png', 'b.png', 'broken.png', 'odd.png']) folder.write(name, '');
    const before = filesIn(folder.path);
    const { changed, failed } = await mark({ rating: 3, addTags: ['x'] }, 'a.png', 'b.png', 'broken.png', 'odd.png', 'a.png'); // prettier-ignore
    assert.deepEqual(changed, ['a.png', 'b.png']);
    assert.deepEqual(failed.sort(), [
      ['broken.png', 'not_json', 'broken.png.metadata.json was left alone: it is no valid JSON (line 1, column 9).'], // prettier-ignore
      ['odd.png', 'not_json', 'odd.png.metadata.json was left alone: its tags are no list of words.'],
    ]);
    assert.equal((await runs()).length, 1);
    await undo();
    assert.deepEqual(filesIn(folder.path), before);
  });

  it('are not written for a picture that has gone meanwhile', async () => {
    assert.deepEqual(await mark({ favourite: true }, 'gone.png'), { changed: [], unchanged: [], failed: [['gone.png', 'missing', 'gone.png is not there.']] }); // prettier-ignore
    assert.deepEqual([filesIn(folder.path), await runs()], [{}, []]);
  });

  it('that are there already change nothing', async () => {
    folder.write('a.png.metadata.json', '{"favourite": true, "rating": 3, "tags": ["One"]}');
    const { unchanged } = await mark({ favourite: true, rating: 3, addTags: ['one', ' '], removeTags: ['two'] }, 'a.png'); // prettier-ignore
    assert.deepEqual([unchanged, (await runs()).length], [['a.png'], 0]);
    assert.deepEqual((await mark({ favourite: false, rating: 0 }, 'none.png')).unchanged, ['none.png']);
  });
});
