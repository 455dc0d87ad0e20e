import assert from 'node:assert/strict';
import { assertGolden } from '../support/golden';
import { type Demo, shareDemo } from './support/demo';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { expandAll, modelRows, rowIcon } from './support/modelRows';
import { SCREENSHOTS } from './support/workbenchPage';

describe('the Models view of the demo library', () => {
  let demo: Demo;
  const assertRows = async (name: string) =>
    assertGolden(`models/${name}.txt`, `${(await modelRows(demo.workbench.page)).join('\n')}\n`);
  const run = (title: string) => demo.workbench.runCommand(`Diffusion Workbench: ${title}`);
  const iconOf = (name: string) => rowIcon(demo.workbench.treeRow(name));

  before(async () => (demo = await shareDemo()));
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

  it('lists every model by folder, with its base model and state', async () => {
    const { workbench, civitai } = demo;
    await workbench.treeRow('models').waitFor();
    await expandAll(workbench.page);
    await eventually(() => assertRows('before'));
    assert.equal(await iconOf('neon_city_style'), 'circle-outline');
    assert.equal(await iconOf('half_downloaded'), 'error');
    assert.equal(await iconOf('broken_sidecar'), 'warning');
    await workbench.screenshot('models-before');
    assert.deepEqual(civitai.requests, []);
  });

  it('says of a model what its header and its problem tell, before Civitai is asked', async () => {
    const { workbench } = demo;
    const refused = await (await workbench.hover(workbench.treeRow('saved_login_page'))).innerText();
    assert.match(refused, /State: not a whole model file/);
    assert.match(refused, /HTML|web page/i);
    await workbench.screenshot('models-hover-refused');
    const lora = await (await workbench.hover(workbench.treeRow('neon_city_style'))).innerText();
    assert.match(lora, /Base model: SDXL 1\.0/);
    assert.match(lora, /AutoV3: [0-9a-f]{12}/);
    assert.match(lora, /Size: \d+ KB/);
  });

  it('annotates all and says what it found', async () => {
    const { workbench } = demo;
    await run('Annotate All');
    const summary = workbench.toast('9 identified · 1 provisional · 2 not on Civitai');
    await summary.waitFor();
    await eventually(() => assertRows('after'));
    for (const [name, icon] of [
      ['Dreamscape XL', 'pass-filled'],
      ['Neon City Style', 'pass-filled'],
      ['Paper Cut', 'pass'],
      ['mystery_merge', 'question'],
    ] as const) {
      assert.equal(await iconOf(name), icon, name);
    }
    await workbench.screenshot('models-summary');
  });

  it('lists every problem with its cause in the Problems panel', async () => {
    const { workbench } = demo;
    await workbench.toast('9 identified').getByRole('button', { name: 'Show Problems' }).click();
    const { problems } = workbench.screen;
    await problems.filter({ hasText: 'saved_login_page.safetensors' }).first().waitFor();
    await workbench.screenshot('models-problems');
    const shown = (await problems.allInnerTexts()).join('\n');
    for (const name of ['empty.safetensors', 'half_downloaded.safetensors', 'saved_login_page.safetensors']) {
      assert.ok(shown.includes(name), shown);
    }
    // The sidecar is what can be mended.
    assert.ok(shown.includes('broken_sidecar.safetensors.metadata.json'), shown);
    assert.equal(shown.match(/Diffusion Workbench/g)?.length, 4, shown);
    await workbench.runCommand('View: Hide Panel');
  });

  it('shows a preview, trigger words, hashes and size under the pointer', async () => {
    const { workbench } = demo;
    const hover = await workbench.hover(workbench.treeRow('Watercolor Sketch'));
    const picture = hover.locator('img');
    await picture.waitFor();
    await eventually(async () => {
      assert.ok(
        (await picture.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0))) > 0,
        'the picture is not there',
      );
    });
    await workbench.screenshot('models-hover');
    const text = await hover.innerText();
    for (const line of [
      /State: identified/,
      /Trigger words: watercolor sketch/,
      /Type: LORA/,
      /Base model: SD 1\.5/,
      /Hash: AUTOV2: [0-9A-F]{10}/,
      /SHA-256: [0-9a-f]{64}/,
      /AutoV3: [0-9a-f]{12}/,
      /Size: \d+ KB/,
      /File: models\/loras\/watercolor_sketch\.safetensors/,
    ]) {
      assert.match(text, line);
    }
  });

  it('copies trigger words, hash and LoRA tag', async () => {
    const { workbench } = demo;
    const mira = workbench.treeRow('Mira');
    const copied = async (command: string, text: RegExp) => {
      await workbench.chooseFromMenu(mira, command);
      await eventually(async () => assert.match(await workbench.clipboard(), text));
    };
    await copied('Copy Trigger Words', /^mira, silver hair, white dress$/);
    await copied('Copy LoRA Tag', /^<lora:mira:1>$/);
    await copied('Copy Hash', /^AUTOV2: [0-9A-F]{10}$|^[0-9a-f]{64}$/);
    await copied('Copy Download URL', /^http:\/\/127\.0\.0\.1:\d+\/api\/download\/models\/\d+/);
  });

  it('extracts the metadata of a folder of the Explorer into a document', async () => {
    const { workbench } = demo;
    await workbench.clearToasts();
    await workbench.showContainer('Explorer');
    await workbench.chooseFromMenu(workbench.screen.explorerRow('models'), 'Extract Metadata');
    await workbench.toast(/Metadata extracted: \d+ of \d+ models/).waitFor();
    await workbench.screen.line(/"model_hash":\s"[0-9a-f]{64}"/).waitFor();
    await workbench.screenshot('models-extracted');
    await workbench.clearToasts();
    await workbench.runCommand('View: Revert and Close Editor');
    await workbench.showContainer('Diffusion Workbench');
    await workbench.treeRow('Mira').waitFor();
  });

  it('asks nothing again when everything is known', async () => {
    const { workbench, civitai } = demo;
    await workbench.clearToasts();
    const asked = civitai.requests.length;
    await run('Annotate All');
    await workbench.toast('9 identified · 1 provisional').waitFor();
    assert.deepEqual(civitai.requests.slice(asked), []);
    await workbench.clearToasts();
  });

  it('groups by type, by base model and by folder', async () => {
    const { workbench } = demo;
    const golden = async (name: string) => {
      await expandAll(workbench.page);
      await eventually(() => assertRows(name));
      await workbench.screenshot(`models-${name}`);
    };
    await run('Group Models by Type');
    await workbench.treeRow('TextualInversion').waitFor();
    await golden('by-type');
    await run('Group Models by Base Model');
    await workbench.treeRow('Illustrious').waitFor();
    await golden('by-base-model');
    await run('Group Models by Folder');
    await workbench.treeRow('workspace').waitFor();
    await golden('after');
  });

  if (SCREENSHOTS) {
    it('can be read in every theme', async () => {
      const { workbench } = demo;
      await expandAll(workbench.page);
      await workbench.screenshots('models', ['light', 'high-contrast', 'high-contrast-light', 'dark']);
    });
  }
});
