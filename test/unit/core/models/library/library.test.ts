import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { editPatch } from '../../../../../src/core/models/sidecar/edit';
import { updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { makeCheckpoint, makeLora } from '../../../../fixtures/makeModels';
import { TestLibrary } from '../../../support/testLibrary';

describe('the library', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  it('identifies a replaced file anew, and keeps only what the person typed', async () => {
    const file = await library.published('base', { headerHash: true, versionId: 1, trainedWords: ['old'] });
    const { annotator, library: models } = await library.services();
    await annotator.annotate([file], { header: false });
    await updateSidecar(file.path, (current) => editPatch(current, { notes: 'mine' }));
    const stranger = await library.write('base.safetensors', makeCheckpoint('stranger'));
    await models.refresh([library.folder]);
    assert.equal(models.entry(stranger.path)?.state, 'unhashed');
    const [unknown] = await annotator.annotate([stranger]);
    assert.equal(unknown?.state, 'not_found');
    let sidecar = await library.sidecar(stranger);
    assert.equal(sidecar.civitai_version_id, undefined);
    assert.equal(sidecar.trigger_words, undefined);
    assert.equal(sidecar.notes, 'mine');
    const known = await library.write('base.safetensors', makeLora({ name: 'base', hash: true }));
    const [result] = await annotator.annotate([known]);
    assert.equal(result?.civitai_version_id, 1);
    sidecar = await library.sidecar(known);
    assert.equal(sidecar.identified_by, 'sha256');
    assert.equal(sidecar.notes, 'mine');
  });

  it('shows the library: states, a missing folder that stays, a model that goes', async () => {
    const known = await library.published('known');
    await library.write('new.safetensors', makeLora({ name: 'new', hash: false }));
    const { annotator, library: models } = await library.services();
    await annotator.annotate([known]);
    const missing = join(library.folder, 'not-mounted');
    await models.refresh([library.folder, missing]);
    assert.deepEqual(
      models.entries().map(({ relativePath, state }) => [relativePath, state]),
      [
        ['known.safetensors', 'identified'],
        ['new.safetensors', 'unhashed'],
      ],
    );
    assert.deepEqual(
      models.roots().map(({ missing: away }) => away),
      [false, true],
    );
    const told: unknown[] = [];
    models.onDidChange((paths) => told.push(paths));
    await rm(known.path);
    await models.reload(known.path);
    assert.deepEqual(told, [[known.path]]);
    assert.equal(models.entry(known.path), undefined);
  });

  it('tells which models a scan found otherwise, and nothing where all are as they were', async () => {
    const [kept, edited, gone] = await Promise.all([
      library.published('kept'),
      library.published('edited'),
      library.published('gone'),
    ]);
    const { annotator, library: models } = await library.services();
    await annotator.annotate([kept, edited, gone]);
    const told: unknown[] = [];
    models.onDidChange((paths) => told.push(paths));
    await models.refresh([library.folder]);
    assert.deepEqual(told.splice(0), [undefined]);
    await models.refresh([library.folder]);
    assert.deepEqual(told, []);
    await updateSidecar(edited.path, (current) => editPatch(current, { notes: 'mine' }));
    await rm(gone.path);
    const added = await library.write('added.bin', makeCheckpoint('added'));
    await models.refresh([library.folder]);
    assert.deepEqual(told.splice(0), [[gone.path, added.path, edited.path]]);
    await models.refresh([join(library.folder, 'not-mounted')]);
    assert.deepEqual(told, [undefined]);
  });

  it('keeps every model while it reads sidecars that changed', async () => {
    const files = await Promise.all(
      Array.from({ length: 130 }, (_, index) => library.write(`${index}.bin`, makeCheckpoint(`${index}`))),
    );
    const { library: models } = await library.services();
    await models.refresh([library.folder]);
    await Promise.all(files.map(({ path }) => updateSidecar(path, () => ({ notes: 'mine' }))));
    let fewest = files.length;
    const refresh = { done: false };
    const refreshed = models.refresh([library.folder]).finally(() => (refresh.done = true));
    while (!refresh.done) {
      fewest = Math.min(fewest, models.entries().length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await refreshed;
    assert.equal(fewest, files.length, 'models were gone for a while');
    assert.ok(models.entries().every(({ sidecar }) => sidecar?.notes === 'mine'));
  });

  it('keeps a model whose whole folder is away', async () => {
    const file = await library.write('drive/model.bin', makeCheckpoint('model'));
    const { library: models } = await library.services();
    const drive = join(library.folder, 'drive');
    await models.refresh([drive]);
    await rename(drive, join(library.folder, 'unmounted'));
    await models.reload(file.path);
    assert.notEqual(models.entry(file.path), undefined);
    await models.refresh([drive]);
    assert.notEqual(models.entry(file.path), undefined);
  });
});
