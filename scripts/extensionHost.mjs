// Runs a module inside the extension host of a real VS Code, as its test harness does.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { TestWindow } from './testWindow.mjs';

const TIME_LIMIT_MS = 10 * 60_000;

/**
 * Opens a workspace with the extension, and calls `run()` of a built module in the extension host.
 * @param {object} options
 * @param {string} options.module its path
 * @param {string} options.record where the whole log goes
 * @param {(line: string) => void} options.onLine each line that the editor or the module logs
 * @param {Record<string, string>} [options.env] what the module sees beside the usual
 * @param {string} [options.folder] the workspace; an empty one where absent
 * @returns {Promise<number>} 0, or not 0 where `run()` threw
 */
export async function runInExtensionHost({ module, record, onLine, env = {}, folder }) {
  const window = await TestWindow.start({ env, driver: true });
  try {
    const workspace = folder ?? path.join(window.folder, 'workspace');
    mkdirSync(workspace, { recursive: true });
    const tests = path.resolve(module);
    return await runInPage(
      window.page,
      window.url({ folder: workspace, extension: '.', tests }),
      record,
      onLine,
    );
  } finally {
    await window.close();
  }
}

/**
 * VS Code calls two functions on the page's window: one for each line of a log, one at the end.
 * @param {import('playwright-core').Page} page
 * @param {string} url
 * @param {string} record
 * @param {(line: string) => void} onLine
 * @returns {Promise<number>}
 */
async function runInPage(page, url, record, onLine) {
  /** @type {string[]} */
  const log = [];
  const onLog = (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
    const text = format(...args);
    log.push(`${type} ${text}`);
    onLine(text);
  };
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      const minutes = TIME_LIMIT_MS / 60_000;
      const late = () => reject(new Error(`The extension host did not end within ${minutes} minutes.`));
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
    mkdirSync(path.dirname(record), { recursive: true });
    writeFileSync(record, log.join('\n'));
  }
}
