import { spawn } from 'node:child_process';
import { windowsProgram } from './run';

/** How a program that was asked something ended. */
export interface ProgramEnd {
  /** Undefined where it could not be started, or was ended. */
  readonly code: number | undefined;
  readonly stdout: string;
  /** The end of its error output. */
  readonly stderr: string;
  /** Why it has no code: it could not be started, or took too long. */
  readonly failure?: 'not_started' | 'late';
}

export interface RunOptions {
  readonly cwd?: string | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** What its environment has beside that of this process. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/**
 * Runs a program and gives what it printed, and how it ended; it is ended with all that it started when cancelled.
 * @throws the reason of the signal when cancelled
 */
export type RunTool = (program: string, args: readonly string[], options: RunOptions) => Promise<ProgramEnd>;

/** The answers are some hundred kilobytes; whatever prints more is no answer. */
const MAX_STDOUT = 16 * 1024 * 1024;
const KEPT_STDERR = 16 * 1024;

export const runTool: RunTool = (program, args, { cwd, timeoutMs, signal, env }) => {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own: what it started is ended with it.
      detached: process.platform !== 'win32',
    });
    const stdout: Buffer[] = [];
    let bytes = 0;
    let stderr = '';
    let failure: 'not_started' | 'late' | undefined;
    const end = (): void => endGroup(child.pid);
    const timer = setTimeout(() => {
      failure = 'late';
      end();
    }, timeoutMs);
    const done = (code: number | undefined): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      child.stdout.destroy();
      child.stderr.destroy();
      if (signal?.aborted) reject(signal.reason as Error);
      else
        resolve({
          code: failure === undefined ? code : undefined,
          stdout: Buffer.concat(stdout).toString('utf8'),
          stderr,
          ...(failure !== undefined && { failure }),
        });
    };
    signal?.addEventListener('abort', end, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_STDOUT) stdout.push(chunk);
      else end();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-KEPT_STDERR);
    });
    child.on('error', () => {
      failure ??= 'not_started';
      done(undefined);
    });
    // What it left behind may hold its streams open for ever: its own end counts, and a moment for what is in them.
    child.on('exit', (code) => {
      const last = setTimeout(() => done(code ?? undefined), 1000);
      child.once('close', () => {
        clearTimeout(last);
        done(code ?? undefined);
      });
    });
  });
};

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn(windowsProgram('taskkill.exe'), ['/PID', String(pid), '/T', '/F'], {
      windowsHide: true,
      stdio: 'ignore',
    }).on('error', () => undefined);
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}
