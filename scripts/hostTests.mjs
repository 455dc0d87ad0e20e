// Runs test/host inside the extension host of a real VS Code.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { TestWindow } from './testWindow.mjs';

const TIME_LIMIT_MS = 10 * 60_000;
/** How test/host/index.ts marks its lines among those of the editor. */
const MARK = '[test] ';

const record = process.env['TEST_COUNTS_FILE'];
process.exitCode = await runHostTests(record === undefined ? {} : { TEST_COUNTS_FILE: record });

/**
 * @param {Record<string, string>} env what the tests see beside the usual
 * @returns {Promise<number>} the exit code of the tests
 */
async function runHostTests(env) {
  const window = await TestWindow.start({ env });
  try {
    const workspace = path.join(window.folder, 'workspace');
    mkdirSync(workspace);
    const tests = path.resolve('dist/test/host/index.js');
    return await runInPage(window.page, window.url({ folder: workspace, extension: '.', tests }));
  } finally {
    await window.close();
  }
}

/**
 * VS Code calls two functions on the page's window: one for each line of a log, one at the end.
 * @param {import('playwright-core').Page} page
 * @param {string} url
 * @returns {Promise<number>}
 */
async function runInPage(page, url) {
  /** @type {string[]} */
  const log = [];
  const onLog = (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
    const text = format(...args);
    log.push(`${type} ${text}`);
    if (text.startsWith(MARK)) console.log(text.slice(MARK.length));
  };
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      const minutes = TIME_LIMIT_MS / 60_000;
      const late = () => reject(new Error(`The host tests did not end within ${minutes} minutes.`));
      timer = setTimeout(late, TIME_LIMIT_MS);
      page.on('crash', () => reject(new Error('The browser page crashed.')));
      Promise.all([
        page.exposeFunction('codeAutomationLog', onLog),
        page.exposeFunction('codeAutomationExit', resolve),
      ])
        .then(() => page.goto(url))
        .catch(reject);
    });
  } finally {
    clearTimeout(timer);
    mkdirSync('test-results', { recursive: true });
    writeFileSync('test-results/host.log', log.join('\n'));
  }
}
