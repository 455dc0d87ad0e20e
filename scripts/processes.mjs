// Child processes of the scripts: run to the end, or started and later ended with all their descendants.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The pinned Node that the extension host and the tests run under; a machine's own may be older. */
export const pinnedNode = path.resolve(
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/**
 * The environment for what we start: the pinned Node first on the PATH, nothing of an editor around us.
 * @param {Record<string, string>} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(extra) {
  const inherited = Object.entries(process.env).filter(([key]) => !/^(VSCODE|ELECTRON)_/i.test(key));
  const pathKey = inherited.find(([key]) => key.toUpperCase() === 'PATH')?.[0] ?? 'PATH';
  const folders = [path.dirname(pinnedNode), path.resolve('node_modules/.bin')].filter(existsSync);
  const env = Object.fromEntries(inherited);
  return { ...env, [pathKey]: [...folders, env[pathKey]].join(path.delimiter), ...extra };
}

/**
 * Runs a command to its end with its output shown.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, quiet?: boolean, late?: boolean }} [options]
 *   `quiet`: output only on failure; `late`: output at the end, in one piece
 * @returns {Promise<number>} the exit code; 1 when a signal ended it
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? process.cwd(),
      env: childEnvironment(options.env),
      stdio: options.quiet || options.late ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      // npm and npx are batch files there.
      shell: process.platform === 'win32' && !path.isAbsolute(command),
    });
    /** @type {Buffer[]} */
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      // What was started is being ended: nothing may be started after it.
      if (ending) return;
      if (options.late || code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(code ?? 1);
    });
  });
}

/**
 * Like `run`, but anything other than exit code 0 is an error.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, quiet?: boolean }} [options]
 */
export async function mustRun(command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed with exit code ${code}`);
}

/**
 * The full path of a program on the PATH.
 * @param {string} name
 * @returns {string | undefined}
 */
export function findOnPath(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => endings.map((ending) => path.join(folder, name + ending)))
    .find((file) => existsSync(file));
}

/** How long a process that is ended politely may go on. */
const GRACE_MS = 3000;

/** Whether this process has been told to end. */
let ending = false;

/**
 * Calls `end` once when this process is told to end: by a signal, or by losing its parent. A terminal sends Ctrl+C to
 * every process, but a signal to npm alone may leave us without a parent.
 * @param {(exitCode: number) => Promise<void>} end
 */
export function onEnd(end) {
  const endOnce = (/** @type {number} */ exitCode) => {
    if (ending) return;
    ending = true;
    void end(exitCode);
  };
  for (const [name, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
    process.on(name, () => endOnce(128 + number));
  }
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && endOnce(128 + 15), 500).unref();
}

/** From now on, whatever ends this process ends everything that it has started, too. */
export function endChildrenOnEnd() {
  onEnd(async (exitCode) => {
    if (process.platform === 'win32') taskkill(process.pid);
    await endAll(() => descendants(process.pid), GRACE_MS);
    process.exit(exitCode);
  });
}

/**
 * Ends a process and all its descendants.
 * @param {number | undefined} pid
 * @param {number} [graceMs] after which they are ended by force; 0: at once
 */
export async function endTree(pid, graceMs = GRACE_MS) {
  if (pid === undefined) return;
  if (process.platform === 'win32') taskkill(pid);
  else await endAll(() => [pid, ...descendants(pid)], graceMs);
}

/**
 * Ends processes, politely first, then by force. A group kill would miss terminals, which have sessions of their own.
 * @param {() => number[]} list called until it names no new ones
 * @param {number} graceMs
 */
async function endAll(list, graceMs) {
  /** @type {Set<number>} */
  const tree = new Set();
  let size = -1;
  while (size < tree.size) {
    size = tree.size;
    for (const each of list()) {
      // A stopped process starts no others, which would be missed once their parent is gone.
      if (!tree.has(each) && signal(each, 'SIGSTOP')) tree.add(each);
    }
  }
  const all = [...tree];
  all.forEach((each) => signal(each, 'SIGTERM'));
  all.forEach((each) => signal(each, 'SIGCONT'));
  const end = Date.now() + graceMs;
  while (Date.now() < end && all.some((each) => signal(each, 0))) await delay(20);
  all.forEach((each) => signal(each, 'SIGKILL'));
}

/**
 * Ends a process and all its descendants on Windows.
 * @param {number} pid
 */
function taskkill(pid) {
  try {
    execFileSync('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore' });
  } catch {
    // It has ended already.
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals | 0} name
 * @returns {boolean} whether the process was there
 */
function signal(pid, name) {
  try {
    process.kill(pid, name);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

/**
 * A process that has ended but whose parent has not asked yet still answers to a signal.
 * @param {number} pid
 */
function isZombie(pid) {
  return process.platform === 'linux' && /^State:\s+Z/m.test(read(`/proc/${pid}/status`));
}

/**
 * @param {number} pid
 * @returns {number[]}
 */
function descendants(pid) {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const [child, parent] of allProcesses()) {
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  /** @type {(parent: number) => number[]} */
  const below = (parent) => (children.get(parent) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

/** @returns {[pid: number, parent: number][]} */
function allProcesses() {
  if (process.platform === 'linux') {
    // `ps` is not on every Debian.
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${name}/status`))?.[1])]);
  }
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0]) => [pid, parent]);
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // The process has ended meanwhile.
  }
}
