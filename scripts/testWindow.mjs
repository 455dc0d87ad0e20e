// A window of a real VS Code for tests: fresh data, no way out of this machine.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBrowser } from './browser.mjs';
import { ensureChromium, ensureVSCode } from './provision.mjs';
import { TEST_SETTINGS } from './testSettings.mjs';
import { VSCodeServer, writeMachineSettings } from './vscodeServer.mjs';

/**
 * Those of VS Code's own extensions that the extension has to do with: its themes, JSON, settings and Markdown. Starting
 * without the other ninety takes a seventh less of the machine. `npm start`, the tests of the host and those of the
 * packages run beside them all.
 */
const BUILT_IN = [
  ...['theme-defaults', 'theme-seti', 'configuration-editing'],
  ...['json', 'json-language-features', 'markdown-basics'],
];

/** A VS Code server and one browser page on it. */
export class TestWindow {
  /** @readonly @type {import('playwright-core').Page} */
  page;
  /** Where a test may keep its workspace; removed with the window. @readonly @type {string} */
  folder;
  #server;
  #closeBrowser;
  #foreign;

  /**
   * @param {string} folder
   * @param {VSCodeServer} server
   * @param {Awaited<ReturnType<typeof openBrowser>>} browser
   * @param {string[]} foreign
   */
  constructor(folder, server, browser, foreign) {
    this.folder = folder;
    this.page = browser.page;
    this.#server = server;
    this.#closeBrowser = browser.close;
    this.#foreign = foreign;
  }

  /**
   * Starts both; the page is still empty.
   * @param {object} [options]
   * @param {Record<string, unknown>} [options.settings] beside those every test has
   * @param {Record<string, string>} [options.env]
   * @param {string} [options.vsix] a package to install instead of the extension as it is built here
   * @param {boolean} [options.driver] see `VSCodeServer.start`; the address names the extension then
   * @returns {Promise<TestWindow>}
   */
  static async start(options = {}) {
    const chromium = await ensureChromium();
    const server = await ensureVSCode();
    const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-workbench-'));
    const data = path.join(folder, 'vscode');
    mkdirSync(path.join(data, 'extensions'), { recursive: true });
    cpSync('test/support/loopbackOnly', path.join(data, 'extensions/test.loopback-only-1.0.0'), {
      recursive: true,
    });
    if (options.vsix !== undefined) await VSCodeServer.install(server, data, options.vsix);
    const settings = { ...TEST_SETTINGS, ...options.settings };
    const env = {
      EXTENSIONS_GALLERY: '{}',
      TEST_FOREIGN_REQUESTS: path.join(folder, 'foreign.log'),
      // The user's own must not reach a test.
      CIVITAI_TOKEN: '',
      CIVITAI_API_KEY: '',
      ...options.env,
    };
    const { vsix, driver = false } = options;
    const extension = vsix === undefined && !driver ? { extension: '.', builtIn: BUILT_IN } : {};
    const vscode = await VSCodeServer.start({ server, data, env, settings, driver, ...extension });
    /** @type {string[]} */
    const foreign = [];
    try {
      const browser = await openBrowser(chromium, (url) => foreign.push(url));
      return new TestWindow(folder, vscode, browser, foreign);
    } catch (error) {
      await vscode.close();
      throw error;
    }
  }

  /** Where packages are installed, one folder each. */
  get extensionsFolder() {
    return path.join(this.folder, 'vscode/extensions');
  }

  /**
   * The address of a window on this server (see `VSCodeServer.url`).
   * @param {Parameters<VSCodeServer['url']>[0]} window
   */
  url(window) {
    return this.#server.url(window);
  }

  /**
   * The processes that run the extensions.
   * @returns {readonly number[]}
   */
  get extensionHosts() {
    return this.#server.extensionHosts;
  }

  /** Keeps it for as long as this process runs, where it is not closed before. */
  endWithProcess() {
    this.#server.endWithProcess();
    process.once('exit', () => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Removes what extensions have stored as files. */
  forget() {
    for (const name of ['data', 'user/User/globalStorage', 'user/User/workspaceStorage'])
      rmSync(path.join(this.folder, 'vscode', name), { recursive: true, force: true });
  }

  /**
   * Has these settings of the machine in the place of those before; others that are given are not written.
   * @param {Record<string, unknown>} settings beside those every test has
   */
  setMachineSettings(settings) {
    writeMachineSettings(path.join(this.folder, 'vscode/user'), { ...TEST_SETTINGS, ...settings });
  }

  /**
   * Changes settings of the machine while VS Code runs, as if their file had been edited.
   * @param {Record<string, unknown>} changes
   */
  changeMachineSettings(changes) {
    const file = path.join(this.folder, 'vscode/user/Machine/settings.json');
    const settings = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...settings, ...changes }));
  }

  /** Kills what runs the extensions, as a crash does. */
  killExtensionHost() {
    this.#server.killExtensionHost();
  }

  /** Ends both. Throws where the page or an extension has asked another machine. */
  async close() {
    await this.#closeBrowser();
    await this.#server.close();
    try {
      this.checkRequests();
    } finally {
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  }

  /** Throws where the page or an extension has asked another machine since the last time. */
  checkRequests() {
    const record = path.join(this.folder, 'foreign.log');
    const foreign = this.#foreign.splice(0);
    if (existsSync(record)) foreign.push(...readFileSync(record, 'utf8').trim().split('\n'));
    rmSync(record, { force: true });
    if (foreign.length > 0)
      throw new Error(`Requests to other machines:\n${[...new Set(foreign)].join('\n')}`);
  }
}
