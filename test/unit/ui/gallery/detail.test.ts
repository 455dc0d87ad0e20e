import assert from 'node:assert/strict';
import { join } from 'node:path';
import { UsedModels } from '../../../../src/core/gallery/actions/models/usedModels';
import type { GalleryPlace } from '../../../../src/core/gallery/engine';
import { openCopy } from '../../../../src/ui/gallery/actions/openCopy';
import { AnsweredDetails } from '../../../../src/ui/gallery/page/answeredDetails';
import { shownDetail } from '../../../../src/ui/gallery/page/detail';
import { pngFile } from '../../core/media/text/pictureFiles';
import { cellOf } from '../../support/galleryUi';
import { tempFolder } from '../../support/tempFolder';

describe('the copies of a picture', () => {
  const at = { revision: 3, place: 7 };
  let answered: AnsweredDetails;
  beforeEach(() => {
    answered = new AnsweredDetails();
    const models = [{ kind: 'lora', name: 'fox', onCivitai: false }] as const;
    answered.set(at, { models, copies: ['/b/1.png', '/c/1.png'] });
  });

  it('are known by their numbers, of the places that were answered last alone', () => {
    assert.deepEqual([answered.copy(at, 1), answered.model(at, 0).name], ['/c/1.png', 'fox']);
    for (const [other, copy] of [
      [at, 2],
      [at, -1],
      [{ ...at, place: 8 }, 0],
      [{ ...at, revision: 4 }, 0],
    ] as const)
      // prettier-ignore
      assert.throws(() => answered.copy(other, copy), /not shown any more/);
    for (let place = 8; place < 15; place++)
      answered.set({ ...at, place }, { models: [], copies: ['/d/1.png'] });
    assert.equal(answered.copy(at, 0), '/b/1.png');
    answered.set({ ...at, place: 15 }, { models: [], copies: [] });
    assert.throws(() => answered.copy(at, 0), /not shown any more/);
    assert.throws(() => answered.model({ ...at, place: 8 }, 0), /not shown any more/);
  });

  it('are gone to where the list has them, and else shown in the file manager', async () => {
    const revealed: string[] = [];
    const editor = { reveal: (path: string) => Promise.resolve(void revealed.push(path)) };
    // Of the files that are one, the list has the first.
    const listed = ['/a/0.png', '/b/1.png'];
    const twins: Readonly<Record<string, number>> = { '/b/1.png': 1, '/c/1.png': 1 };
    const gallery = {
      placesOf: (_revision: number, [path = '']: readonly string[]) => {
        const place = twins[path];
        return Promise.resolve(place === undefined ? [] : [[place, place] as const]);
      },
      selected: (_revision: number, runs: readonly (readonly [number, number])[]) =>
        Promise.resolve(runs.map(([place]) => cellOf(listed[place] ?? ''))),
    };
    const open = (path: string) => openCopy({ editor }, gallery, 3, path);
    assert.deepEqual([await open('/b/1.png'), revealed], [1, []]);
    assert.equal(await open('/c/1.png'), undefined);
    assert.equal(await open('/elsewhere/1.png'), undefined);
    assert.deepEqual(revealed, ['/c/1.png', '/elsewhere/1.png']);
  });
});

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

  it('names copies as the user sees them, and keeps where they are', async () => {
    const cell = cellOf(folder.write('1.png', pngFile()));
    const copy = join(folder.path, 'more', '1.png');
    const { detail, copies } = await shown({ cell, copies: [copy] });
    assert.deepEqual([detail.copies, copies], [[join('more', '1.png')], [copy]]);
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
