import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { downloadModel, downloadReference } from '../../../../src/ui/downloads/commands/downloadModel';
import { downloadsUi } from '../../support/downloadsUi';
import type { Answer } from '../../support/scriptedDialogs';
import { TestLibrary } from '../../support/testLibrary';

describe('Download Model Version', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  const address = 'https://civitai.com/models/7?modelVersionId=70';
  const other = (fileId: number, more = {}) => ({ id: fileId, name: `f${fileId}.safetensors`, type: 'Model', sizeKB: 1000, ...more }); // prettier-ignore

  async function download(...answers: Answer[]) {
    const ui = await downloadsUi(library, ...answers);
    await downloadModel(ui.feature);
    assert.ok(ui.dialogs.isDone, 'not all was asked');
    return ui;
  }

  it('puts the version in the folder that the user chooses, and keeps that for its type', async () => {
    library.civitai.addVersion({
      modelId: 7,
      versionId: 70,
      modelName: 'Neon',
      versionName: 'v2',
      fileId: 71,
    });
    const folder = join(library.folder, 'loras');
    const ui = await download(address, 'Another folder…', [folder]);
    assert.deepEqual(
      ui.added.map(({ title, payload }) => [title, payload]),
      [['Neon · v2', { versionId: 70, fileId: 71, folder, images: ui.images }]],
    );
    assert.deepEqual(ui.folders, { LORA: folder });
    const again = await downloadsUi(library);
    again.folders.lora = folder;
    await downloadReference(again.feature, { versionId: 70 });
    assert.equal(again.added.length, 1, 'it is asked once');
  });

  it('suggests the folder that holds most models of the type', async () => {
    library.civitai.addVersion({ modelId: 7, versionId: 70 });
    const known = await library.published('loras/known', { versionId: 5, type: 'LoCon' });
    const { annotator } = await library.services();
    await annotator.fetchByHash(known.path);
    const ui = await download(address, `[${dirname(known.path)}]`);
    assert.deepEqual(ui.folders, { LORA: dirname(known.path) });
  });

  it('asks which version of a model, and which of several files: the usual one first', async () => {
    library.civitai.addVersion({ modelId: 7, versionId: 70, versionName: 'old', publishedAt: '2023-01-01T00:00:00Z' }); // prettier-ignore
    library.civitai.addVersion({
      modelId: 7,
      versionId: 72,
      versionName: 'new',
      fileId: 720,
      fileName: 'small.safetensors',
      primary: false,
      metadata: { format: 'SafeTensor', fp: 'fp16', size: 'pruned' },
      extraFiles: [other(721, { primary: true }), other(722, { type: 'Training Data' })],
    });
    const ui = await downloadsUi(library, '7', 'new', 'small.safetensors');
    ui.folders.LORA = library.folder;
    await downloadModel(ui.feature);
    const files = ui.dialogs.shown.find(({ text }) => text.startsWith('Download which file'));
    assert.deepEqual(files?.choices, ['f721.safetensors', 'small.safetensors']);
    assert.match(files.rows[1]?.description ?? '', /^SafeTensor · fp16 · pruned/);
    assert.equal((ui.added[0]?.payload as { fileId: number }).fileId, 720);
  });

  it('takes the address of a post, and asks which of its models', async () => {
    library.civitai.addVersion({ modelId: 7, versionId: 70, modelName: 'One', versionName: 'v1' });
    library.civitai.addVersion({
      modelId: 8,
      versionId: 80,
      modelName: 'Two',
      versionName: 'v2',
      fileId: 81,
    });
    library.civitai.addImages({ id: 5, postId: 6, versionIds: [70, 80] });
    const ui = await downloadsUi(
      library,
      'https://example.com/posts/6',
      'https://civitai.com/posts/6',
      'Two · v2',
    );
    ui.folders.LORA = library.folder;
    await downloadModel(ui.feature);
    assert.match(ui.dialogs.rejected[0] ?? '', /^example\.com is not Civitai/);
    assert.equal((ui.added[0]?.payload as { fileId: number }).fileId, 81);
    const none = await download('https://civitai.com/posts/9');
    assert.match(none.dialogs.texts.join(), /error: Civitai names no model there/);
  });

  it('offers what is in the library in place of a second download', async () => {
    const file = await library.published('known', { modelId: 7, versionId: 70 });
    const { annotator } = await library.services();
    await annotator.fetchByHash(file.path);
    const shown = await download(address, 'Show Details');
    assert.deepEqual([shown.added.length, shown.detailsOf], [0, [file.path]]);
    const closed = await download(address, undefined);
    assert.equal(closed.added.length, 0);
    const again = await downloadsUi(library, address, 'Download Again');
    again.folders.LORA = library.folder;
    await downloadModel(again.feature);
    assert.equal(again.added.length, 1);
  });

  it('downloads no example images where they are not wanted', async () => {
    library.civitai.addVersion({ modelId: 7, versionId: 70 });
    const ui = await downloadsUi(library, address);
    ui.folders.LORA = library.folder;
    ui.set.withExampleImages = false;
    await downloadModel(ui.feature);
    assert.equal((ui.added[0]?.payload as { images?: unknown }).images, undefined);
  });

  it('says what there is not, and what is no address', async () => {
    const ui = await download('a mistake', address);
    assert.deepEqual(ui.dialogs.rejected, ['This is not a Civitai URL, a model ID or urn:air:…']);
    assert.match(ui.dialogs.texts.join(), /error: Civitai has no version 70/);
    const none = await download('8');
    assert.match(none.dialogs.texts.join(), /error: Civitai has no model 8/);
    assert.equal(none.added.length, 0);
  });

  it('does nothing where the user closes a question', async () => {
    library.civitai.addVersion({ modelId: 7, versionId: 70 });
    assert.equal((await download(undefined)).added.length, 0);
    assert.equal((await download(address, undefined)).added.length, 0);
  });
});
