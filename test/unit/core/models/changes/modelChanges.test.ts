import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { parseHash } from '../../../../../src/core/civitai/typedHash';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { sha256 } from '../../../../fixtures/makeModels';
import { TestLibrary } from '../../../support/testLibrary';

describe('changes of models', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  /** A model that Civitai identified, with a preview and words of the user. */
  async function identified({ undoLimit = 0 } = {}) {
    const file = await library.published('ink', {
      modelId: 1,
      versionId: 10,
      modelName: 'Ink',
      trainedWords: ['ink wash'],
      description: 'Theirs.',
    });
    const services = library.open(undefined, {}, undoLimit);
    const { annotator } = await services.models();
    await annotator.annotate([file], { header: false });
    await updateSidecar(file.path, (current) => ({
      notes: 'mine',
      field_sources: { ...current.field_sources, notes: 'user' },
    }));
    library.civitai.addVersion({
      modelId: 2,
      versionId: 20,
      modelName: 'Wrong',
      baseModel: 'Flux.1 D',
      sha256: 'b'.repeat(64),
    });
    const preview = join(library.folder, '.previews/ink.jpg');
    return {
      file,
      annotator,
      changes: services.changes,
      preview,
      text: () => readFile(sidecarPath(file.path), 'utf8'),
    };
  }

  it('a link to a version with other files is questioned, and saves nothing', async () => {
    const { file, annotator, text } = await identified();
    const before = await text();
    const outcome = await annotator.link(file.path, { versionId: 20 });
    assert.ok(outcome.kind === 'doubtful');
    assert.match(
      outcome.doubts.join(' '),
      /None of the files of this version has the SHA-256 of this file\./,
    );
    assert.equal(await text(), before);
  });

  it('a wrong link that was made all the same is undone to the byte, its preview too', async () => {
    const { file, annotator, changes, preview, text } = await identified();
    const [before, picture] = [await text(), readFileSync(preview)];
    await annotator.link(file.path, { versionId: 20 }, { force: true });
    assert.equal((await library.sidecar(file)).civitai_name, 'Wrong');
    const [run] = await changes.runs();
    assert.deepEqual([run?.command, run?.subject], ['fetch', 'ink.safetensors']);
    const { failed } = await changes.undo();
    assert.deepEqual(failed, []);
    assert.equal(await text(), before);
    assert.deepEqual(readFileSync(preview), picture);
    assert.deepEqual(await changes.runs(), []);
  });

  it('unlinking takes what is Civitai’s, keeps what is the user’s, and lasts', async () => {
    const { file, annotator, changes, preview } = await identified();
    const bytes = await readFile(file.path);
    const sidecar = await changes.unlink(file.path);
    assert.deepEqual(
      [
        sidecar.civitai_version_id,
        sidecar.civitai_name,
        sidecar.name,
        sidecar.trigger_words,
        sidecar.preview_path,
      ],
      [undefined, undefined, undefined, undefined, undefined],
    );
    assert.deepEqual(
      [sidecar.notes, sidecar.hash_sha256, sidecar.civitai_state],
      ['mine', sha256(bytes), 'unlinked'],
    );
    assert.equal(existsSync(preview), false);
    const [annotated] = await annotator.annotate([file], { verify: true });
    assert.deepEqual([annotated?.state, annotated?.civitai_version_id], ['unidentified', undefined]);
    const fetched = await annotator.fetchByHash(file.path);
    assert.ok(
      fetched.kind === 'saved' && fetched.sidecar.civitai_state === 'found',
      'the user may link it again',
    );
  });

  it('unlinking removes no picture that a link has in another folder', async () => {
    const { file, changes, preview } = await identified();
    const outside = await mkdtemp(join(tmpdir(), 'diffusion-workbench-outside-'));
    await rename(preview, join(outside, 'ink.jpg'));
    await rmdir(join(library.folder, '.previews'));
    await symlink(outside, join(library.folder, '.previews'), 'junction');
    await changes.unlink(file.path);
    assert.ok(existsSync(join(outside, 'ink.jpg')));
    await rm(outside, { recursive: true });
  });

  it('a fetch that finds nothing is undone to the byte', async () => {
    const { file, annotator, changes, text } = await identified();
    const before = await text();
    library.civitai.removeVersion(10);
    assert.equal((await annotator.fetchByHash(file.path)).kind, 'not_found');
    assert.notEqual(await text(), before);
    assert.deepEqual((await changes.undo()).failed, []);
    assert.equal(await text(), before);
  });

  it('undoes unlinking, a typed hash, an edit and a taken offer, the newest first', async () => {
    const { file, annotator, changes, preview, text } = await identified();
    const texts = [await text()];
    await changes.edit(file.path, { description: 'My own.' });
    texts.push(await text());
    await annotator.fetchByHash(file.path);
    texts.push(await text());
    await changes.takeOffer(file.path, 'description');
    texts.push(await text());
    await changes.setHash(file.path, parseHash('90bffafd10', 'legacy')!);
    texts.push(await text());
    await changes.unlink(file.path);
    assert.deepEqual(
      (await changes.runs()).map(({ command }) => command).filter((command) => command !== 'fetch'),
      ['unlink', 'hash', 'offer', 'edit'],
    );
    for (const before of [...new Set(texts)].reverse()) {
      assert.deepEqual((await changes.undo()).failed, []);
      assert.equal(await text(), before);
    }
    assert.ok(existsSync(preview));
    await assert.rejects(changes.undo(), { code: 'missing' });
  });

  it('asks before old runs go for an import, and stops where none may', async () => {
    const { file, changes } = await identified({ undoLimit: 10 });
    await changes.edit(file.path, { notes: 'first' });
    const asked: number[] = [];
    const answer = (given: 'forget' | 'keep' | undefined) =>
      changes.makeRoom([file.path], ({ oldest }) => {
        asked.push(oldest.length);
        return Promise.resolve(given);
      });
    await assert.rejects(answer(undefined), { code: 'undo_full' });
    await answer('keep');
    assert.equal((await changes.runs()).length, 1);
    await answer('forget');
    assert.deepEqual([asked, await changes.runs()], [[1, 1, 1], []]);
  });

  it('removes a sidecar that a change made, and leaves one that was changed since', async () => {
    const file = await library.write('new.safetensors', 'not hashed');
    const { changes } = library.open();
    await changes.edit(file.path, { notes: 'first' });
    await changes.undo();
    assert.equal(existsSync(sidecarPath(file.path)), false);
    await changes.edit(file.path, { notes: 'second' });
    writeFileSync(sidecarPath(file.path), '{"notes": "by hand"}');
    const { done, failed } = await changes.undo();
    assert.deepEqual([done, failed.map(({ problem }) => problem.code)], [[], ['changed_meanwhile']]);
    assert.equal(readFileSync(sidecarPath(file.path), 'utf8'), '{"notes": "by hand"}');
  });

  it('hashes a file that replaced one whose hash the user typed', async () => {
    const { file, annotator, changes } = await identified();
    await changes.setHash(file.path, parseHash('90bffafd10', 'legacy')!);
    const other = await library.published('other', { versionId: 30, modelId: 3 });
    const replaced = await library.write('ink.safetensors', await readFile(other.path));
    const [result] = await annotator.annotate([replaced], { header: false });
    assert.equal(result?.civitai_version_id, 30);
    const sidecar = await library.sidecar(file);
    assert.deepEqual([sidecar.hash, sidecar.notes], ['90bffafd10', 'mine']);
  });
});
