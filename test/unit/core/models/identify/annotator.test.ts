import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { editPatch } from '../../../../../src/core/models/sidecar/edit';
import { faults } from '../../../../civitai/faults';
import { cutShort, HTML_PAGE, makeCheckpoint, makeLora, sha256 } from '../../../../fixtures/makeModels';
import { TestLibrary } from '../../../support/testLibrary';

describe('annotate', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  it('identifies a file by its SHA-256, whatever its name, and writes a sidecar', async () => {
    const bytes = makeLora({ name: 'ink', hash: false });
    library.publish(bytes, {
      modelId: 11,
      versionId: 22,
      modelName: 'Ink',
      versionName: 'v2',
      type: 'LORA',
      baseModel: 'SDXL 1.0',
      trainedWords: ['ink wash'],
      tags: ['style'],
      description: '<p>Ink</p>',
      creator: 'maria',
    });
    const file = await library.write('renamed.safetensors', bytes);
    const { annotator } = await library.services();
    const [result] = await annotator.annotate([file]);
    assert.deepEqual(result, {
      path: file.path,
      size: bytes.length,
      state: 'identified',
      civitai_model_id: 11,
      civitai_version_id: 22,
      identified_by: 'sha256',
    });
    const sidecar = await library.sidecar(file);
    const autov2 = sha256(bytes).slice(0, 10).toUpperCase();
    assert.equal(sidecar.hash, `AUTOV2: ${autov2}`);
    assert.equal(sidecar.hash_type, 'AUTOV2');
    assert.equal(sidecar.hash_autov2, autov2);
    assert.equal(sidecar.hash_sha256, sha256(bytes));
    assert.equal(sidecar.civitai_name, 'Ink');
    assert.equal(sidecar.civitai_creator, 'maria');
    assert.equal(sidecar.base_model, 'SDXL 1.0');
    assert.deepEqual(sidecar.trigger_words, ['ink wash']);
    assert.deepEqual(sidecar.tags, ['style']);
    assert.equal(sidecar.field_sources?.trigger_words, 'civitai');
    assert.match(sidecar.last_updated ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    const text = await readFile(sidecarPath(file.path), 'utf8');
    assert.ok(!text.includes(library.folder), 'no absolute path in a sidecar');
  });

  it('trusts a header hash only with the exact size, and does not read the file then', async () => {
    const named = await library.published('named', {
      headerHash: true,
      versionId: 5,
      modelId: 6,
      tags: ['style'],
      description: 'Of the model.',
    });
    const other = await library.published('other', { headerHash: true, sizeKB: 1 });
    const { annotator, fileIndex } = await library.services();
    const results = await annotator.annotate([named, other]);
    assert.deepEqual(
      results.map(({ state, identified_by }) => [state, identified_by]),
      [
        ['provisional', 'header'],
        ['identified', 'sha256'],
      ],
    );
    assert.equal(fileIndex.get(named)?.sha256, undefined, 'it was hashed in spite of its header');
    assert.notEqual(fileIndex.get(other)?.sha256, undefined);
    const { tags, description } = await library.sidecar(named);
    assert.deepEqual([tags, description], [['style'], 'Of the model.']);
  });

  it('confirms a provisional identity by its SHA-256 when asked to', async () => {
    const file = await library.published('named', { headerHash: true });
    const { annotator } = await library.services();
    await annotator.annotate([file]);
    assert.equal((await library.sidecar(file)).identified_by, 'header');
    const [result] = await annotator.annotate([file], { verify: true });
    assert.equal(result?.state, 'identified');
    assert.equal((await library.sidecar(file)).identified_by, 'sha256');
  });

  it('asks about hundreds of hashes with a handful of requests', async () => {
    const files = [];
    for (let index = 0; index < 150; index++) files.push(await library.published(`lora${index}`));
    const { annotator } = await library.services();
    const seen: number[] = [];
    const results = await annotator.annotate(files, {
      previews: false,
      onProgress: ({ requests = 0 }) => seen.push(requests),
    });
    assert.ok(results.every(({ state }) => state === 'identified'));
    assert.ok(library.requests().length <= 8, library.requests().join('\n'));
    assert.equal(seen.at(-1), library.requests().length);
  });

  it('does only the rest when it runs again, in another session too', async () => {
    const known = await library.published('known');
    const unknown = await library.write('unknown.safetensors', makeLora({ name: 'unknown', hash: false }));
    await (await library.services()).annotator.annotate([known, unknown]);
    library.civitai.requests.length = 0;
    const added = await library.published('added');
    const second = await library.services();
    const results = await second.annotator.annotate([known, unknown, added], { previews: false });
    assert.deepEqual(
      results.map(({ state }) => state),
      ['identified', 'not_found', 'identified'],
    );
    assert.equal(library.requests('by-hash/ids').length, 1);
    const asked = library.civitai.requests.find(({ path }) => path.endsWith('by-hash/ids'));
    assert.equal(
      asked?.bodySize,
      JSON.stringify(['0'.repeat(64)]).length,
      'more than the added file was asked about',
    );
  });

  it('asks again after a day about what Civitai did not know, without reading the file', async () => {
    const bytes = makeLora({ name: 'late', hash: false });
    const file = await library.write('late.safetensors', bytes);
    const { annotator } = await library.services();
    assert.equal((await annotator.annotate([file]))[0]?.state, 'not_found');
    library.publish(bytes);
    assert.equal((await annotator.annotate([file]))[0]?.state, 'not_found');
    library.clock = new Date('2026-01-04T00:00:00Z');
    let hashed = 0;
    const [result] = await annotator.annotate([file], {
      onProgress: ({ bytes }) => (hashed = bytes?.total ?? 0),
    });
    assert.equal(result?.state, 'identified');
    assert.equal(hashed, 0);
  });

  it('counts a version that Civitai matches but does not show', async () => {
    const file = await library.published('unrated', { modelId: 7, versionId: 8 });
    library.civitai.fail(
      'byHashBatch',
      faults.change(() => [null]),
    );
    library.civitai.fail('version', {
      kind: 'answer',
      status: 404,
      headers: { 'content-type': 'application/json' },
      body: '{"error":"Model not found"}',
    });
    const { annotator } = await library.services();
    const [result] = await annotator.annotate([file], { header: false, previews: false });
    assert.deepEqual(
      [result?.state, result?.civitai_model_id, result?.civitai_version_id],
      ['identified', 7, 8],
    );
  });

  it('gives models of the same name a preview each', async () => {
    const one = await library.published('same', { images: [{ nsfwLevel: 1 }] });
    await library.write('same.CKPT', makeCheckpoint('same'));
    const alone = await library.published('alone', { images: [{ nsfwLevel: 1 }] });
    const { annotator } = await library.services();
    await annotator.annotate([one, alone]);
    assert.equal((await library.sidecar(one)).preview_path, '.previews/same.safetensors.jpg');
    assert.equal((await library.sidecar(alone)).preview_path, '.previews/alone.jpg');
  });

  it('refuses what is no whole model, with the reason, and goes on', async () => {
    const cut = await library.write('cut.safetensors', cutShort(makeCheckpoint('cut')));
    const html = await library.write('page.safetensors', HTML_PAGE);
    const empty = await library.write('empty.ckpt', '');
    const good = await library.published('good');
    const { annotator } = await library.services();
    const results = await annotator.annotate([cut, html, empty, good]);
    assert.deepEqual(
      results.map(({ state }) => state),
      ['refused', 'refused', 'refused', 'identified'],
    );
    assert.deepEqual(
      results.map(({ error }) => error?.code),
      ['growing', 'html', 'empty', undefined],
    );
    assert.ok(!existsSync(sidecarPath(cut.path)));
  });

  it('never overwrites what the user typed; a differing fetch is an offer', async () => {
    const bytes = makeLora({ name: 'mine', hash: false });
    library.publish(bytes, { trainedWords: ['theirs'], modelName: 'Their name' });
    const file = await library.write('mine.safetensors', bytes);
    await updateSidecar(file.path, (current) =>
      editPatch(current, { trigger_words: ['mine'], notes: 'keep' }),
    );
    const { annotator } = await library.services();
    await annotator.annotate([file]);
    const sidecar = await library.sidecar(file);
    assert.deepEqual(sidecar.trigger_words, ['mine']);
    assert.equal(sidecar.notes, 'keep');
    assert.equal(sidecar.name, 'Their name');
    assert.deepEqual(sidecar.civitai_offers, { trigger_words: ['theirs'] });
  });

  it('leaves a broken sidecar as it is and says so', async () => {
    const file = await library.published('broken');
    await library.write('broken.safetensors.metadata.json', '{ "notes": "mine", ');
    const { annotator } = await library.services();
    const [result] = await annotator.annotate([file]);
    assert.equal(result?.state, 'failed');
    assert.equal(result.error?.code, 'not_json');
    assert.equal(await readFile(sidecarPath(file.path), 'utf8'), '{ "notes": "mine", ');
  });

  it('keeps the hash when Civitai cannot be asked, and asks later without reading the file', async () => {
    const file = await library.published('later');
    library.civitai.fail('byHashIds', faults.serverError());
    const { annotator } = await library.services();
    const told: string[] = [];
    const [unanswered] = await annotator.annotate([file], { onOutage: ({ code }) => told.push(code) });
    assert.deepEqual(
      [unanswered?.state, unanswered?.error, told],
      ['unidentified', undefined, ['server_error']],
    );
    assert.equal((await library.sidecar(file)).civitai_state, undefined, 'a failure was stored as an answer');
    library.civitai.heal();
    let hashed = 0;
    const [result] = await annotator.annotate([file], {
      onProgress: ({ bytes }) => (hashed = bytes?.total ?? 0),
    });
    assert.equal(result?.state, 'identified');
    assert.equal(hashed, 0);
  });

  it('sends nothing while requests are turned off, and hashes nevertheless', async () => {
    const file = await library.published('offline', { headerHash: true });
    const { annotator } = await library.services({ enabled: () => false });
    const [result] = await annotator.annotate([file]);
    assert.equal(result?.state, 'unidentified');
    assert.equal(result.error?.code, 'requests_off');
    assert.equal((await library.sidecar(file)).hash_type, 'AUTOV2');
    assert.deepEqual(library.requests(), []);
  });

  it('writes nothing on a dry run', async () => {
    const file = await library.published('dry');
    const { annotator } = await library.services();
    const [result] = await annotator.annotate([file], { dryRun: true });
    assert.equal(result?.state, 'identified');
    assert.ok(!existsSync(sidecarPath(file.path)));
    assert.ok(!existsSync(join(library.folder, '.previews')));
  });

  it('saves metadata before previews, and a stalled picture holds nothing up', async () => {
    const stalled = await library.published('stalled', { images: [{ nsfwLevel: 1 }] });
    const fine = await library.published('fine', { images: [{ nsfwLevel: 1 }] });
    library.civitai.fail('image', faults.silent(), 1);
    const { annotator } = await library.services({
      timeouts: { headersMs: 300, idleMs: 300, totalMs: 1000 },
    });
    const told: string[] = [];
    const results = await annotator.annotate([stalled, fine], { onResult: ({ path }) => told.push(path) });
    // Once for the answer, once for the preview; the stalled one came at the second try.
    assert.equal(told.filter((path) => path === fine.path).length, 2);
    assert.ok(results.every(({ state }) => state === 'identified'));
    const firstPicture = library.requests().findIndex((line) => line.includes('/images/'));
    const lastQuestion = library.requests().findLastIndex((line) => line.includes('/api/'));
    assert.ok(firstPicture > lastQuestion, library.requests().join('\n'));
    assert.ok(existsSync(join(library.folder, '.previews/fine.jpg')));
    assert.equal((await library.sidecar(fine)).preview_path, '.previews/fine.jpg');
  });

  it('takes the notes of another tool along when one model is fetched', async () => {
    const file = await library.published('kept', { modelId: 3, versionId: 4 });
    const theirs = {
      file_path: 'D:/kept.safetensors',
      model_name: 'kept',
      base_model: 'sd_v1',
      notes: 'mine',
    };
    await library.write('kept.metadata.json', JSON.stringify(theirs));
    const { annotator } = await library.services();
    await annotator.fetchByHash(file.path);
    const { notes, name, base_model, civitai_offers, identified_by } = await library.sidecar(file);
    assert.deepEqual([notes, name, base_model], ['mine', 'Model 3', 'SDXL 1.0']);
    assert.deepEqual([civitai_offers, identified_by], [undefined, 'sha256']);
  });

  it('says what of another tool’s sidecar was not taken', async () => {
    const file = await library.published('edited', { modelId: 3, versionId: 4 });
    const theirs = {
      file_path: 'D:/edited.safetensors',
      size: 5,
      notes: 'mine',
      civitai: { id: 8, modelId: 9 },
    };
    await library.write('edited.metadata.json', JSON.stringify(theirs));
    await library.write('edited.civitai.info', '{"id": ');
    const { annotator } = await library.services();
    const [result] = await annotator.annotate([file]);
    assert.equal(result?.state, 'identified');
    assert.match(result.notices?.[0] ?? '', /^edited\.metadata\.json is of another file size/);
    assert.match(result.notices?.[1] ?? '', /^edited\.civitai\.info was left alone/);
    for (const notice of result.notices ?? []) assert.ok(library.logged.includes(notice), notice);
    const { notes, civitai_version_id } = await library.sidecar(file);
    assert.deepEqual([notes, civitai_version_id], ['mine', 4]);
  });

  it('adopts what another tool knows, without a request', async () => {
    const bytes = makeLora({ name: 'moved', hash: false });
    const file = await library.write('moved.safetensors', bytes);
    await library.write(
      'moved.metadata.json',
      JSON.stringify({
        file_path: 'D:/loras/moved.safetensors',
        model_name: 'Moved',
        size: bytes.length,
        notes: 'from before',
        civitai: {
          id: 33,
          modelId: 44,
          name: 'v1',
          trainedWords: ['moved'],
          model: { name: 'Moved', type: 'LORA' },
        },
      }),
    );
    const { annotator } = await library.services();
    const [result] = await annotator.annotate([file]);
    assert.equal(result?.state, 'provisional');
    assert.deepEqual(library.requests(), []);
    const sidecar = await library.sidecar(file);
    assert.equal(sidecar.identified_by, 'adopted');
    assert.equal(sidecar.civitai_version_id, 33);
    assert.equal(sidecar.notes, 'from before');
    assert.equal(sidecar.field_sources?.notes, 'lora-manager');
  });

  it('keeps what is done when it is cancelled', async () => {
    const files = [];
    for (let index = 0; index < 40; index++) files.push(await library.published(`lora${index}`));
    const stop = new AbortController();
    const { annotator, fileIndex } = await library.services();
    const results = await annotator.annotate(files, {
      signal: stop.signal,
      onResult: () => stop.abort(),
    });
    const done = results.filter(({ state }) => state === 'identified');
    assert.ok(done.length >= 1 && done.length < files.length, `${done.length} done`);
    assert.ok(
      files.every((file) => fileIndex.get(file)?.sha256 !== undefined),
      'hashes were thrown away',
    );
    const again = await annotator.annotate(files);
    assert.ok(again.every(({ state }) => state === 'identified'));
  });

  it('does not confuse another file of the version with the one that was looked up', async () => {
    const bytes = makeLora({ name: 'hidden', hash: false });
    library.publish(bytes, {
      fileHidden: true,
      extraFiles: [{ name: 'other.safetensors', primary: true, sizeKB: 9 }],
    });
    const file = await library.write('hidden.safetensors', bytes);
    const { annotator } = await library.services();
    await annotator.annotate([file]);
    const sidecar = await library.sidecar(file);
    assert.equal(sidecar.file_info, undefined);
    assert.equal(sidecar.hash_sha256, sha256(bytes));
  });

  it('lets two windows annotate the same folder at once', async () => {
    const files = [];
    for (let index = 0; index < 20; index++) files.push(await library.published(`lora${index}`));
    const [first, second] = [await library.services(), await library.services()];
    await Promise.all([
      first.annotator.annotate(files),
      second.annotator.annotate(files),
      ...files.map(({ path }) =>
        updateSidecar(path, (current) => editPatch(current, { notes: 'meanwhile' })),
      ),
    ]);
    for (const file of files) {
      const { notes, identified_by, preview_path } = await library.sidecar(file);
      assert.deepEqual([notes, identified_by], ['meanwhile', 'sha256']);
      assert.ok(preview_path !== undefined && existsSync(join(library.folder, preview_path)));
    }
  });

  it('never writes a token or an absolute path into a log, an error or a sidecar', async () => {
    const token = 'secret-token-0123456789';
    const files = [
      await library.published('fine'),
      await library.write('page.safetensors', HTML_PAGE),
      await library.write('cut.safetensors', cutShort(makeCheckpoint('cut'))),
      await library.published('broken'),
    ];
    await library.write('broken.safetensors.metadata.json', '{');
    const gone = await library.published('gone');
    await rm(gone.path);
    library.civitai.fail('models', faults.serverError(), 2);
    const { annotator, library: models } = await library.services({ token: () => Promise.resolve(token) });
    const results = await annotator.annotate([...files, gone]);
    await models.refresh([library.folder, join(library.folder, 'away')]);
    const said = JSON.stringify([
      library.logged,
      results.map(({ error }) => error),
      models.entries().map(({ problem }) => problem),
    ]);
    const written = await readFile(sidecarPath(files[0]!.path), 'utf8');
    assert.ok(
      results.filter(({ error }) => error !== undefined).length >= 4,
      'nothing failed: the test says nothing',
    );
    for (const secret of [token, library.folder]) {
      assert.ok(!said.includes(secret), said);
      assert.ok(!written.includes(secret), written);
    }
  });
});
