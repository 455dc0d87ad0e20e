import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { openBrowser } from '../../scripts/browser.mjs';
import { endTree } from '../../scripts/processes.mjs';
import { ensureChromium } from '../../scripts/provision.mjs';

describe('npm start', () => {
  let start: ChildProcess;
  let address: string;

  before(async () => {
    const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' };
    start = spawn(process.execPath, ['scripts/start.mjs'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    assert.ok(start.stdout);
    for await (const line of createInterface(start.stdout)) {
      address = line.trim();
      if (address.startsWith('http')) break;
    }
  });
  after(() => endTree(start.pid));

  it('is for nobody without the token of its address', async () => {
    const url = new URL(address);
    assert.match(url.searchParams.get('tkn') ?? '', /^[0-9a-f]{32}$/);
    url.searchParams.delete('tkn');
    const { status } = await fetch(url);
    assert.equal(status, 403);
  });

  it('opens the demo workspace with the extension', async () => {
    const foreign: string[] = [];
    const browser = await openBrowser(await ensureChromium(), (url) => foreign.push(url));
    try {
      const { page } = browser;
      await page.goto(address);
      await page.locator('.activitybar .action-item:has([aria-label^="Diffusion Workbench"])').click();
      await page.locator('.sidebar').getByText('neon_city_style').first().waitFor();
      await page.screenshot({ path: 'test-results/start.png' });
    } finally {
      await browser.close();
    }
    assert.deepEqual(foreign, []);
  });

  it('ends everything it started on Ctrl+C', async () => {
    const closed = once(start, 'exit');
    start.kill('SIGINT');
    assert.deepEqual(await closed, [0, null]);
    await assert.rejects(fetch(address));
  });
});
