import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { hashCommand } from '../../../../../src/ui/models/commands/hashCommand';
import { makeLora } from '../../../../fixtures/makeModels';
import { modelsUi } from '../../../support/modelsUi';
import type { Answer } from '../../../support/scriptedDialogs';
import { TestLibrary } from '../../../support/testLibrary';

describe('Edit Hash', () => {
  let library: TestLibrary;
  let path: string;
  beforeEach(async () => {
    library = await TestLibrary.make();
    ({ path } = await library.write('own.safetensors', makeLora({ name: 'own', hash: false })));
  });
  afterEach(async () => library.remove());

  async function edit(...answers: Answer[]) {
    const ui = await modelsUi(library, ...answers);
    await hashCommand(ui)['diffusionWorkbench.models.editHash'](path);
    assert.ok(ui.dialogs.isDone, 'not all was asked');
    return ui;
  }

  it('is one box, and saves what is typed', async () => {
    const { dialogs, models } = await edit('AutoV2: 90bffafd10');
    assert.deepEqual(dialogs.texts, ['input: Edit hash of own.safetensors']);
    assert.deepEqual(dialogs.statuses, ['$(check) Hash saved: AUTOV2: 90BFFAFD10']);
    assert.equal(models.entry(path)?.sidecar?.hash, 'AUTOV2: 90BFFAFD10');
    assert.deepEqual(library.requests(), []);
  });

  it('says how a hash is written, and which sites are not Civitai', async () => {
    const { dialogs } = await edit('', 'zzz', '123', 'https://example.com/models/12', undefined);
    assert.equal(dialogs.rejected[0], 'Hash cannot be empty');
    assert.match(dialogs.rejected[1] ?? '', /^A SHA-256 has 64 characters/);
    assert.match(dialogs.rejected[2] ?? '', /^A SHA-256 has 64 characters/);
    assert.match(dialogs.rejected[3] ?? '', /^example\.com is not Civitai/);
  });

  const addresses: readonly string[] = [
    'https://civitai.com/models/12?modelVersionId=34',
    '[Foo](https://civarchive.com/models/12?modelVersionId=34)',
    '"12@34"',
    'urn:air:sdxl:lora:civitai:12@34',
  ];
  for (const text of addresses) {
    it(`takes ${text}`, async () => {
      const { models } = await edit(text);
      const sidecar = models.entry(path)?.sidecar;
      assert.deepEqual([sidecar?.hash, sidecar?.civitai_version_id], ['civitai: 12 @ 34', 34]);
    });
  }

  it('asks Civitai for the model of a version, a download or an image', async () => {
    for (const versionId of [31, 32, 33, 34]) library.civitai.addVersion({ modelId: 12, versionId });
    library.civitai.addImages({ id: 5, versionIds: [34] });
    for (const [text, version] of [
      ['https://civitai.com/model-versions/31', 31],
      ['https://civitai.com/api/download/models/32?fileId=6', 32],
      [`${library.civitai.baseUrl}/model-versions/33`, 33],
      ['https://civitai.com/images/5', 34],
    ] as const) {
      const { models } = await edit(text);
      assert.equal(models.entry(path)?.sidecar?.hash, `civitai: 12 @ ${version}`, text);
    }
  });

  it('asks which one where a post has several models, and says where it has none', async () => {
    library.civitai.addVersion({ modelId: 12, versionId: 34, modelName: 'One', versionName: 'v1' });
    library.civitai.addVersion({ modelId: 13, versionId: 35, modelName: 'Two', versionName: 'v2' });
    library.civitai.addImages({ id: 5, postId: 7, versionIds: [34, 35] });
    const { models } = await edit('https://civitai.com/posts/7', 'Two · v2');
    assert.equal(models.entry(path)?.sidecar?.hash, 'civitai: 13 @ 35');
    const { dialogs } = await edit('https://civitai.com/posts/8');
    assert.match(dialogs.texts.at(-1) ?? '', /names no model there\. own\.safetensors stays as it was/);
  });

  it('suggests the hash that is shown', async () => {
    await edit('12 @ 34');
    const { dialogs } = await edit(undefined);
    assert.match(dialogs.shown[0]?.detail ?? '', /civitai: 12 @ 34$/);
  });

  it('saves nothing when the box is closed', async () => {
    const { models } = await edit(undefined);
    assert.equal(models.entry(path)?.sidecar, undefined);
  });

  it('shows a sidecar that cannot be read, with the button that opens it', async () => {
    writeFileSync(sidecarPath(path), '{ not JSON');
    const { dialogs } = await edit('90bffafd10', 'Open Sidecar');
    assert.match(dialogs.texts.at(-1) ?? '', /^error: /);
    assert.deepEqual(dialogs.executed, [['diffusionWorkbench.models.openSidecar', path]]);
  });
});
