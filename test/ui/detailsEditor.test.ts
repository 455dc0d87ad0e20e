import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { type Demo, openDemo } from './support/demo';
import { DetailsPage } from './support/detailsPage';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { writeSparseModel } from './support/sparseModel';

const HUGE = 'elsewhere/huge.safetensors';
const GIGABYTES = 7;

describe('The card of a model as an editor of its file', () => {
  let demo: Demo;
  let page: DetailsPage;
  const screen = () => demo.workbench.screen;
  const run = (title: string) => demo.workbench.runCommand(title);
  const heading = (text: string) => page.card.locator('h1').getByText(text, { exact: true });
  const row = (name: string) => demo.workbench.revealRow(name);
  const tabs = () => screen().tab().count();
  const closeAll = async () => {
    await run('View: Close All Editors');
    await eventually(async () => assert.equal(await tabs(), 0));
  };
  const click = async (name: string) => {
    await (await row(name)).click();
    await heading(name).waitFor();
  };

  before(async () => {
    demo = await openDemo({
      prepare: (folder) => {
        mkdirSync(path.join(folder, 'elsewhere'));
        writeSparseModel(path.join(folder, HUGE), GIGABYTES * 1e9);
      },
      settings: { 'diffusionWorkbench.models.ignore': ['elsewhere/'] },
    });
    page = new DetailsPage(demo);
    await demo.workbench.treeRow('models').waitFor();
    await run('Diffusion Workbench: Annotate All');
    await demo.workbench.toast('identified').waitFor();
    await demo.workbench.clearToasts();
  });
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

  it('is what opens from the list of files, where only models have the extension', async () => {
    await demo.workbench.openFile('neon_city_style.safetensors');
    await heading('Neon City Style').waitFor();
    await demo.workbench.openFile('old_painter.ckpt');
    await heading('Old Painter').waitFor();
    await closeAll();
  });

  it('opens from the Problems panel', async () => {
    await run('View: Focus Problems');
    await screen().problems.filter({ hasText: 'cut short' }).first().dblclick();
    await heading('half_downloaded.safetensors').waitFor();
    await page.card.locator('.problem', { hasText: 'cut short' }).waitFor();
    await run('View: Hide Panel');
    await closeAll();
  });

  it('is offered for the other formats, and is one tab with that of the Models view', async () => {
    await demo.workbench.openFile('soft_light.pt');
    await run('View: Reopen Editor With...');
    await demo.workbench.pick('Model Card');
    await heading('Soft Light').waitFor();
    await click('Soft Light');
    assert.equal(await tabs(), 1);
    await closeAll();
  });

  it('shows what can be read of a huge model outside of the library, and saves what is typed', async () => {
    await demo.workbench.openFile('huge.safetensors');
    await heading('huge.safetensors').waitFor();
    const text = await page.card.locator('.card').innerText();
    assert.match(text, /7\.0 GB/);
    assert.match(text, /not among the models of the Models view/);
    await page.card.getByText('Not hashed yet.').waitFor();
    assert.equal(await page.button('fetch').count(), 0);
    await page.field('notes').fill('from a friend');
    await page.button('save').click();
    await page.status('Saved.').waitFor();
    assert.equal((await page.sidecar(HUGE)).notes, 'from a friend');
    // Not later either: a scan would take out again what saving has taken in.
    assert.equal(await page.card.locator('.outside').count(), 1);
    assert.equal(await page.button('fetch').count(), 0);
    await demo.workbench.screenshot('details-outside');
    await run('Diffusion Workbench: Undo Last Model or Image Change');
    await screen().dialog.getByRole('button', { name: 'Undo', exact: true }).click();
    await eventually(() => assert.ok(!existsSync(page.sidecarFile(HUGE))));
    await page.shows('notes', '');
    await closeAll();
  });

  it('is a preview that the next row replaces, and keeps the focus in the view', async () => {
    await click('Neon City Style');
    await screen().previewTab('neon_city_style.safetensors').waitFor();
    await demo.workbench.screenshot('details-preview');
    await click('Ink Wash');
    await screen().previewTab('ink_wash.safetensors').waitFor();
    assert.equal(await tabs(), 1);
    await screen().focusedRow.filter({ hasText: 'Ink Wash' }).waitFor();
  });

  it('is kept by a double click, and by what is typed into it', async () => {
    const kept = async (tab: string) => {
      await screen().activeTab(tab).waitFor();
      await screen().previewTab(tab).waitFor({ state: 'detached' });
    };
    await (await row('Watercolor Sketch')).dblclick();
    await heading('Watercolor Sketch').waitFor();
    await kept('watercolor_sketch.safetensors');
    await click('Neon City Style');
    await screen().previewTab('neon_city_style.safetensors').waitFor();
    await page.field('notes').fill('typed');
    await kept('neon_city_style.safetensors');
    await click('Ink Wash');
    assert.equal(await tabs(), 3);
    await click('Neon City Style');
    assert.equal(await tabs(), 3);
    await page.shows('notes', 'typed');
    await page.button('revert').click();
    await closeAll();
  });

  it('opens its picture large, and stays', async () => {
    await click('Neon City Style');
    const picture: Locator = page.button('openPicture');
    await picture.click();
    await screen()
      .tab(/neon_city_style.*\.(png|jpe?g|webp)/)
      .waitFor();
    assert.equal(await tabs(), 2);
    await screen().tab('neon_city_style.safetensors').click();
    await heading('Neon City Style').waitFor();
    await picture.hover();
    await demo.workbench.screenshot('details-picture');
  });
});
