import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { windowsProgram } from '../../processes/run';

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
}

/** Runs a program and gives what it printed. @throws the reason of the signal when cancelled */
export type RunTool = (program: string, args: readonly string[], options: RunOptions) => Promise<ProgramEnd>;

/** The answers are some hundred kilobytes; whatever prints more is no answer. */
const MAX_STDOUT = 16 * 1024 * 1024;
const KEPT_STDERR = 16 * 1024;

const ENVIRONMENT = {
  PYTHONUTF8: '1',
  PYTHONIOENCODING: 'utf-8',
  PYTHONWARNINGS: 'ignore',
  NO_COLOR: '1',
  // Nothing is asked from the network by a check.
  HF_HUB_OFFLINE: '1',
  TRANSFORMERS_OFFLINE: '1',
  GIT_TERMINAL_PROMPT: '0',
};

export const runTool: RunTool = (program, args, { cwd, timeoutMs, signal }) => {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, ...ENVIRONMENT },
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

/**
 * Runs a Python file of ours and gives what follows the mark on the last line that has it.
 * @param source the text of the file; it is written to a folder of its own, since a command line may be too short for it
 */
export async function askPython(
  python: string,
  source: string,
  { args, mark, run, ...options }: RunOptions & { args: readonly string[]; mark: string; run: RunTool },
): Promise<{ readonly answer: unknown; readonly end: ProgramEnd }> {
  const folder = await mkdtemp(join(tmpdir(), 'diffusion-workbench-'));
  try {
    const file = join(folder, 'ask.py');
    await writeFile(file, source);
    const end = await run(python, [file, ...args], options);
    return { answer: answerIn(end.stdout, mark), end };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function answerIn(stdout: string, mark: string): unknown {
  const line = stdout.split(/\r?\n/).findLast((each) => each.startsWith(mark));
  if (line === undefined) return undefined;
  try {
    return JSON.parse(line.slice(mark.length)) as unknown;
  } catch {
    return undefined;
  }
}
