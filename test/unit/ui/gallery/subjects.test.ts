import assert from 'node:assert/strict';
import { PageFolders } from '../../../../src/ui/gallery/page/pageFolders';
import { readFolders, subjectKey, subjectTitle, usualView } from '../../../../src/ui/gallery/page/subjects';

describe('the subject of a gallery', () => {
  const models = { entry: () => undefined };

  it('is called as the user knows it', () => {
    assert.equal(subjectTitle({ kind: 'library' }, models), 'Library');
    assert.equal(subjectTitle({ kind: 'modelFolder', path: '/m/loras' }, models), 'loras');
    assert.equal(subjectTitle({ kind: 'creator', name: 'maria' }, models), 'maria');
    assert.equal(subjectTitle({ kind: 'pictures', paths: ['/p/mine'] }, models), 'mine');
    assert.equal(
      subjectTitle({ kind: 'pictures', paths: ['/p/mine', '/p/b', '/p/c'] }, models),
      'mine and 2 more',
    );
  });

  it('shows many models as cards, and else pictures, the newest first', () => {
    assert.deepEqual(
      [usualView({ kind: 'library' }).show, usualView({ kind: 'library' }).order],
      ['models', 'name'],
    );
    const { show, order } = usualView({ kind: 'models', paths: ['/m/a.safetensors'] });
    assert.deepEqual([show, order], ['pictures', 'newest']);
  });

  it('lets a page read no more folders than it shows', () => {
    const [roots, images] = [['/m', '/images'], ['/images']];
    const folders = (subject: Parameters<typeof readFolders>[0]) =>
      [...readFolders(subject, roots, images)].sort();
    assert.deepEqual(folders({ kind: 'pictures', paths: ['/p/b', '/p/b/c'] }), ['/p/b']);
    assert.deepEqual(folders({ kind: 'models', paths: ['/m/loras/a.safetensors'] }), ['/images', '/m/loras']);
    assert.deepEqual(folders({ kind: 'modelFolder', path: '/m/loras' }), ['/images', '/m/loras']);
    assert.deepEqual(folders({ kind: 'library' }), ['/images', '/m']);
  });

  it('lets a page read other folders when the roots change, if it shows them', () => {
    let roots = ['/m'];
    const set: (readonly string[])[] = [];
    const of = (subject: Parameters<typeof readFolders>[0]) =>
      new PageFolders(
        () => readFolders(subject, roots, []),
        (folders) => void set.push(folders),
      );
    const [library, pictures] = [of({ kind: 'library' }), of({ kind: 'pictures', paths: ['/p'] })];
    assert.deepEqual(set.splice(0), [['/m'], ['/p']]);
    roots = ['/m', '/n'];
    for (const page of [library, pictures, library]) page.update();
    assert.deepEqual(set.splice(0), [['/m', '/n']], 'a page is loaded again only where it has to be');
    roots = ['/n'];
    library.update();
    assert.deepEqual(set, [['/n']]);
  });

  it('has one gallery', () => {
    assert.equal(subjectKey({ kind: 'creator', name: 'a' }), subjectKey({ kind: 'creator', name: 'a' }));
    assert.notEqual(subjectKey({ kind: 'creator', name: 'a' }), subjectKey({ kind: 'creator', name: 'b' }));
  });
});
