import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { openBrowser } from '../../scripts/browser.mjs';
import { endTree } from '../../scripts/processes.mjs';
import { ensureChromium } from '../../scripts/provision.mjs';
import { WorkbenchPage } from './support/workbenchPage';

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

  it('answers no request without the token of its address', async () => {
    const url = new URL(address);
    assert.match(url.searchParams.get('tkn') ?? '', /^[0-9a-f]{32}$/);
    url.searchParams.delete('tkn');
    const { status } = await fetch(url);
    assert.equal(status, 403);
  });

  it('opens the demo workspace, whose models its own Civitai knows', async () => {
    const foreign: string[] = [];
    const browser = await openBrowser(await ensureChromium(), (url) => foreign.push(url));
    try {
      const workbench = new WorkbenchPage(browser.page);
      await browser.page.goto(address);
      await workbench.untilUsable();
      await workbench.showContainer();
      await workbench.treeRow('demo').waitFor();
      await workbench.runCommand('Diffusion Workbench: Annotate All');
      await workbench.revealRow('Neon City Style');
      await workbench.screenshot('start');
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
