import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { IdentifiedBy, Sidecar } from '../../src/core/models/sidecar/fields';
import { faults } from '../civitai/faults';
import { sha256 } from '../fixtures/makeModels';
import { type Demo, shareDemo } from './support/demo';
import { demoBytes } from './support/detailsPage';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';

const LORAS = 'models/loras';
const MERGE = 'models/checkpoints/mystery_merge.safetensors';

describe('one model of the demo library', () => {
  let demo: Demo;
  const sidecarFile = (model: string) => path.join(demo.workbench.folder, `${model}.metadata.json`);
  const sidecar = async (model: string) => JSON.parse(await readFile(sidecarFile(model), 'utf8')) as Sidecar;
  const input = () => demo.workbench.screen.quickInputBox;
  const title = (text: string) => demo.workbench.screen.quickInputTitle(text);
  const fromMenu = async (row: string | RegExp, command: string) =>
    demo.workbench.chooseFromMenu(await demo.workbench.revealRow(row), command);
  const startFetch = async (row: string) => {
    await fromMenu(row, 'Fetch from Civitai…');
    await title('from Civitai').waitFor();
  };
  /** Waits until a model is linked to this version. */
  const linked = (model: string, modelId: number, versionId: number, by: IdentifiedBy = 'user') =>
    eventually(async () => {
      const { civitai_model_id, civitai_version_id, identified_by } = await sidecar(model);
      assert.deepEqual([civitai_model_id, civitai_version_id, identified_by], [modelId, versionId, by]);
    });

  before(async () => {
    demo = await shareDemo();
    for (const [versionId, versionName] of [
      [940_001, 'first'],
      [940_002, 'second'],
    ] as const) {
      demo.civitai.addVersion({ modelId: 930_001, versionId, modelName: 'Twins', versionName });
    }
    await demo.workbench.treeRow('models').waitFor();
  });
  after(() => demo.close());
  afterEach(async () => {
    demo.civitai.heal();
    await demo.workbench.page.keyboard.press('Escape');
    await demo.workbench.clearToasts();
  });
  screenshotFailures(() => demo.workbench);

  describe('Fetch', () => {
    it('looks the file up by its hash where nothing is typed', async () => {
      await startFetch('old_painter.ckpt');
      await demo.workbench.screenshot('fetch-input');
      await demo.workbench.answer('');
      await linked('models/checkpoints/old_painter.ckpt', 910_010, 920_010, 'sha256');
      await demo.workbench.revealRow('Old Painter');
    });

    it('says while typing that a text names nothing, and accepts only what does', async () => {
      await startFetch('mystery_merge');
      await input().fill('some model');
      await demo.workbench.screen.inputProblem.getByText('This is not a Civitai URL').waitFor();
      await input().press('Enter');
      await demo.workbench.screenshot('fetch-invalid');
      assert.ok(await input().isVisible());
      for (const right of ['123', 'civitai.com/models/5', 'urn:air:sdxl:lora:civitai:5@6', '']) {
        await input().fill(right);
        await demo.workbench.screen.inputProblem.getByText('This is not').waitFor({ state: 'detached' });
        await input().fill('nonsense');
        await demo.workbench.screen.inputProblem.getByText('This is not a Civitai URL').waitFor();
      }
      await input().press('Escape');
      assert.ok(!existsSync(sidecarFile(MERGE)));
    });

    it('says that Civitai does not know the file, and asks for its page', async () => {
      await startFetch('mystery_merge');
      await demo.workbench.answer('');
      const toast = demo.workbench.toast('Civitai does not know mystery_merge.safetensors');
      await toast.waitFor();
      await demo.workbench.screenshot('fetch-not-found');
      assert.equal((await sidecar(MERGE)).civitai_state, 'not_found');
      await toast.getByRole('button', { name: 'Enter a URL…' }).click();
      await title('Fetch mystery_merge.safetensors').waitFor();
      await demo.workbench.answer(
        'https://civitai.com/models/910009/dreamscape-xl?modelVersionId=920009&utm=1#top',
      );
      // None of that version's files is this one.
      const { dialog } = demo.workbench.screen;
      await dialog.getByText('None of the files of this version has the SHA-256 of this file.').waitFor();
      await demo.workbench.screenshot('fetch-doubtful');
      await dialog.getByRole('button', { name: 'Link', exact: true }).click();
      await linked(MERGE, 910_009, 920_009);
      await demo.workbench.revealRow('Dreamscape XL');
      const { hash_sha256, file_info } = await sidecar(MERGE);
      assert.equal(hash_sha256, sha256(demoBytes(MERGE)));
      // The version's file is another one: nothing of it is this file's.
      assert.equal(file_info, undefined);
    });

    it('keeps the link that the user made when the library is annotated', async () => {
      await demo.workbench.runCommand('Diffusion Workbench: Annotate All');
      await demo.workbench.toast('identified').waitFor();
      await linked(MERGE, 910_009, 920_009);
    });

    it('offers the choice where several versions have the very file', async () => {
      const model = `${LORAS}/characters/kestrel.safetensors`;
      await startFetch('Kestrel');
      await demo.workbench.answer('');
      await title('Which version is kestrel.safetensors?').waitFor();
      await demo.workbench.screenshot('fetch-same-file');
      await demo.workbench.pick('reupload');
      await linked(model, 910_005, 920_005);
    });

    it('can be cancelled while Civitai says nothing', async () => {
      const model = `${LORAS}/watercolor_sketch.safetensors`;
      const before = await readFile(sidecarFile(model), 'utf8');
      demo.civitai.fail('version', faults.silent());
      await startFetch('Watercolor Sketch');
      await demo.workbench.answer('urn:air:sd1:lora:civitai:910002@920002');
      await demo.workbench.cancelProgress('Fetching');
      assert.equal(await readFile(sidecarFile(model), 'utf8'), before);
    });
  });

  describe('Edit Hash', () => {
    const MODEL = `${LORAS}/ink_wash.safetensors`;
    const SHA256 = sha256(Buffer.from('another file'));
    const AUTOV2 = SHA256.slice(0, 10);

    const startEdit = async () => {
      // Its name goes with the link to Civitai that another hash takes away.
      await fromMenu(/ink.wash/i, 'Edit Hash…');
      await title('Edit hash of').waitFor();
    };
    const hash = (expected: string, type: string) =>
      eventually(async () => {
        const { hash, hash_type, hash_source } = await sidecar(MODEL);
        assert.deepEqual([hash, hash_type, hash_source], [expected, type, 'user']);
      });

    for (const [type, typed, display] of [
      ['SHA256', SHA256.toUpperCase(), SHA256],
      ['AUTOV2', `autov2: ${AUTOV2}`, `AUTOV2: ${AUTOV2.toUpperCase()}`],
      ['legacy', AUTOV2.toUpperCase(), AUTOV2],
      ['civitai', '2131974 @ 2411703', 'civitai: 2131974 @ 2411703'],
    ] as const) {
      it(`accepts a hash of the type ${type}`, async () => {
        await startEdit();
        await demo.workbench.answer(typed);
        await hash(display, type);
        await startEdit();
        assert.equal(await input().inputValue(), display);
        await demo.workbench.page.keyboard.press('Escape');
      });
    }
  });
});
