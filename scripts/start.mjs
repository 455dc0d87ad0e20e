// npm start [-- DIR]: a real VS Code with the extension, on a demo workspace or on the user's own folder.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { childEnvironment, endTree, findOnPath, mustRun, onEnd, pinnedNode } from './processes.mjs';
import { ensureDependencies, ensureVSCode } from './provision.mjs';
import { VSCodeServer } from './vscodeServer.mjs';

/** Settings of the VS Code that this starts: its own, never the user's. */
const SETTINGS = {
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

// npm runs its scripts in the folder of the project and says where the user was.
const calledFrom = process.env.INIT_CWD ?? process.cwd();
const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

/** What has been started, to be ended in reverse order. @type {(() => Promise<void>)[]} */
const started = [];
const ending = new AbortController();
onEnd(() => end(0));

try {
  await start(process.argv[2]);
  await end(0);
} catch (error) {
  // What was ended on purpose fails, too.
  if (!ending.signal.aborted) {
    console.error(error instanceof Error ? error.message : error);
    await end(1);
  }
}

/** @param {string | undefined} asked the user's folder; none: the demo */
async function start(asked) {
  const own = asked === undefined ? undefined : path.resolve(calledFrom, asked);
  if (own !== undefined && !(existsSync(own) && statSync(own).isDirectory())) {
    throw new Error(`There is no folder ${own}`);
  }
  await ensureDependencies();
  console.log('Building…');
  await mustRun(pinnedNode, ['esbuild.mjs']);
  const ownData = path.join(root, '.vscode-test/own');
  const { folder, data, settings } =
    own === undefined ? await startDemo() : { folder: own, data: ownData, settings: undefined };
  const code = hasDisplay() ? findOnPath('code') : undefined;
  if (code === undefined) await openServer(folder, data, settings);
  else await openDesktop(code, folder, data, settings);
}

/** Makes the demo workspace, which lives as long as this does, and starts the Civitai that knows its models. */
async function startDemo() {
  const home = mkdtempSync(path.join(tmpdir(), 'diffusion-workbench-'));
  started.push(() => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  const folder = path.join(home, 'demo');
  const child = spawn(pinnedNode, ['dist/test/demo/main.js', folder], {
    env: childEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(() => endTree(child.pid));
  const [line] = await Promise.race([
    new Promise((resolve) => createInterface(child.stdout).once('line', (...lines) => resolve(lines))),
    new Promise((_, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`The demo ended with exit code ${code}`)));
    }),
  ]);
  const { baseUrl } = JSON.parse(line);
  const settings = {
    ...SETTINGS,
    'diffusionWorkbench.civitai.baseUrl': baseUrl,
    ...standInTrainer(path.join(folder, 'models/loras')),
    // We have just made everything in it.
    'security.workspace.trust.enabled': false,
  };
  return { folder, data: path.join(home, 'vscode'), settings };
}

/** The demo trains without Python: a stand-in says what sd-scripts says. @param {string} loraDir */
function standInTrainer(loraDir) {
  return {
    'diffusionWorkbench.training.pythonPath': path.join(root, 'test/kohya/python'),
    'diffusionWorkbench.training.kohya.scriptPath': path.join(root, 'test/kohya/sd-scripts/train_network.py'),
    'diffusionWorkbench.training.kohya.workspace': '',
    'diffusionWorkbench.training.loraDir': loraDir,
  };
}

/**
 * @param {string} folder
 * @param {string} data
 * @param {Record<string, unknown> | undefined} settings
 */
async function openServer(folder, data, settings) {
  const server = await ensureVSCode();
  console.log('Starting VS Code…');
  const vscode = await VSCodeServer.start({
    server,
    data,
    token: true,
    extension: root,
    // The demo asks no other machine, not even for extensions.
    ...(settings === undefined ? { defaults: SETTINGS } : { settings, env: { EXTENSIONS_GALLERY: '{}' } }),
  });
  started.push(() => vscode.close());
  const url = vscode.url({ folder });
  console.log(`\nOpen this in a browser (Ctrl+C ends it):\n\n  ${url}\n`);
  if (hasDisplay()) openInBrowser(url);
  await vscode.ended();
  if (!ending.signal.aborted) throw new Error('VS Code has ended.');
}

/**
 * @param {string} code
 * @param {string} folder
 * @param {string} data
 * @param {Record<string, unknown> | undefined} settings
 */
async function openDesktop(code, folder, data, settings) {
  const user = path.join(data, 'user');
  const file = path.join(user, 'User/settings.json');
  mkdirSync(path.dirname(file), { recursive: true });
  if (settings !== undefined || !existsSync(file)) {
    writeFileSync(file, `${JSON.stringify(settings ?? SETTINGS, undefined, 2)}\n`);
  }
  console.log('Starting VS Code (close its window or press Ctrl+C to end)…');
  const args = [
    '--new-window',
    '--wait',
    '--user-data-dir',
    user,
    '--extensionDevelopmentPath',
    root,
    folder,
  ];
  // Electron refuses to run its sandbox as root.
  if (process.getuid?.() === 0) args.unshift('--no-sandbox');
  const child = spawn(code, args, {
    // The jobs of the demo are no jobs of the user's.
    env: childEnvironment(
      settings === undefined ? {} : { DIFFUSION_WORKBENCH_DATA: path.join(data, 'data') },
    ),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  started.push(() => endTree(child.pid));
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
}

function hasDisplay() {
  if (process.platform !== 'linux') return process.env.SSH_CONNECTION === undefined;
  return [process.env.DISPLAY, process.env.WAYLAND_DISPLAY].some(Boolean);
}

/** @param {string} url */
function openInBrowser(url) {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? // `start` would read a quoted first argument as a title, and `&` for the end of the command.
          ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const opener = spawn(command, args, { stdio: 'ignore', detached: true });
  // The address has been printed: without a browser nothing is lost.
  opener.on('error', () => undefined);
  opener.unref();
}

/**
 * Ends everything that was started, the last first, and this process.
 * @param {number} code
 */
async function end(code) {
  if (ending.signal.aborted) return;
  ending.abort();
  for (const close of started.reverse()) await close();
  process.exit(code);
}
