import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Extracted } from '../../../../../src/core/models/identify/extract';
import type { ExtractedFormat } from '../../../../../src/core/models/identify/extractedText';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { extractCommand } from '../../../../../src/ui/models/commands/extractCommand';
import { makeCheckpoint, makeLora } from '../../../../fixtures/makeModels';
import { modelsUi } from '../../../support/modelsUi';
import type { Answer } from '../../../support/scriptedDialogs';
import { TestLibrary } from '../../../support/testLibrary';

describe('Extract Metadata', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  const uri = (path: string) => ({ scheme: 'file', path, fsPath: path });

  async function extract(
    args: readonly unknown[],
    answers: readonly Answer[] = [],
    format: ExtractedFormat = 'json',
  ) {
    const ui = await modelsUi(library, ...answers);
    const { civitai, requestCount } = library.open().network;
    const { hasher, fileIndex } = ui.services;
    const extracting = () => Promise.resolve({ hasher, fileIndex, civitai, requestCount, log: ui.log });
    const handlers = extractCommand({ ...ui, extracting, outputFormat: () => format });
    await handlers['diffusionWorkbench.models.extract'](...args);
    assert.ok(ui.dialogs.isDone, 'not all was asked');
    const [document] = ui.dialogs.documents;
    return { dialogs: ui.dialogs, document };
  }
  const rowsOf = (document: { readonly text: string } | undefined) =>
    (JSON.parse(document?.text ?? '[]') as Extracted[]).map(({ file_path, version_id }) => [
      file_path,
      version_id,
    ]);

  it('opens what Civitai says of a model as JSON with all keys, and writes nothing', async () => {
    const file = await library.published('known', { modelId: 4, versionId: 5, versionName: 'v1' });
    const { document, dialogs } = await extract([file.path]);
    assert.equal(document?.language, 'json');
    const [row] = JSON.parse(document.text) as Extracted[];
    assert.deepEqual(Object.keys(row ?? {}), [
      'file_path',
      'model_hash',
      'model_id',
      'version_id',
      'name',
      'description',
      'nsfw_level',
      'trained_words',
      'base_model',
      'base_model_type',
      'created_at',
      'updated_at',
      'download_urls',
      'file_info',
    ]);
    assert.deepEqual([row?.file_path, row?.model_id, row?.version_id, row?.name], [file.path, 4, 5, 'v1']);
    assert.deepEqual(dialogs.texts, []);
    assert.ok(!existsSync(sidecarPath(file.path)));
    const messages = dialogs.progresses[0]?.updates.map(({ message }) => message);
    assert.match(messages?.at(0) ?? '', /^Hashing · 0 of 1 files · 0 B of \d/);
  });

  it('opens it as lines where the setting says so', async () => {
    const file = await library.published('known', { versionId: 5, versionName: 'v1\u202e' });
    const { document } = await extract([file.path], [], 'text');
    assert.equal(document?.language, 'plaintext');
    assert.match(document.text, /^Model: v1\\u202e\nDownload URLs: http\S+\n---\n$/);
  });

  it('takes the models below a folder of the Explorer, and of all folders that are selected', async () => {
    const folders: string[] = [];
    for (const [index, name] of ['a', 'a/deep', 'ab', 'b'].entries()) {
      const bytes = makeCheckpoint(name);
      library.publish(bytes, { versionId: index + 1 });
      folders.push(dirname((await library.write(`${name}/m.safetensors`, bytes)).path));
    }
    const [a = '', deep = '', , b = ''] = folders;
    const below = await extract([uri(a), [uri(a)]]);
    assert.deepEqual(
      rowsOf(below.document)
        .map(([, version]) => version)
        .sort(),
      [1, 2],
    );
    const both = await extract([uri(b), [uri(deep), uri(b)]]);
    assert.deepEqual(
      rowsOf(both.document)
        .map(([, version]) => version)
        .sort(),
      [2, 4],
    );
  });

  it('asks without a place, and has a row for all models of the open folders', async () => {
    await library.published('one', { versionId: 1, modelId: 1 });
    await library.published('two', { versionId: 2, modelId: 2 });
    const all = await extract([], ['$(folder-library) All Models']);
    assert.deepEqual(
      rowsOf(all.document)
        .map(([, version]) => version)
        .sort(),
      [1, 2],
    );
    assert.deepEqual(all.dialogs.texts, ['pick: Extract the metadata of which model?']);
    const single = await extract([], ['two.safetensors']);
    assert.deepEqual(
      rowsOf(single.document).map(([, version]) => version),
      [2],
    );
  });

  it('says what is not in the document, and why', async () => {
    const known = await library.published('known', { versionId: 5 });
    const other = await library.write('other.safetensors', makeLora({ name: 'other' }));
    const some = await extract([known.path, [known.path, other.path]], ['Show Log']);
    assert.deepEqual(rowsOf(some.document), [[known.path, 5]]);
    assert.deepEqual(some.dialogs.texts, ['info: Metadata extracted: 1 of 2 models. Not on Civitai: 1.']);
    assert.deepEqual(some.dialogs.executed, [['diffusionWorkbench.log.show']]);

    const none = await extract([other.path]);
    assert.equal(none.document, undefined);
    assert.deepEqual(none.dialogs.texts, ['info: Civitai does not know other.safetensors.']);

    library.civitai.fail('byHash', { kind: 'answer', status: 403, body: 'no' });
    const failed = await extract([known.path]);
    assert.equal(failed.document, undefined);
    assert.match(failed.dialogs.texts[0] ?? '', /^warn: Failed: 1\. 127\.0\.0\.1/);
  });

  it('opens what there is when it is cancelled, and says so', async () => {
    const first = await library.published('first', { versionId: 5 });
    const second = await library.published('second', { versionId: 6, modelId: 6 });
    const ui = await modelsUi(library);
    const { civitai, requestCount } = library.open().network;
    const { hasher, fileIndex } = ui.services;
    let asked = 0;
    let cancel = (): void => undefined;
    ui.dialogs.onProgress = (stop) => (cancel = stop);
    const client = civitai();
    const ask = client.versionByHash.bind(client);
    client.versionByHash = async (hash, signal) => {
      if (++asked === 1) return ask(hash);
      cancel();
      signal?.throwIfAborted();
      return undefined;
    };
    const extracting = () => Promise.resolve({ hasher, fileIndex, civitai, requestCount, log: ui.log });
    const handlers = extractCommand({ ...ui, extracting, outputFormat: () => 'json' });
    await handlers['diffusionWorkbench.models.extract'](first.path, [first.path, second.path]);
    const rows = rowsOf(ui.dialogs.documents[0]);
    assert.equal(rows.length, 1);
    assert.deepEqual(ui.dialogs.texts, ['info: Cancelled. Metadata extracted: 1 of 2 models.']);
  });
});
