import assert from 'node:assert/strict';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { silentLog } from '../../../../../src/core/log';
import { Library } from '../../../../../src/core/models/library/library';
import { SidecarIndex } from '../../../../../src/core/models/library/sidecarIndex';
import { editPatch } from '../../../../../src/core/models/sidecar/edit';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { readSidecar, updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { makeCheckpoint, makeLora } from '../../../../fixtures/makeModels';
import { Gate } from '../../../support/gate';
import { TestLibrary } from '../../../support/testLibrary';

describe('the library', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  async function libraryThatReads(read: typeof readSidecar): Promise<Library> {
    const { scanner, fileIndex } = await library.services();
    const sidecarIndex = new SidecarIndex();
    return new Library({
      scanner,
      fileIndex,
      sidecarIndex,
      ignore: () => [],
      log: silentLog,
      readSidecar: read,
    });
  }

  it('identifies a replaced file anew, and keeps only what the user typed', async () => {
    const file = await library.published('base', { headerHash: true, versionId: 1, trainedWords: ['old'] });
    const { annotator, library: models } = await library.services();
    await annotator.annotate([file], { header: false });
    await updateSidecar(file.path, (current) => editPatch(current, { notes: 'mine' }));
    const stranger = await library.write('base.safetensors', makeCheckpoint('stranger'));
    await models.refresh([library.folder]);
    assert.equal(models.entry(stranger.path)?.state, 'unidentified');
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
        ['new.safetensors', 'unidentified'],
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
      Array.from({ length: 70 }, (_, index) => library.write(`${index}.bin`, 'model')),
    );
    let fewest = files.length;
    const models = await libraryThatReads(async (path) => {
      fewest = Math.min(fewest, models.entries().length);
      return readSidecar(path);
    });
    await models.refresh([library.folder]);
    await Promise.all(files.map(({ path }) => writeFile(sidecarPath(path), '{ "notes": "mine" }')));
    await models.refresh([library.folder]);
    assert.equal(fewest, files.length, 'models were gone for a while');
    assert.ok(models.entries().every(({ sidecar }) => sidecar?.notes === 'mine'));
  });

  it('leaves out below each folder what is to be left out there', async () => {
    const kept = await library.write('a/old/kept.bin', 'model');
    await library.write('b/old/ignored.bin', 'model');
    const { scanner, fileIndex } = await library.services();
    const [a, b] = [join(library.folder, 'a'), join(library.folder, 'b')];
    const ignore = (root: string) => (root === b ? ['old'] : []);
    const models = new Library({
      scanner,
      fileIndex,
      sidecarIndex: new SidecarIndex(),
      ignore,
      log: silentLog,
    });
    await models.refresh([a, b]);
    assert.deepEqual(
      models.entries().map((entry) => entry.path),
      [kept.path],
    );
  });

  describe('during the walk of a scan', () => {
    /** Starts a scan whose walk has found `a.bin`, and does what it goes on after. */
    async function duringWalk(change: (models: Library, path: string) => Promise<void>): Promise<Library> {
      const { path } = await library.write('a.bin', 'model');
      const { scanner, fileIndex } = await library.services();
      const gates: Gate[] = [];
      const models = new Library({
        scanner: {
          inspect: (...args) => scanner.inspect(...args),
          scan: async (...args) => {
            const found = await scanner.scan(...args);
            await gates[0]?.pass();
            return found;
          },
        },
        fileIndex,
        sidecarIndex: new SidecarIndex(),
        ignore: () => [],
        log: silentLog,
      });
      await models.refresh([library.folder]);
      const gate = new Gate();
      gates.push(gate);
      const refreshed = models.refresh([library.folder]);
      await gate.reached;
      await change(models, path);
      gate.open();
      await refreshed;
      return models;
    }

    it('a sidecar that is reloaded is newer than what the walk saw', async () => {
      const models = await duringWalk(async (reloaded, path) => {
        await writeFile(sidecarPath(path), '{ "notes": "new" }');
        await reloaded.reload(path);
      });
      assert.deepEqual(
        models.entries().map(({ sidecar }) => sidecar?.notes),
        ['new'],
      );
    });

    it('a model that is renamed has its new name alone', async () => {
      const models = await duringWalk(async (reloaded, path) => {
        const other = join(library.folder, 'b.bin');
        await rename(path, other);
        await reloaded.reload(path);
        await reloaded.reload(other);
      });
      assert.deepEqual(
        models.entries().map(({ relativePath }) => relativePath),
        ['b.bin'],
      );
    });
  });

  describe('during a scan', () => {
    /** Starts a scan that has read `a.bin` and its sidecar `{ notes: 'old' }`, and does what it goes on after. */
    async function duringScan(change: (models: Library, path: string) => Promise<void>): Promise<Library> {
      const { path } = await library.write('a.bin', 'model');
      let gate: Gate | undefined;
      const models = await libraryThatReads(async (read) => {
        const found = await readSidecar(read);
        const waiting = gate;
        gate = undefined;
        await waiting?.pass();
        return found;
      });
      await models.refresh([library.folder]);
      await writeFile(sidecarPath(path), '{ "notes": "old" }');
      const scanned = new Gate();
      gate = scanned;
      const refreshed = models.refresh([library.folder]);
      await scanned.reached;
      await change(models, path);
      scanned.open();
      await refreshed;
      return models;
    }
    const notes = (models: Library) =>
      models.entries().map(({ relativePath, sidecar }) => [relativePath, sidecar?.notes]);

    it('keeps what was reloaded, which is newer than what the scan saw', async () => {
      const models = await duringScan(async (reloaded, path) => {
        await writeFile(sidecarPath(path), '{ "notes": "newer" }');
        await reloaded.reload(path);
      });
      assert.deepEqual(notes(models), [['a.bin', 'newer']]);
    });

    it('keeps a renamed model under its new name alone', async () => {
      const models = await duringScan(async (reloaded, path) => {
        await rename(path, join(library.folder, 'b.bin'));
        await reloaded.reload(path);
        await reloaded.reload(join(library.folder, 'b.bin'));
      });
      assert.deepEqual(notes(models), [['b.bin', undefined]]);
    });
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

  it('reads a model outside of its roots like one of its own, and does not keep it', async () => {
    const file = await library.published('away/known', { headerHash: true });
    const { library: models, annotator } = await library.services();
    await annotator.annotate([file]);
    await models.refresh([join(library.folder, 'away')]);
    const inside = models.entry(file.path);
    assert.equal(inside?.state, 'provisional');
    await models.refresh([]);
    assert.deepEqual(await models.readOutside(file.path), inside);
    assert.deepEqual(models.entries(), []);
    const cut = await library.write('cut.safetensors', Buffer.alloc(100, 1));
    assert.equal((await models.readOutside(cut.path)).state, 'refused');
    await rm(file.path);
    await assert.rejects(models.readOutside(file.path), { code: 'missing' });
  });
});
