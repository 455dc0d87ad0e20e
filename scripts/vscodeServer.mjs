// A real VS Code: its server from npm, bound to this machine only, seen through a browser.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { childEnvironment, endTree, mustRun, pinnedNode } from './processes.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {string} server folder of the VS Code server (`ensureVSCode`)
 * @property {string} data folder for user data, extensions and server data; made where it is missing
 * @property {Record<string, unknown>} [settings] user settings; written over those that are there
 * @property {Record<string, unknown>} [defaults] user settings; written only where there are none yet
 * @property {string} [extension] folder of an extension to run as it lies there
 * @property {readonly string[]} [builtIn] those of VS Code's own extensions to run; all of them where absent
 * @property {boolean} [driver] lets an address name an extension under development and its tests; shows no toasts
 * @property {boolean} [token] guards the address by a connection token
 * @property {Record<string, string>} [env]
 * @property {(line: string) => void} [onOutput] what the server prints
 */

/**
 * Writes those of the extension's settings that are of one machine, such as the path of Python: VS Code does not take them
 * from the user's, who may sit at another machine than the server's.
 * @param {string} user the folder of user data
 * @param {Record<string, unknown>} settings
 */
export function writeMachineSettings(user, settings) {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));
  const isOfMachine = (/** @type {string} */ key) =>
    String(contributes.configuration.properties[key]?.scope).startsWith('machine');
  const ofMachine = Object.entries(settings).filter(([key]) => isOfMachine(key));
  if (ofMachine.length === 0) return;
  const file = path.join(user, 'Machine/settings.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, json(Object.fromEntries(ofMachine)));
}

/** A running VS Code server. `close()` ends it and everything it started. */
export class VSCodeServer {
  /** @readonly @type {string} the user settings file */
  settingsFile;
  #process;
  #origin;
  #token;

  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {string} origin
   * @param {string | undefined} token
   * @param {string} settingsFile
   */
  constructor(child, origin, token, settingsFile) {
    this.#process = child;
    this.#origin = origin;
    this.#token = token;
    this.settingsFile = settingsFile;
  }

  /**
   * Starts it on a free port of 127.0.0.1 and waits until it answers.
   * @param {ServerOptions} options
   * @returns {Promise<VSCodeServer>}
   */
  static async start(options) {
    const folder = (/** @type {string} */ name) => path.resolve(options.data, name);
    const settingsFile = path.join(folder('user'), 'User/settings.json');
    mkdirSync(path.dirname(settingsFile), { recursive: true });
    if (options.settings !== undefined) writeFileSync(settingsFile, json(options.settings));
    else if (!existsSync(settingsFile)) writeFileSync(settingsFile, json(options.defaults ?? {}));
    writeMachineSettings(folder('user'), options.settings ?? {});
    if (options.extension !== undefined) linkExtension(options.extension, folder('extensions'));
    if (options.builtIn !== undefined) linkBuiltIn(options.server, options.builtIn, folder('built-in'));
    const token = options.token ? randomBytes(16).toString('hex') : undefined;
    const port = await choosePort(folder('port'));
    const child = spawn(
      pinnedNode,
      [
        path.join(options.server, 'out/server-main.js'),
        ...['--host', '127.0.0.1', '--port', String(port)],
        ...(token === undefined ? ['--without-connection-token'] : ['--connection-token', token]),
        ...['--accept-server-license-terms', '--telemetry-level', 'off'],
        ...(options.driver ? ['--enable-smoke-test-driver'] : []),
        ...['--user-data-dir', folder('user'), '--extensions-dir', folder('extensions')],
        ...['--server-data-dir', folder('server')],
        ...(options.builtIn === undefined ? [] : ['--builtin-extensions-dir', folder('built-in')]),
      ],
      {
        // What can be undone belongs to this profile, not to the user's own editor.
        env: childEnvironment({ DIFFUSION_WORKBENCH_DATA: folder('data'), ...options.env }),
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    try {
      await untilReady(child, options.onOutput);
    } catch (error) {
      await endTree(child.pid);
      throw error;
    }
    return new VSCodeServer(child, `http://127.0.0.1:${port}`, token, settingsFile);
  }

  /**
   * Installs a package for the server that will start on the same data.
   * @param {string} server
   * @param {string} data
   * @param {string} vsix
   */
  static async install(server, data, vsix) {
    await mustRun(
      pinnedNode,
      [
        path.join(server, 'out/server-main.js'),
        ...['--install-extension', path.resolve(vsix), '--accept-server-license-terms'],
        ...['--extensions-dir', path.resolve(data, 'extensions')],
        ...['--user-data-dir', path.resolve(data, 'user'), '--server-data-dir', path.resolve(data, 'server')],
      ],
      { quiet: true, env: { EXTENSIONS_GALLERY: '{}' } },
    );
  }

  /**
   * The address of a window.
   * @param {object} window
   * @param {string} [window.folder] the folder or `.code-workspace` to open; none: an empty window
   * @param {string} [window.extension] folder of an extension under development; needs the driver
   * @param {string} [window.tests] module whose `run()` the extension host runs; needs the driver
   * @returns {string}
   */
  url({ folder, extension, tests }) {
    const url = new URL(this.#origin);
    if (this.#token !== undefined) url.searchParams.set('tkn', this.#token);
    if (folder !== undefined) {
      const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
      url.searchParams.set(kind, remotePath(folder));
    } else url.searchParams.set('ew', 'true');
    const payload = [
      ...(extension === undefined ? [] : [['extensionDevelopmentPath', remoteUri(extension)]]),
      ...(tests === undefined ? [] : [['extensionTestsPath', remoteUri(tests)]]),
      ['skipWelcome', 'true'],
    ];
    url.searchParams.set('payload', JSON.stringify(payload));
    return url.href;
  }

  /** Resolves when the server has ended, whatever ended it. */
  async ended() {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    await new Promise((resolve) => this.#process.once('exit', resolve));
  }

  /**
   * The processes that run the extensions of its windows.
   * @returns {number[]}
   */
  get extensionHosts() {
    const rows = execFileSync('ps', ['-axww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
    return rows.flatMap((row) => {
      const [, pid, parent, line = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
      return Number(parent) === this.#process.pid && line.includes('--type=extensionHost')
        ? [Number(pid)]
        : [];
    });
  }

  /** Kills the processes that run the extensions of its windows, as a crash does. */
  killExtensionHost() {
    for (const pid of this.extensionHosts) process.kill(pid, 'SIGKILL');
  }

  /** Lets this process end before the server, which ends with it then. */
  endWithProcess() {
    this.#process.unref();
    for (const output of [this.#process.stdout, this.#process.stderr])
      /** @type {import('node:net').Socket | null} */ (output)?.unref();
    process.once('exit', () => {
      if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
      this.killExtensionHost();
      this.#process.kill();
    });
  }

  /** Ends the server, its extension hosts and terminals. */
  async close() {
    await endTree(this.#process.pid);
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {((line: string) => void) | undefined} onOutput
 * @returns {Promise<void>}
 */
function untilReady(child, onOutput) {
  return new Promise((resolve, reject) => {
    let output = '';
    const late = setTimeout(() => reject(new Error(`VS Code did not start:\n${output}`)), 60_000);
    const onData = (/** @type {Buffer} */ data) => {
      onOutput?.(data.toString());
      if (output.length < 100_000) output += data.toString();
      if (output.includes('Web UI available')) {
        clearTimeout(late);
        resolve();
      }
    };
    // Read to the end, or a full pipe would stop the server.
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`VS Code ended with exit code ${code}:\n${output}`));
    });
  });
}

/**
 * An installed extension, unlike one under development, needs no driver, which would keep notifications from being
 * shown.
 * @param {string} extension
 * @param {string} extensions the folder of installed extensions
 */
function linkExtension(extension, extensions) {
  const { publisher, name } = JSON.parse(readFileSync(path.join(extension, 'package.json'), 'utf8'));
  const link = path.join(extensions, `${publisher}.${name}`);
  mkdirSync(extensions, { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(path.resolve(extension), link, 'junction');
}

/**
 * @param {string} server
 * @param {readonly string[]} names
 * @param {string} folder that is to hold these and no others
 */
function linkBuiltIn(server, names, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const name of names) {
    symlinkSync(path.resolve(server, 'extensions', name), path.join(folder, name), 'junction');
  }
}

/**
 * A free port of 127.0.0.1, the same as last time if it can be had: browsers keep what they remember of a VS Code
 * (secrets, open editors) by its address.
 * @param {string} record file that remembers the port
 * @returns {Promise<number>}
 */
async function choosePort(record) {
  const last = existsSync(record) ? Number(readFileSync(record, 'utf8')) : 0;
  const port = await bindOnce(last).catch(() => bindOnce(0));
  writeFileSync(record, String(port));
  return port;
}

/**
 * @param {number} port 0: any
 * @returns {Promise<number>}
 */
function bindOnce(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      const bound = address !== null && typeof address === 'object' ? address.port : 0;
      probe.close(() => resolve(bound));
    });
  });
}

/** @param {string} file */
function remotePath(file) {
  const slashes = path.resolve(file).replaceAll('\\', '/');
  return slashes.startsWith('/') ? slashes : `/${slashes}`;
}

/** @param {string} file */
function remoteUri(file) {
  return `vscode-remote://remote${encodeURI(remotePath(file))}`;
}

/** @param {unknown} value */
function json(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
