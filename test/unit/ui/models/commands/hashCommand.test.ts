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

  it('asks for the type, then for the hash, and saves it', async () => {
    const { dialogs, models } = await edit('AUTOV2', '90bffafd10');
    assert.deepEqual(dialogs.texts, [
      'pick: Edit hash of own.safetensors (1/2): type',
      'input: Edit hash of own.safetensors (2/2): AUTOV2',
    ]);
    assert.deepEqual(dialogs.statuses, ['$(check) Hash saved: AUTOV2: 90BFFAFD10']);
    assert.equal(models.entry(path)?.sidecar?.hash, 'AUTOV2: 90BFFAFD10');
  });

  const wrong: readonly [string, string][] = [
    ['SHA256', 'A SHA-256 has 64 characters: 0 to 9 and a to f.'],
    ['AUTOV2', 'An AutoV2 hash has 10 characters: 0 to 9 and a to f.'],
    ['legacy', 'A legacy hash has 10 characters: 0 to 9 and a to f.'],
    ['civitai', 'Write MODEL @ VERSION, for example 2131974 @ 2411703, or paste the URL of the model.'],
  ];
  for (const [type, message] of wrong) {
    it(`says how a hash of the type ${type} is written`, async () => {
      const { dialogs } = await edit(type, '', 'zzz', undefined);
      assert.deepEqual(dialogs.rejected, ['Hash cannot be empty', message]);
    });
  }

  it('takes a pasted address whatever the type is', async () => {
    const { models } = await edit('SHA256', 'https://civitai.com/models/12?modelVersionId=34');
    const sidecar = models.entry(path)?.sidecar;
    assert.deepEqual([sidecar?.civitai_model_id, sidecar?.civitai_version_id], [12, 34]);
  });

  it('suggests the hash that is known, and marks the type that is set', async () => {
    await edit('civitai', '12 @ 34');
    const { dialogs } = await edit('civitai', undefined);
    assert.match(dialogs.shown[0]?.rows.find(({ label }) => label === 'civitai')?.detail ?? '', /^now: /);
    assert.match(dialogs.shown[1]?.detail ?? '', /12 @ 34$/);
  });

  it('saves nothing when either question is closed', async () => {
    const { models } = await edit(undefined);
    assert.equal(models.entry(path)?.sidecar, undefined);
    assert.equal((await edit('SHA256', undefined)).models.entry(path)?.sidecar, undefined);
  });

  it('shows a sidecar that cannot be read, with the button that opens it', async () => {
    writeFileSync(sidecarPath(path), '{ not JSON');
    const { dialogs } = await edit('AUTOV2', '90bffafd10', 'Open Sidecar');
    assert.match(dialogs.texts.at(-1) ?? '', /^error: /);
    assert.deepEqual(dialogs.executed, [['diffusionWorkbench.models.openSidecar', path]]);
  });
});
