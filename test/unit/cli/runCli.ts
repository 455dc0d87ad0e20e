import { join } from 'node:path';
import { execa } from 'execa';
import { CLI, isCliRunning, runCliInProcess } from './cliInProcess';

/** How a call of the command line ended. */
export interface CliResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

/** Starts the built command line in a folder as a process, with a cache of its own there and no token. */
export function startCli(folder: string, args: readonly string[], env: Environment = {}, timeoutMs = 0) {
  return execa(process.execPath, [CLI, ...args], {
    cwd: folder,
    reject: false,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    env: ownEnvironment(folder, env),
  });
}

/**
 * Runs the built command line in a folder, with a cache of its own there and no token: in this process, but in one of
 * its own where another call is still running in this one.
 */
export async function runCli(
  folder: string,
  args: readonly string[],
  env: Environment = {},
): Promise<CliResult> {
  if (!isCliRunning()) return runCliInProcess(folder, args, ownEnvironment(folder, env));
  return runCliProcess(folder, args, env);
}

/** The same in a process of its own. */
export async function runCliProcess(
  folder: string,
  args: readonly string[],
  env: Environment = {},
): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await startCli(folder, args, env);
  return { exitCode, stdout, stderr };
}

function ownEnvironment(folder: string, env: Environment): Environment {
  return {
    CIVITAI_TOKEN: '',
    CIVITAI_API_KEY: '',
    DIFFUSION_WORKBENCH_CACHE: join(folder, '.cache'),
    DIFFUSION_WORKBENCH_DATA: join(folder, '.data'),
    ...env,
  };
}
