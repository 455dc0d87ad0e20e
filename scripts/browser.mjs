// Headless Chromium, kept to this machine.
import { chromium } from 'playwright-core';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Playwright's own way to refuse requests stops each of them and turns the browser's cache off.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
];

/** A journey runs most of VS Code a few times only: compiled at once and simply, it takes a seventh less of the machine. */
const FOR_JOURNEYS = ['--js-flags=--always-sparkplug'];

/** How a request to a host fails that the rule above lets nothing find. */
const REFUSED = 'net::ERR_NAME_NOT_RESOLVED';

/** Where a process keeps the browser of all its windows. Test files are bundled, each with its own copy of this module. */
const SHARED = Symbol.for('diffusion-workbench.test.browser');
const kept = /** @type {Record<symbol, import('playwright-core').Browser | undefined>} */ (
  /** @type {unknown} */ (globalThis)
);

/**
 * Starts the browser that the windows of this process share from now on: its start costs as much as a page of VS Code.
 * It ends with the process.
 * @param {string} executable (`ensureChromium`)
 * @returns {Promise<void>}
 */
export async function shareBrowser(executable) {
  kept[SHARED] = await launch(executable, FOR_JOURNEYS);
}

/**
 * Opens a browser window that knows nothing of others, and whose requests to any other machine are refused and reported.
 * @param {string} executable (`ensureChromium`)
 * @param {(url: string) => void} onForeignRequest
 * @returns {Promise<{ page: import('playwright-core').Page, close: () => Promise<void> }>}
 */
export async function openBrowser(executable, onForeignRequest) {
  // One that has crashed is of no use to those who come later.
  const shared = kept[SHARED]?.isConnected() ? kept[SHARED] : undefined;
  const browser = shared ?? (await launch(executable));
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  // What the service worker of a webview answers goes by the name of another host, too, but is never looked up.
  context.on('requestfailed', (request) => {
    if (request.failure()?.errorText === REFUSED) onForeignRequest(request.url());
  });
  context.on('page', (page) =>
    page.on('websocket', (socket) => {
      if (!isLoopback(new URL(socket.url()).hostname)) onForeignRequest(socket.url());
    }),
  );
  const page = await context.newPage();
  return { page, close: () => (shared ? context : browser).close() };
}

/**
 * @param {string} executable
 * @param {readonly string[]} [flags] beside those that all have
 */
function launch(executable, flags = []) {
  const root = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: executable,
    // Chromium refuses to run its sandbox as root, which is who tests are in a container.
    args: [...FLAGS, ...flags, ...(root ? ['--no-sandbox'] : [])],
  });
}

/** @param {string} host */
function isLoopback(host) {
  return host === '127.0.0.1' || host === 'localhost' || host.endsWith('.localhost');
}
