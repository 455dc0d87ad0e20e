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
 * @param {{ cwd?: string, env?: Record<string, string>, quiet?: boolean }} [options] `quiet`: output only on failure
 * @returns {Promise<number>} the exit code; 1 when a signal ended it
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? process.cwd(),
      env: childEnvironment(options.env),
      stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      // npm and npx are batch files there.
      shell: process.platform === 'win32' && !path.isAbsolute(command),
    });
    /** @type {Buffer[]} */
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(output));
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
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .flatMap((folder) => endings.map((ending) => path.join(folder, name + ending)))
    .find((file) => existsSync(file));
}

/**
 * Ends a process and all its descendants: politely first, by force after three seconds. A group kill would miss
 * terminals, which have sessions of their own.
 * @param {number | undefined} pid
 */
export async function endTree(pid) {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    await run('taskkill', ['/PID', String(pid), '/T', '/F'], { quiet: true });
    return;
  }
  const tree = [pid, ...descendants(pid)];
  tree.forEach((each) => signal(each, 'SIGTERM'));
  for (let waited = 0; waited < 3000 && tree.some((each) => signal(each, 0)); waited += 100) await delay(100);
  tree.forEach((each) => signal(each, 'SIGKILL'));
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals | 0} name
 * @returns {boolean} whether the process was there
 */
function signal(pid, name) {
  try {
    return process.kill(pid, name) && !isZombie(pid);
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
