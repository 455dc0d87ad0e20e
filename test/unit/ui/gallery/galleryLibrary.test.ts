import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { GalleryChange, GalleryLibrary as Roots } from '../../../../src/core/gallery/engine';
import type { LibraryFolders } from '../../../../src/core/gallery/list/subjects';
import type { GalleryModel } from '../../../../src/core/gallery/picture';
import { GalleryLibrary } from '../../../../src/ui/gallery/galleryLibrary';
import { modelsUi } from '../../support/modelsUi';
import { TestLibrary } from '../../support/testLibrary';
import { until } from '../../support/until';

describe('the library of galleries', () => {
  let library: TestLibrary;
  let gallery: GalleryLibrary | undefined;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => {
    gallery?.dispose();
    await library.remove();
  });

  async function started() {
    const ui = await modelsUi(library);
    const told = {
      opened: [] as Roots[],
      models: [] as (readonly GalleryModel[])[],
      refreshed: [] as unknown[],
      roots: [] as (readonly string[])[],
    };
    const set = { roots: [library.folder] };
    let pages = 0;
    let listener: ((change: GalleryChange) => void) | undefined;
    const kept: unknown[] = [];
    gallery = new GalleryLibrary({
      models: ui.models,
      gallery: () =>
        Promise.resolve({
          open: (roots: Roots) => Promise.resolve(void told.opened.push(roots)),
          setFolders: ({ roots }: LibraryFolders) => Promise.resolve(void told.roots.push(roots)),
          setModels: (models: readonly GalleryModel[]) => Promise.resolve(void told.models.push(models)),
          refresh: (paths?: readonly string[]) => Promise.resolve(void told.refreshed.push(paths)),
          onChange: (each: (change: GalleryChange) => void) => {
            listener = each;
            return () => (listener = undefined);
          },
        }),
      folders: () => ({ roots: set.roots, creators: join(library.folder, 'creators') }),
      keepMarks: (found) => Promise.resolve(void kept.push(...found)),
      onError: (error) => assert.fail(String(error)),
    });
    gallery.onDidChangeRoots(() => pages++);
    return {
      ui,
      told,
      kept,
      gallery,
      set,
      pages: () => pages,
      change: (change: GalleryChange) => listener?.(change),
    };
  }

  it('is opened once, with its models as they are known', async () => {
    const file = await library.published('known', {
      modelId: 7,
      versionId: 70,
      modelName: 'Known',
      creator: 'maria',
    });
    await (await library.services()).annotator.fetchByHash(file.path);
    const { told, gallery: made } = await started();
    await made.changed(['/not/opened/yet']);
    await Promise.all([made.ready(), made.ready()]);
    assert.equal(told.opened.length, 1);
    const [model] = told.opened[0]?.models ?? [];
    assert.deepEqual(
      [model?.path, model?.name, model?.creator, model?.modelId, model?.versionId],
      [file.path, 'Known', 'maria', 7, 70],
    );
    const { hash_sha256: sha256 = '', hash_autov3: autov3 = '' } = await library.sidecar(file);
    assert.deepEqual(model?.hashes, [sha256, sha256.slice(0, 10), autov3]);
    assert.equal(told.opened[0]?.creators, join(library.folder, 'creators'));
    assert.deepEqual(told.refreshed, []);
    await made.changed([file.path]);
    assert.deepEqual(told.refreshed, [[file.path]]);
  });

  it('takes in other folders before a list is made of them, and tells its pages', async () => {
    const { told, gallery: made, set, pages } = await started();
    await made.rootsChanged();
    assert.deepEqual([told.opened, told.roots, pages()], [[], [], 1], 'nothing is open');
    await made.ready();
    await made.rootsChanged();
    assert.deepEqual([told.roots, pages()], [[], 2], 'the same folders');
    set.roots = [library.folder, '/other'];
    const changed = made.rootsChanged();
    await made.ready();
    assert.deepEqual(told.roots, [set.roots]);
    await changed;
    assert.equal(pages(), 3);
  });

  it('tells of models that change, and keeps marks that were found again', async () => {
    const file = await library.published('known');
    const { ui, told, kept, gallery: made, change } = await started();
    await made.ready();
    const library1 = await ui.models.ready();
    await library.write('known.safetensors.metadata.json', JSON.stringify({ name: 'Another name' }));
    await library1.reload(file.path);
    await until(() => told.models.at(-1)?.[0]?.name === 'Another name');
    assert.equal(told.models.at(-1)?.[0]?.previewMs, undefined);
    const preview = (await library.write('.previews/known.jpg', 'picture')).path;
    const telling = async () => {
      await library.write('known.safetensors.metadata.json', JSON.stringify({ name: 'Another name', preview_path: '.previews/known.jpg' })); // prettier-ignore
      await library1.reload(file.path);
    };
    await telling();
    await until(() => told.models.at(-1)?.[0]?.preview === preview);
    utimesSync(preview, 5, 5);
    await telling();
    await until(() => told.models.at(-1)?.[0]?.previewMs === 5000);
    const found = { from: '/a', to: '/b', favourite: true };
    change({ lists: [], found: [found] });
    assert.deepEqual(kept, [found]);
  });
});
