import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { IdentifiedBy, Sidecar } from '../../src/core/models/sidecar/fields';
import { faults } from '../civitai/faults';
import { sha256 } from '../fixtures/makeModels';
import { type Demo, openDemo } from './support/demo';
import { demoBytes } from './support/detailsPage';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';

const LORAS = 'models/loras';
const MERGE = 'models/checkpoints/mystery_merge.safetensors';

describe('one model of the demo library', () => {
  let demo: Demo;
  const sidecarFile = (model: string) => path.join(demo.workbench.folder, `${model}.metadata.json`);
  const sidecar = async (model: string) => JSON.parse(await readFile(sidecarFile(model), 'utf8')) as Sidecar;
  const input = () => demo.workbench.page.locator('.quick-input-widget input.input');
  const title = (text: string) => demo.workbench.page.locator('.quick-input-title', { hasText: text });
  const fromMenu = async (row: string, command: string) =>
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
  /** Nothing is under way any more. */
  const settled = () => demo.workbench.toast('Fetching').waitFor({ state: 'detached' });

  before(async () => {
    demo = await openDemo();
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

    it('says while typing that a text names nothing, and takes only what does', async () => {
      await startFetch('mystery_merge');
      await input().fill('some model');
      await demo.workbench.inputProblem.getByText('This is not a Civitai URL').waitFor();
      await input().press('Enter');
      await demo.workbench.screenshot('fetch-invalid');
      assert.ok(await input().isVisible());
      for (const right of ['123', 'civitai.com/models/5', 'urn:air:sdxl:lora:civitai:5@6', '']) {
        await input().fill(right);
        await demo.workbench.inputProblem.getByText('This is not').waitFor({ state: 'detached' });
        await input().fill('nonsense');
        await demo.workbench.inputProblem.getByText('This is not a Civitai URL').waitFor();
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
      await linked(MERGE, 910_009, 920_009);
      await demo.workbench.revealRow('Dreamscape XL');
      const { hash_sha256, file_info } = await sidecar(MERGE);
      assert.equal(hash_sha256, sha256(demoBytes(MERGE)));
      // The version's file is another one: nothing of it is this file's.
      assert.equal(file_info, undefined);
    });

    it('keeps the link that the person made when the library is annotated', async () => {
      await demo.workbench.runCommand('Diffusion Workbench: Annotate All');
      await demo.workbench.toast('identified').waitFor();
      await linked(MERGE, 910_009, 920_009);
    });

    it('asks which version, where a model has several', async () => {
      const model = `${LORAS}/my_own_training.safetensors`;
      await startFetch('my_own_training');
      await demo.workbench.answer('930001');
      await title('Which version is my_own_training.safetensors?').waitFor();
      const rows = demo.workbench.page.locator('.quick-input-list .monaco-list-row');
      await demo.workbench.screenshot('fetch-pick');
      assert.match((await rows.allInnerTexts()).join('\n'), /Twins · first[\s\S]*Twins · second/);
      await demo.workbench.page.keyboard.press('Escape');
      await settled();
      assert.equal((await sidecar(model)).civitai_version_id, undefined);
      await startFetch('my_own_training');
      await demo.workbench.answer('930001');
      await demo.workbench.pick('Twins · second');
      await linked(model, 930_001, 940_002);
    });

    it('takes a urn:air, and the address of a download', async () => {
      const model = `${LORAS}/flux_film_grain.safetensors`;
      await startFetch('Film Grain');
      await demo.workbench.answer('urn:air:sdxl:lora:civitai:910003@920003');
      await linked(model, 910_003, 920_003);
      await settled();
      await startFetch('Neon City Style');
      await demo.workbench.answer('https://civitai.com/api/download/models/920001?type=Model');
      await linked(`${LORAS}/neon_city_style.safetensors`, 910_001, 920_001);
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

    it('says that there is no such version, and leaves the sidecar as it is', async () => {
      const model = `${LORAS}/watercolor_sketch.safetensors`;
      const before = await readFile(sidecarFile(model), 'utf8');
      await startFetch('Watercolor Sketch');
      await demo.workbench.answer('https://civitai.com/models/910002?modelVersionId=77');
      await demo.workbench.toast('Civitai has no such model or version.').waitFor();
      assert.equal(await readFile(sidecarFile(model), 'utf8'), before);
    });

    it('says what went wrong, and leaves the sidecar as it is', async () => {
      const model = `${LORAS}/watercolor_sketch.safetensors`;
      const before = await readFile(sidecarFile(model), 'utf8');
      demo.civitai.fail('version', faults.maintenance());
      await startFetch('Watercolor Sketch');
      await demo.workbench.answer('urn:air:sd1:lora:civitai:910002@920002');
      await demo.workbench.toast(/sent a web page/).waitFor();
      await demo.workbench.screenshot('fetch-error');
      assert.equal(await readFile(sidecarFile(model), 'utf8'), before);
    });

    it('can be cancelled while Civitai says nothing', async () => {
      const model = `${LORAS}/watercolor_sketch.safetensors`;
      const before = await readFile(sidecarFile(model), 'utf8');
      demo.civitai.fail('version', faults.silent());
      await startFetch('Watercolor Sketch');
      await demo.workbench.answer('urn:air:sd1:lora:civitai:910002@920002');
      await demo.workbench.toast('Fetching').getByRole('button', { name: 'Cancel' }).click();
      await settled();
      assert.equal(await readFile(sidecarFile(model), 'utf8'), before);
    });
  });

  describe('Edit Hash', () => {
    const MODEL = `${LORAS}/ink_wash.safetensors`;
    const SHA256 = sha256(Buffer.from('another file'));
    const AUTOV2 = SHA256.slice(0, 10);

    const startEdit = async (type: string) => {
      await fromMenu('Ink Wash', 'Edit Hash…');
      await title('(1/2)').waitFor();
      await demo.workbench.pick(new RegExp(`^\\W*${type}`));
      await title('(2/2)').waitFor();
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
      it(`takes a hash of the type ${type}`, async () => {
        await startEdit(type);
        await demo.workbench.answer(typed);
        await hash(display, type);
        await startEdit(type);
        assert.equal(await input().inputValue(), display);
        await demo.workbench.page.keyboard.press('Escape');
      });
    }

    it('makes of a pasted address what it links to, whatever type was chosen', async () => {
      await startEdit('AUTOV2');
      await demo.workbench.answer('https://civitai.com/models/910007/ink-wash?modelVersionId=920007');
      await hash('civitai: 910007 @ 920007', 'civitai');
      await linked(MODEL, 910_007, 920_007);
    });

    it('says while typing what a hash of the type looks like', async () => {
      for (const [type, wrong, problem] of [
        ['AUTOV2', 'xyz', 'An AutoV2 hash has 10 characters'],
        ['SHA256', AUTOV2, 'A SHA-256 has 64 characters'],
        ['legacy', SHA256, 'A legacy hash has 10 characters'],
        ['civitai', 'one @ two', 'Write MODEL @ VERSION'],
      ] as const) {
        await startEdit(type);
        await input().fill(wrong);
        await demo.workbench.inputProblem.getByText(problem).waitFor();
        await input().press('Enter');
        if (type === 'SHA256') await demo.workbench.screenshot('hash-invalid');
        await input().fill('');
        await demo.workbench.inputProblem.getByText('Hash cannot be empty').waitFor();
        assert.ok(await input().isVisible());
        await demo.workbench.page.keyboard.press('Escape');
      }
      await hash('civitai: 910007 @ 920007', 'civitai');
    });
  });
});
