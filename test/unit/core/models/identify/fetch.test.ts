import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { parseHash } from '../../../../../src/core/civitai/typedHash';
import type { ModelFile } from '../../../../../src/core/models/modelFile';
import { typedHashPatch } from '../../../../../src/core/models/sidecar/edit';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { makeCheckpoint, makeLora, sha256 } from '../../../../fixtures/makeModels';
import { TestLibrary } from '../../../support/testLibrary';

describe('fetch of one model', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  /** A file that two versions have. */
  async function publishedTwice(): Promise<ModelFile> {
    const bytes = makeLora({ name: 'twice', hash: false });
    library.publish(bytes, { modelId: 1, versionId: 10 });
    library.publish(bytes, { modelId: 2, versionId: 20 });
    return library.write('twice.safetensors', bytes);
  }

  it('offers the choice where several versions have the file', async () => {
    const file = await publishedTwice();
    const { annotator } = await library.services();
    await annotator.annotate([file]);
    assert.deepEqual((await library.sidecar(file)).civitai_candidates, [
      { model_id: 1, version_id: 10 },
      { model_id: 2, version_id: 20 },
    ]);
    const outcome = await annotator.fetchByHash(file.path);
    assert.equal(outcome.kind, 'choose');
    const linked = await annotator.link(file.path, { versionId: 20 }, { force: true });
    assert.equal(linked.kind, 'saved');
    const sidecar = await library.sidecar(file);
    assert.equal(sidecar.civitai_version_id, 20);
    assert.equal(sidecar.civitai_candidates, undefined);
    await annotator.annotate([file], { verify: true });
    const verified = await library.sidecar(file);
    assert.equal(verified.civitai_version_id, 20, 'the choice was not remembered');
    assert.equal(verified.civitai_candidates, undefined, 'the choice is asked for again');
  });

  it('forgets the candidates when the user links the version that was shown', async () => {
    const file = await publishedTwice();
    const { annotator } = await library.services();
    await annotator.annotate([file]);
    await annotator.link(file.path, { versionId: 10 }, { force: true });
    const sidecar = await library.sidecar(file);
    assert.deepEqual([sidecar.civitai_version_id, sidecar.civitai_candidates], [10, undefined]);
  });

  it('offers no choice where the user links a version while the file is hashed', async () => {
    const file = await publishedTwice();
    const { annotator } = await library.services();
    const link = { civitai_model_id: 2, civitai_version_id: 20, identified_by: 'user' };
    await annotator.annotate([file], {
      onProgress: ({ phase, files }) => {
        if (phase === 'hashing' && files?.done === 0)
          writeFileSync(sidecarPath(file.path), JSON.stringify(link));
      },
    });
    const sidecar = await library.sidecar(file);
    assert.deepEqual([sidecar.civitai_version_id, sidecar.civitai_candidates], [20, undefined]);
  });

  it('knows what went from Civitai, and erases nothing', async () => {
    const file = await library.published('gone', { versionId: 77, trainedWords: ['word'] });
    const { annotator } = await library.services();
    await annotator.annotate([file]);
    library.civitai.removeVersion(77);
    const outcome = await annotator.fetchByHash(file.path);
    assert.equal(outcome.kind, 'not_found');
    const sidecar = await library.sidecar(file);
    assert.equal(sidecar.civitai_state, 'gone');
    assert.deepEqual(sidecar.trigger_words, ['word']);
  });

  it('keeps the hash that the user typed when the file is replaced', async () => {
    const file = await library.published('typed', { modelId: 1, versionId: 10, trainedWords: ['word'] });
    const { annotator } = await library.services();
    await annotator.annotate([file], { header: false });
    const typed = parseHash('AUTOV2: 0123456789');
    assert.ok(typed);
    await updateSidecar(file.path, (current) => typedHashPatch(current, typed));
    const stranger = await library.write('typed.safetensors', makeCheckpoint('stranger'));
    const [result] = await annotator.annotate([stranger]);
    assert.deepEqual([result?.state, result?.civitai_version_id], ['not_found', undefined]);
    const outcome = await annotator.fetchByHash(stranger.path);
    assert.equal(outcome.kind, 'not_found');
    const sidecar = await library.sidecar(stranger);
    assert.deepEqual([sidecar.hash, sidecar.hash_source], [typed.display, 'user']);
    // What Civitai said was of the file before.
    assert.deepEqual([sidecar.civitai_version_id, sidecar.trigger_words], [undefined, undefined]);
    assert.equal(sidecar.hash_sha256, sha256(makeCheckpoint('stranger')));
  });

  it('downloads a preview again that was deleted', async () => {
    const file = await library.published('seen', { versionId: 5 });
    const { annotator } = await library.services();
    await annotator.fetchByHash(file.path);
    const { preview_path: preview = '' } = await library.sidecar(file);
    await rm(join(library.folder, preview));
    await annotator.fetchByHash(file.path);
    assert.equal((await library.sidecar(file)).preview_path, preview);
    assert.ok(existsSync(join(library.folder, preview)));
  });

  it('keeps a hash that the user typed, and looks the model up by it when its bytes are unknown', async () => {
    const original = makeLora({ name: 'original', hash: false });
    library.publish(original, { modelId: 7, versionId: 70 });
    const converted = await library.write('converted.safetensors', makeCheckpoint('converted'));
    const typed = parseHash(`AUTOV2: ${sha256(original).slice(0, 10)}`);
    assert.ok(typed);
    await updateSidecar(converted.path, (current) => typedHashPatch(current, typed));
    const { annotator } = await library.services();
    await annotator.annotate([converted]);
    assert.equal((await library.sidecar(converted)).hash, typed.display);
    const outcome = await annotator.fetchByHash(converted.path);
    assert.equal(outcome.kind, 'saved');
    const sidecar = await library.sidecar(converted);
    assert.deepEqual([sidecar.civitai_version_id, sidecar.identified_by], [70, 'user']);
    assert.equal(sidecar.hash, typed.display);
    assert.equal(sidecar.hash_sha256, sha256(makeCheckpoint('converted')));
  });

  it('replaces a typed version when another one is linked, so that hash and link agree', async () => {
    const file = await library.published('typed', { modelId: 1, versionId: 10 });
    library.civitai.addVersion({ modelId: 3, versionId: 30 });
    const typed = parseHash('1 @ 10');
    assert.ok(typed);
    await updateSidecar(file.path, (current) => typedHashPatch(current, typed));
    const { annotator } = await library.services();
    await annotator.link(file.path, { versionId: 10 }, { force: true });
    assert.equal((await library.sidecar(file)).hash, typed.display);
    await annotator.link(file.path, { versionId: 30 }, { force: true });
    const { hash, hash_source: source, civitai_version_id: version } = await library.sidecar(file);
    assert.equal(version, 30);
    assert.deepEqual([hash?.includes('1 @ 10'), source], [false, undefined]);
  });

  describe('by what leads to models', () => {
    it('an image: the version that it was made with, asked for at every level', async () => {
      const file = await library.published('shown', { modelId: 1, versionId: 10 });
      library.civitai.addImages({ id: 5, versionIds: [10] }, { id: 6, versionIds: [20] });
      const { annotator } = await library.services();
      assert.equal((await annotator.link(file.path, { imageId: 5 })).kind, 'saved');
      assert.equal((await library.sidecar(file)).civitai_version_id, 10);
      assert.match(library.requests('/images?')[0] ?? '', /imageId=5&.*browsingLevel=31/);
    });

    it('a post: of several models the one that has the file', async () => {
      const file = await library.published('shown', { modelId: 1, versionId: 10 });
      library.civitai.addVersion({ modelId: 2, versionId: 20 });
      library.civitai.addImages(
        { id: 5, postId: 7, versionIds: [20] },
        { id: 6, postId: 7, versionIds: [10] },
      );
      const { annotator } = await library.services();
      assert.equal((await annotator.link(file.path, { postId: 7 })).kind, 'saved');
      assert.equal((await library.sidecar(file)).civitai_version_id, 10);
    });

    it('a choice, where several models fit', async () => {
      const file = await library.write('own.safetensors', makeLora({ name: 'own', hash: false }));
      library.civitai.addVersion({ modelId: 1, versionId: 10 });
      library.civitai.addVersion({ modelId: 2, versionId: 20 });
      library.civitai.addImages({ id: 5, versionIds: [10, 20] });
      const { annotator } = await library.services();
      const outcome = await annotator.link(file.path, { imageId: 5 });
      assert.deepEqual(outcome.kind === 'choose' && outcome.candidates.map(({ id }) => id), [10, 20]);
    });

    it('nothing, where the image names no model or is another one', async () => {
      const file = await library.write('own.safetensors', makeLora({ name: 'own', hash: false }));
      library.civitai.addImages({ id: 5, versionIds: [] });
      const { annotator } = await library.services();
      assert.equal((await annotator.link(file.path, { imageId: 5 })).kind, 'not_found');
      assert.equal((await annotator.link(file.path, { postId: 99 })).kind, 'not_found');
    });

    it('a hash: the version that has it', async () => {
      const original = makeLora({ name: 'original', hash: false });
      library.publish(original, { modelId: 7, versionId: 70 });
      const file = await library.write('own.safetensors', makeLora({ name: 'own', hash: false }));
      const { annotator } = await library.services();
      const reference = { hash: sha256(original).slice(0, 10) };
      assert.equal((await annotator.link(file.path, reference)).kind, 'doubtful');
      assert.equal((await annotator.link(file.path, reference, { force: true })).kind, 'saved');
      assert.equal((await library.sidecar(file)).civitai_version_id, 70);
    });
  });

  it('identifies a pointer of Git LFS by the hash that it names, and says that the file is not there', async () => {
    const bytes = makeLora({ name: 'whole', hash: false });
    library.publish(bytes, { modelId: 7, versionId: 70 });
    const pointer = (digest: string) =>
      `version https://git-lfs.github.com/spec/v1\noid sha256:${digest}\nsize ${bytes.length}\n`;
    const annotated = await library.write('annotated.safetensors', pointer(sha256(bytes)));
    const fetched = await library.write('fetched.safetensors', pointer(sha256(bytes)));
    const unknown = await library.write('unknown.safetensors', pointer('ab'.repeat(32)));
    const { annotator } = await library.services();
    const [result] = await annotator.annotate([annotated]);
    assert.deepEqual(
      [result?.state, result?.civitai_version_id, result?.error?.code],
      ['refused', 70, 'lfs_pointer'],
    );
    assert.equal((await annotator.fetchByHash(fetched.path)).kind, 'saved');
    assert.equal((await library.sidecar(fetched)).civitai_version_id, 70);
    assert.equal((await annotator.fetchByHash(unknown.path)).kind, 'not_found');
    const pulled = await library.write('annotated.safetensors', bytes);
    const [whole] = await annotator.annotate([pulled]);
    assert.deepEqual([whole?.state, whole?.civitai_version_id, whole?.error], ['identified', 70, undefined]);
  });
});
