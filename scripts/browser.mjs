// Headless Chromium, kept to this machine.
import { chromium } from 'playwright-core';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Opens a browser window whose requests to any other machine are refused and reported.
 * @param {string} executable (`ensureChromium`)
 * @param {(url: string) => void} onForeignRequest
 * @returns {Promise<{ page: import('playwright-core').Page, close: () => Promise<void> }>}
 */
export async function openBrowser(executable, onForeignRequest) {
  const root = process.getuid?.() === 0;
  const browser = await chromium.launch({
    executablePath: executable,
    // Chromium refuses to run its sandbox as root, which is who tests are in a container.
    args: [...FLAGS, ...(root ? ['--no-sandbox'] : [])],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.route(
    (url) => /^(https?|wss?):$/.test(url.protocol) && !isLoopback(url.hostname),
    async (route) => {
      onForeignRequest(route.request().url());
      await route.abort();
    },
  );
  const page = await context.newPage();
  return { page, close: () => browser.close() };
}

/** @param {string} host */
function isLoopback(host) {
  return host === '127.0.0.1' || host === 'localhost' || host.endsWith('.localhost');
}
