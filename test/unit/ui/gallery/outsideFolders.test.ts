import assert from 'node:assert/strict';
import { OutsideFolders } from '../../../../src/ui/gallery/outsideFolders';

describe('the watchers of galleries outside of the open folders', () => {
  const set = { open: ['/project'], roots: ['/project', '/drive/models'] };
  let log: string[];
  let folders: OutsideFolders;
  beforeEach(() => {
    log = [];
    Object.assign(set, { open: ['/project'], roots: ['/project', '/drive/models'] });
    folders = new OutsideFolders({
      open: () => set.open,
      roots: () => set.roots,
      watch: (folder) => {
        log.push(`+${folder}`);
        return { dispose: () => void log.push(`-${folder}`) };
      },
    });
  });
  const told = () => log.splice(0).sort();

  it('watch the folders with models and pictures', () => {
    assert.deepEqual(told(), ['+/drive/models']);
    set.roots = ['/project', '/drive/models', '/pictures'];
    folders.update();
    assert.deepEqual(told(), ['+/pictures']);
    Object.assign(set, { open: ['/drive'], roots: ['/drive', '/pictures', '/project/images'] });
    folders.update();
    assert.deepEqual(told(), ['+/project/images', '-/drive/models']);
    folders.dispose();
    assert.deepEqual(told(), ['-/pictures', '-/project/images']);
  });

  it('watch what a page shows until the last one is closed', () => {
    told();
    const [one, other] = [folders.show(['/mine']), folders.show(['/mine'])];
    folders.show(['/project/own', '/drive/models/loras']);
    assert.deepEqual(told(), ['+/mine']);
    one.dispose();
    assert.deepEqual(told(), []);
    other.dispose();
    assert.deepEqual(told(), ['-/mine']);
  });

  it('are one for each outermost folder', () => {
    told();
    folders.show(['/p/a', '/p/b', '/p/a/deep']);
    assert.deepEqual(told(), ['+/p/a', '+/p/b']);
    const around = folders.show(['/p']);
    assert.deepEqual(told(), ['+/p', '-/p/a', '-/p/b']);
    around.dispose();
    assert.deepEqual(told(), ['+/p/a', '+/p/b', '-/p']);
  });
});
