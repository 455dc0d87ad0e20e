// What scripts/mochaLayer.mjs loads into each process that runs test files: no way out of this machine, nothing left open.
import { createRequire } from 'node:module';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { onlyLoopback } from '../test/support/loopbackOnly/guard.mjs';

const CLOSING_LIMIT_MS = 20_000;
const PAUSE_MS = 10;

process.setSourceMapsEnabled(true);
// Each test file is bundled with its own copy of signal-exit, which listens for every signal.
process.setMaxListeners(0);
/** @type {Set<string>} */
const foreign = new Set();
onlyLoopback((host) => foreign.add(host));
if (process.env.TEST_SHARED_BROWSER !== undefined) {
  const [{ shareBrowser }, { ensureChromium }] = await Promise.all([
    import('./browser.mjs'),
    import('./provision.mjs'),
  ]);
  await shareBrowser(await ensureChromium());
}
/** What keeps this process running at the end of a file without a fault: what did before it, and the timer of the hook. */
let expected = [...process.getActiveResourcesInfo(), 'Timeout'];

export const mochaHooks = {
  /** Runs once a file, after its last suite. @this {import('mocha').Context} */
  async afterAll() {
    this.timeout(0);
    const end = Date.now() + CLOSING_LIMIT_MS;
    // The timer of the hook starts with its first wait.
    do await delay(PAUSE_MS, undefined, { ref: false });
    while (leftOpen().length > 0 && Date.now() < end);
    const left = leftOpen();
    const asked = [...foreign];
    // The next file answers only for itself.
    expected = process.getActiveResourcesInfo();
    foreign.clear();
    forgetFiles();
    if (left.length > 0) throw new Error(`Still open after the tests: ${left.join(', ')}`);
    if (asked.length > 0) throw new Error(`Requests to other machines: ${asked.join(', ')}`);
  },
};

/** Lets go of the code of a file that has run: a large process starts others slowly, and has much to look through for garbage. */
function forgetFiles() {
  const { cache } = createRequire(import.meta.url);
  for (const [file, loaded] of Object.entries(cache)) {
    if (loaded === undefined || !file.endsWith('.test.js')) continue;
    Reflect.deleteProperty(cache, file);
    for (const other of Object.values(cache)) {
      const at = other?.children.indexOf(loaded) ?? -1;
      if (at >= 0) other?.children.splice(at, 1);
    }
  }
}

function leftOpen() {
  const open = process.getActiveResourcesInfo();
  for (const kind of expected) if (open.includes(kind)) open.splice(open.indexOf(kind), 1);
  return open;
}
