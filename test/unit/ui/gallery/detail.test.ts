import assert from 'node:assert/strict';
import { join } from 'node:path';
import { UsedModels } from '../../../../src/core/gallery/actions/models/usedModels';
import type { GalleryPlace } from '../../../../src/core/gallery/engine';
import { shownDetail } from '../../../../src/ui/gallery/page/detail';
import { pngFile } from '../../core/media/text/pictureFiles';
import { cellOf } from '../../support/galleryUi';
import { tempFolder } from '../../support/tempFolder';

describe('what the detail pane of a gallery shows', () => {
  const folder = tempFolder();
  const shown = (place: Partial<GalleryPlace> & Pick<GalleryPlace, 'cell'>) =>
    shownDetail({ copies: [], ...place }, {
      blurAbove: () => 2,
      addressOf: (path) => `page:${path}`,
      pathText: (path) => path.slice(folder.path.length + 1),
      used: new UsedModels([]),
      entry: () => undefined,
    }); // prettier-ignore

  it('says what a model is, and gives it to be opened', async () => {
    const path = join(folder.path, 'ink.safetensors');
    const owner = {
      path,
      name: 'Ink',
      version: 'v2',
      baseModel: 'SDXL 1.0',
      type: 'Checkpoint',
      tags: ['style', 'ink'],
      modelId: 5,
      versionId: 6,
      mtimeMs: 1,
    };
    const { detail, models } = await shown({ cell: cellOf(path, { kind: 'model' }), owner });
    assert.deepEqual([detail.name, detail.folder], ['Ink', 'ink.safetensors']);
    assert.deepEqual(
      detail.parameters.map(({ label, value }) => `${label}: ${value}`),
      ['Version: v2', 'Base model: SDXL 1.0', 'Type: Checkpoint', 'Tags: style, ink'],
    );
    assert.deepEqual(models, [
      { name: 'Ink', path, kind: 'checkpoint', modelId: 5, versionId: 6, onCivitai: true },
    ]);
  });

  it('says who has published a model, and who has posted a picture', async () => {
    const owner = { path: join(folder.path, 'ink.safetensors'), name: 'Ink', creator: 'maria', mtimeMs: 1 };
    const creatorOf = async (place: Parameters<typeof shown>[0]) =>
      (await shown(place)).detail.parameters.find(({ label }) => label === 'Creator')?.value;
    assert.equal(await creatorOf({ cell: cellOf(owner.path, { kind: 'model' }), owner }), 'maria');
    folder.write('1.png', pngFile());
    folder.write('1.png.metadata.json', JSON.stringify({ id: 1, username: 'someone' }));
    folder.write('2.png', pngFile());
    assert.equal(await creatorOf({ cell: cellOf(join(folder.path, '1.png')), owner }), 'someone');
    assert.equal(await creatorOf({ cell: cellOf(join(folder.path, '2.png')), owner }), undefined);
  });
});
