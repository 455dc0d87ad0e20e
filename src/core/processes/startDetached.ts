import * as l10n from '@vscode/l10n';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Problem } from '../problem/problem';
import { errnoOf, toProblem } from '../problem/toProblem';
import { identityOf, type ProcessIdentity } from './identity';

export interface StartOptions {
  /** The program and its arguments; there is no shell in between. */
  readonly command: readonly [program: string, ...args: string[]];
  readonly cwd: string;
  /** All of its environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the file that its output is appended to. */
  readonly stdout: string;
  /** The same for its errors; by default, the same file. */
  readonly stderr?: string;
}

export interface StartedProcess {
  readonly identity: ProcessIdentity;
  /** How it ended: for the process that started it, as long as that lives. It keeps nobody waiting. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }>;
}

/**
 * Starts a process that outlives this one: in a session (POSIX) or console (Windows) of its own, without input.
 * @throws Problem where it cannot be started, or a log file cannot be opened
 */
export async function startDetached(options: StartOptions): Promise<StartedProcess> {
  await requireFolder(options.cwd);
  const stdout = await openLog(options.stdout);
  try {
    const ownStderr = options.stderr === undefined ? undefined : await openLog(options.stderr);
    try {
      return await start(options, stdout.fd, (ownStderr ?? stdout).fd);
    } finally {
      await ownStderr?.close();
    }
  } finally {
    await stdout.close();
  }
}

async function start(
  { command: [program, ...args], cwd, env }: StartOptions,
  stdout: number,
  stderr: number,
): Promise<StartedProcess> {
  try {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', stdout, stderr],
      detached: true,
      windowsHide: true,
    });
    // Asked for before anything else happens: later, it may have ended and be gone.
    const identity = child.pid === undefined ? undefined : identityOf(child.pid);
    const ended = new Promise<Awaited<StartedProcess['ended']>>((resolve) =>
      child.once('exit', (exitCode, signal) => resolve({ exitCode, signal })),
    );
    await once(child, 'spawn');
    child.unref();
    return { identity: (await identity) ?? { pid: Number(child.pid), startTime: '' }, ended };
  } catch (error) {
    throw notStarted(error, program);
  }
}

async function requireFolder(path: string): Promise<void> {
  await stat(path).catch((error: unknown) => {
    throw toProblem(error, basename(path));
  });
}

async function openLog(path: string): Promise<FileHandle> {
  return await open(path, 'a').catch((error: unknown) => {
    throw toProblem(error, basename(path));
  });
}

function notStarted(error: unknown, program: string): Problem {
  if (errnoOf(error) !== 'ENOENT') return toProblem(error, basename(program));
  return new Problem(
    'missing',
    l10n.t('The program {0} was not found.', basename(program)),
    l10n.t('Install it, or check the setting that names it.'),
    { cause: error },
  );
}
