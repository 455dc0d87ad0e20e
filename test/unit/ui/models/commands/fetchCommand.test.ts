import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { editPatch } from '../../../../../src/core/models/sidecar/edit';
import { updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { fetchCommand } from '../../../../../src/ui/models/commands/fetchCommand';
import { makeLora } from '../../../../fixtures/makeModels';
import { modelsUi } from '../../../support/modelsUi';
import type { Answer } from '../../../support/scriptedDialogs';
import { TestLibrary } from '../../../support/testLibrary';

describe('Fetch', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  async function fetch(path: string, ...answers: Answer[]) {
    const ui = await modelsUi(library, ...answers);
    await fetchCommand(ui)['diffusionWorkbench.models.fetch'](path);
    assert.ok(ui.dialogs.isDone, 'not all was asked');
    return ui;
  }

  it('looks the file up by its hash where nothing is typed, and shows the row anew', async () => {
    const file = await library.published('known', { versionId: 5, modelName: 'Known Model' });
    const { dialogs, models } = await fetch(file.path, '');
    assert.equal(dialogs.texts[0], 'input: Fetch known.safetensors from Civitai');
    assert.deepEqual(dialogs.statuses, [
      '$(check) Fetched Known Model: file hashed, metadata saved, preview saved',
    ]);
    assert.equal(models.entry(file.path)?.sidecar?.civitai_version_id, 5);
    assert.equal(dialogs.progresses[0]?.title, 'Fetching known.safetensors from Civitai…');
    const again = await fetch(file.path, '');
    assert.deepEqual(again.dialogs.statuses, ['$(check) Fetched Known Model: metadata saved, preview kept']);
  });

  it('shows how much of the file is hashed, and what it does then (S0-30)', async () => {
    const file = await library.published('known', { versionId: 5 });
    const { dialogs } = await fetch(file.path, '');
    const messages = dialogs.progresses[0]?.updates.map(({ message }) => message) ?? [];
    assert.match(messages[0] ?? '', /^Hashing · 0 B of \d+ KB · 0 requests$/);
    assert.ok(
      messages.some((message) => message.startsWith('Asking Civitai')),
      messages.join('\n'),
    );
    assert.match(messages.at(-1) ?? '', /^Downloading previews/);
    const known = await fetch(file.path, '');
    assert.match(known.dialogs.progresses[0]?.updates[0]?.message ?? '', /^Asking Civitai/);
  });

  it('does nothing when the box is closed', async () => {
    const file = await library.published('known');
    const { dialogs } = await fetch(file.path, undefined);
    assert.deepEqual(library.requests(), []);
    assert.equal(dialogs.progresses.length, 0);
  });

  it('takes an address, and says of anything else that it is none', async () => {
    const bytes = makeLora({ name: 'mine', hash: false });
    library.civitai.addVersion({ modelId: 3, versionId: 30, modelName: 'Third' });
    const file = await library.write('mine.safetensors', bytes);
    const { dialogs } = await fetch(file.path, 'a mistake', 'https://civitai.com/models/3?modelVersionId=30');
    assert.deepEqual(dialogs.rejected, ['This is not a Civitai URL, a model ID or urn:air:…']);
    assert.equal((await library.sidecar(file)).civitai_version_id, 30);
  });

  it('takes an image that shows the model, and asks which of its models it is', async () => {
    library.civitai.addVersion({ modelId: 1, versionId: 10, modelName: 'One', versionName: 'v1' });
    library.civitai.addVersion({ modelId: 2, versionId: 20, modelName: 'Two', versionName: 'v2' });
    library.civitai.addImages({ id: 5, versionIds: [10, 20] });
    const file = await library.write('mine.safetensors', makeLora({ name: 'mine', hash: false }));
    const { dialogs } = await fetch(file.path, 'https://example.com/models/3', '<https://civitai.com/images/5>', 'Two · v2'); // prettier-ignore
    assert.deepEqual(dialogs.rejected, [
      'example.com is not Civitai: paste the address that the model has there.',
    ]);
    assert.equal((await library.sidecar(file)).civitai_version_id, 20);
  });

  it('asks before it links to a version that something speaks against, and can be undone', async () => {
    const file = await library.published('mine', { modelId: 1, versionId: 10 });
    library.civitai.addVersion({
      modelId: 3,
      versionId: 30,
      modelName: 'Third',
      versionName: 'v1',
      sha256: 'b'.repeat(64),
    });
    const address = 'https://civitai.com/models/3?modelVersionId=30';
    const refused = await fetch(file.path, address, undefined);
    const asked = refused.dialogs.shown.at(-1);
    assert.equal(asked?.text, 'Link mine.safetensors to Third · v1?');
    assert.match(asked.detail ?? '', /None of the files of this version has the SHA-256 of this file\./);
    assert.equal(refused.models.entry(file.path)?.sidecar?.civitai_version_id, undefined);
    const { dialogs, models } = await fetch(file.path, address, 'Link', 'Undo');
    assert.equal(models.entry(file.path)?.sidecar?.identified_by, 'user');
    assert.equal(
      dialogs.texts.at(-1),
      'info: mine.safetensors is linked to Third: metadata saved, preview saved.',
    );
    assert.deepEqual(dialogs.executed, [['diffusionWorkbench.models.undo']]);
  });

  it('asks which of several versions it is, those of its size first', async () => {
    const bytes = makeLora({ name: 'twice', hash: false });
    library.publish(bytes, { modelId: 1, versionId: 10, modelName: 'One', versionName: 'v1', sizeKB: 1 });
    library.publish(bytes, { modelId: 2, versionId: 20, modelName: 'Two', versionName: 'v2' });
    const file = await library.write('twice.safetensors', bytes);
    const { dialogs } = await fetch(file.path, '', 'One · v1');
    const asked = dialogs.shown.find(({ kind }) => kind === 'pick');
    assert.equal(asked?.text, 'Which version is twice.safetensors?');
    assert.deepEqual(asked.choices, ['Two · v2', 'One · v1']);
    assert.deepEqual(
      asked.rows.map(({ detail }) => detail),
      ['$(check) has a file of exactly this size', 'no file of this size'],
    );
    assert.equal((await library.sidecar(file)).civitai_version_id, 10);
  });

  it('links nothing when no version is picked', async () => {
    const bytes = makeLora({ name: 'twice', hash: false });
    library.publish(bytes, { modelId: 1, versionId: 10 });
    library.publish(bytes, { modelId: 2, versionId: 20 });
    const file = await library.write('twice.safetensors', bytes);
    const { dialogs, models } = await fetch(file.path, '', undefined);
    assert.equal(models.entry(file.path)?.sidecar?.civitai_version_id, undefined);
    assert.equal(dialogs.progresses.length, 1);
    assert.deepEqual(dialogs.statuses, []);
  });

  it('keeps what the user typed, and leads to the details with the other values', async () => {
    const file = await library.published('known', {
      versionId: 5,
      modelName: 'Theirs',
      trainedWords: ['word'],
    });
    await updateSidecar(file.path, (current) => editPatch(current, { name: 'Mine' }));
    const { dialogs, detailsOf } = await fetch(file.path, '', 'Show Details');
    assert.match(
      dialogs.texts.at(-1) ?? '',
      /info: Fetched Theirs\. What you typed is kept; Civitai has other values for: name/,
    );
    assert.deepEqual(detailsOf, [file.path]);
    assert.equal((await library.sidecar(file)).name, 'Mine');
  });

  it('says that Civitai does not know the file, and asks for its page', async () => {
    const file = await library.write('own.safetensors', makeLora({ name: 'own', hash: false }));
    const { dialogs } = await fetch(file.path, '', 'Enter a URL…');
    assert.equal(
      dialogs.texts.at(-1),
      'info: Civitai does not know own.safetensors. If you know its page, enter the URL.',
    );
    assert.deepEqual(dialogs.executed, [['diffusionWorkbench.models.fetch', file.path]]);
  });

  it('says that there is no such version, which changes nothing', async () => {
    const file = await library.write('own.safetensors', makeLora({ name: 'own', hash: false }));
    const { dialogs } = await fetch(file.path, '999999', undefined);
    assert.match(dialogs.texts.at(-1) ?? '', /no such model or version\. own\.safetensors stays as it was/);
  });

  it('shows why it failed', async () => {
    const file = await library.published('known');
    const ui = await modelsUi(library, '');
    const annotator = () => Promise.reject(new Error('broken'));
    await fetchCommand({ ...ui, annotator })['diffusionWorkbench.models.fetch'](file.path);
    assert.match(ui.dialogs.texts.at(-1) ?? '', /^error: known\.safetensors failed/);
  });
});
