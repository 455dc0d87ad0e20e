import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { fakeHost } from './support/galleryPage';
import { inPage, serve } from './support/galleryServer';

describe('the page of a gallery where another level is blurred', () => {
  let server: Server;
  before(async () => (server = await serve()));
  after(() => server.close());

  const cell = (page: Page, number: string) => page.locator('.cell', { hasText: number });
  const blurAll = (page: Page, blurred: boolean) => page.evaluate(`blurAll(${blurred})`);
  const viewer = (page: Page, state: string) => page.locator(`.viewer${state}`).waitFor();
  async function shows(page: Page, number: string, tag: 'img' | 'canvas') {
    await cell(page, number).locator(tag).first().waitFor();
    assert.equal(await cell(page, number).locator('img, canvas').count(), 1);
  }

  it('shows it at once, in the grid and in the detail pane, but for what was revealed', async () => {
    await inPage(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, async (page) => {
      await page.evaluate(fakeHost, { count: 16 });
      await page.addScriptTag({ url: '/gallery.js' });
      await shows(page, '00004', 'canvas');
      await cell(page, '00004').locator('.reveal').click();
      await shows(page, '00004', 'img');
      await cell(page, '00002').dblclick();
      await viewer(page, ':not(.blurred)');
      await blurAll(page, true);
      for (const number of ['00001', '00002', '00005']) await shows(page, number, 'canvas');
      await viewer(page, '.blurred');
      await shows(page, '00004', 'img');
      await blurAll(page, false);
      for (const number of ['00001', '00002', '00004', '00005']) await shows(page, number, 'img');
      await viewer(page, ':not(.blurred)');
    });
  });

  it('keeps a comparison', async () => {
    await inPage(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, async (page) => {
      await page.evaluate(fakeHost, { count: 16 });
      await page.addScriptTag({ url: '/gallery.js' });
      await cell(page, '00002').click();
      await cell(page, '00003').click({ modifiers: ['Control'] });
      await page.getByRole('button', { name: 'Compare' }).click();
      const compared = page.locator('.compare:not([hidden])');
      await compared.waitFor();
      await blurAll(page, true);
      await shows(page, '00002', 'canvas');
      await compared.locator('.is-blurred').first().waitFor();
    });
  });
});
