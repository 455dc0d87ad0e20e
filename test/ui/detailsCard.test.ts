import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import type { Sidecar } from '../../src/core/models/sidecar/fields';
import { type Demo, shareDemo } from './support/demo';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { SCREENSHOTS } from './support/workbenchPage';

const HOSTILE =
  '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>Plain words.';

describe('Details', () => {
  let demo: Demo;
  let card: FrameLocator;
  const model = (name: string) => path.join(demo.workbench.folder, 'models/loras', name);
  const sidecar = async (name: string) =>
    JSON.parse(await readFile(`${model(name)}.metadata.json`, 'utf8')) as Sidecar;
  const run = (title: string) => demo.workbench.runCommand(`Diffusion Workbench: ${title}`);
  const open = async (row: string) => {
    await (await demo.workbench.revealRow(row)).click();
    await card.locator('h1', { hasText: path.parse(row).name }).waitFor();
  };
  const value = (selector: string) => card.locator(selector).inputValue();

  before(async () => {
    demo = await shareDemo();
    card = demo.workbench.webview;
    await demo.workbench.treeRow('models').waitFor();
    await run('Annotate All');
    await demo.workbench.toast('not on Civitai').waitFor();
    await demo.workbench.clearToasts();
  });
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

  it('shows the card: preview, state, hashes, sources, trigger words and how the LoRA was trained', async () => {
    await open('Neon City Style');
    const preview = card.locator('img.preview');
    await eventually(async () => {
      const width = await preview.evaluate((image) =>
        image instanceof HTMLImageElement ? image.naturalWidth : 0,
      );
      assert.ok(width > 0, 'the preview is not shown');
    });
    const text = await card.locator('body').innerText();
    for (const shown of [
      /^Identified$/m,
      /AutoV2\s+[0-9A-F]{10}/,
      /SHA-256\s+[0-9a-f\s]{64}/,
      /from Civitai/,
      /Training, from the file/,
      /neon city/,
    ]) {
      assert.match(text, shown);
    }
    await demo.workbench.screenshot('details-dark');
  });

  it('saves what the user types, by Ctrl+S too, as theirs', async () => {
    await card.locator('#field-name input').fill('My city');
    await card.locator('#field-notes textarea').fill('Best at night.');
    await card.locator('[data-key=save]').click();
    await eventually(async () =>
      assert.equal((await sidecar('neon_city_style.safetensors')).name, 'My city'),
    );
    await card.locator('#field-trigger_words textarea').fill('mine\nalso mine');
    await card.locator('#field-trigger_words textarea').press('Control+s');
    await eventually(async () => {
      const { trigger_words, notes, field_sources } = await sidecar('neon_city_style.safetensors');
      assert.deepEqual(trigger_words, ['mine', 'also mine']);
      assert.equal(notes, 'Best at night.');
      assert.equal(field_sources?.trigger_words, 'user');
      assert.equal(field_sources.name, 'user');
    });
    await demo.workbench.treeRow('My city').waitFor();
  });

  it('keeps it through a fetch, shows the difference, and takes Civitai’s in one click', async () => {
    await card.locator('[data-key=fetch]').click();
    await demo.workbench.answer('');
    await card.locator('[data-key=offer-name]').waitFor();
    assert.equal(await value('#field-name input'), 'My city');
    assert.match(await card.locator('body').innerText(), /Civitai says:?\s+Neon City Style/);
    await demo.workbench.screenshot('details-offer');
    await card.locator('[data-key=offer-name]').click();
    await eventually(async () => assert.equal(await value('#field-name input'), 'Neon City Style'));
    const { name, trigger_words, field_sources } = await sidecar('neon_city_style.safetensors');
    assert.equal(name, 'Neon City Style');
    assert.equal(field_sources?.name, 'civitai');
    assert.deepEqual(trigger_words, ['mine', 'also mine']);
  });

  it('comes back after the window is reloaded, with what was typed and not saved', async () => {
    await card.locator('#field-notes textarea').fill('Not saved yet.');
    await card.locator('.status', { hasText: /unsaved|not saved/i }).waitFor();
    await run('Refresh');
    await demo.workbench.runCommand('Developer: Reload Window');
    await demo.workbench.untilUsable();
    await card.locator('h1', { hasText: 'Neon City Style' }).waitFor({ timeout: 60_000 });
    await eventually(async () => assert.equal(await value('#field-notes textarea'), 'Not saved yet.'));
    await card.locator('[data-key=revert]').click();
    await eventually(async () => assert.equal(await value('#field-notes textarea'), 'Best at night.'));
  });

  it('shows text from the network as text, and runs nothing of it', async () => {
    const file = model('ink_wash.safetensors');
    const current = await sidecar('ink_wash.safetensors');
    await writeFile(
      `${file}.metadata.json`,
      JSON.stringify({
        ...current,
        description: HOSTILE,
        trigger_words: [HOSTILE],
        preview_path: '../../../etc/passwd',
      }),
    );
    await run('Refresh');
    await open('Ink Wash');
    await eventually(async () => assert.match(await value('#field-description textarea'), /Plain words\./));
    assert.equal(await card.locator('body').evaluate(() => document.title), 'Model details');
    assert.equal(await card.locator('img.preview').count(), 0);
    const policy = await card.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    assert.match(policy ?? '', /default-src 'none'/);
    assert.doesNotMatch(policy ?? '', /unsafe-inline|unsafe-eval|https:(?!\/\/)/);
  });

  it('says of a file that is no model what it is and what to do', async () => {
    await open('half_downloaded.safetensors');
    const text = await card.locator('.problem').innerText();
    assert.match(text, /cut short/);
    await demo.workbench.screenshot('details-refused');
  });

  it('refuses to save over a sidecar that is broken, and leaves it as it is', async () => {
    const broken = `${model('broken_sidecar.safetensors')}.metadata.json`;
    const before = await readFile(broken, 'utf8');
    await open('broken_sidecar.safetensors');
    await card.locator('#field-notes textarea').fill('lost?');
    await card.locator('[data-key=save]').click();
    await card.locator('.status', { hasText: /left alone/ }).waitFor();
    assert.equal(await readFile(broken, 'utf8'), before);
  });

  if (SCREENSHOTS) {
    it('can be read in every theme, and in a narrow column', async () => {
      await open('Watercolor Sketch');
      await demo.workbench.screenshots('details', ['light', 'high-contrast', 'high-contrast-light', 'dark']);
      await demo.workbench.page.setViewportSize({ width: 720, height: 800 });
      await demo.workbench.screenshot('details-narrow');
    });
  }
});
