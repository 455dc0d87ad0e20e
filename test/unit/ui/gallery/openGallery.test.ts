import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GallerySubject } from '../../../../src/protocol/gallery';
import { openGalleryCommand } from '../../../../src/ui/gallery/commands/openGallery';
import { modelsUi } from '../../support/modelsUi';
import type { Answer } from '../../support/scriptedDialogs';
import { TestLibrary } from '../../support/testLibrary';

describe('Open Preview Gallery', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  const uri = (fsPath: string) => ({ scheme: 'file', path: fsPath, fsPath });
  async function opened(args: unknown[], ...answers: Answer[]) {
    const ui = await modelsUi(library, ...answers);
    const shown: GallerySubject[] = [];
    const rows = { paths: (node: { path?: string }) => (node.path === undefined ? [] : [node.path]) };
    const handlers = openGalleryCommand({ ...ui, rows } as never, (subject) => void shown.push(subject));
    await handlers['diffusionWorkbench.gallery.open'](...args);
    assert.ok(ui.dialogs.isDone, 'not all was asked');
    return shown;
  }

  it('of rows of the Models view: of a folder as a whole, of models', async () => {
    const folder = { kind: 'group', folder: '/m/loras' };
    const [one, two] = [
      { kind: 'model', path: '/m/a.safetensors' },
      { kind: 'model', path: '/m/b.safetensors' },
    ];
    assert.deepEqual(await opened([folder]), [{ kind: 'modelFolder', path: '/m/loras' }]);
    assert.deepEqual(await opened([one, [one, two]]), [{ kind: 'models', paths: [one.path, two.path] }]);
    assert.deepEqual(
      await opened([one, [two]]),
      [{ kind: 'models', paths: [one.path] }],
      'a row beside the selection',
    );
  });

  it('of the Explorer: a folder, the folder of a picture, a model', async () => {
    const { path } = await library.write('mine/1.png', 'x');
    mkdirSync(join(library.folder, 'other'));
    assert.deepEqual(await opened([uri(dirname(path))]), [{ kind: 'pictures', paths: [dirname(path)] }]);
    assert.deepEqual(await opened([uri(path)]), [{ kind: 'pictures', paths: [dirname(path)] }]);
    const model = join(library.folder, 'a.safetensors');
    assert.deepEqual(await opened([uri(model)]), [{ kind: 'models', paths: [model] }]);
    assert.deepEqual(await opened([uri(join(library.folder, 'gone'))]), []);
  });

  it('of what the user picks', async () => {
    const { path } = await library.published('known');
    assert.deepEqual(await opened([], 'The Whole Library'), [{ kind: 'library' }]);
    assert.deepEqual(await opened([], 'A Model…', 'known.safetensors'), [{ kind: 'models', paths: [path] }]);
    assert.deepEqual(await opened([], 'A Folder of Pictures…', ['/p']), [
      { kind: 'pictures', paths: ['/p'] },
    ]);
    assert.deepEqual(await opened([], 'A Creator…', ' maria '), [{ kind: 'creator', name: 'maria' }]);
    assert.deepEqual(await opened([], 'A Creator…', undefined), []);
    assert.deepEqual(await opened([], undefined), []);
  });
});
