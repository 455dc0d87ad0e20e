import { join, resolve } from 'node:path';
import { execa } from 'execa';

/** How a call of the command line ended. */
export interface CliResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built command line in a folder, with a cache of its own there and no token. */
export function startCli(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  timeoutMs = 0,
) {
  return execa(process.execPath, [resolve('dist/cli.js'), ...args], {
    cwd: folder,
    reject: false,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    env: {
      CIVITAI_TOKEN: '',
      CIVITAI_API_KEY: '',
      DIFFUSION_WORKBENCH_CACHE: join(folder, '.cache'),
      DIFFUSION_WORKBENCH_DATA: join(folder, '.data'),
      ...env,
    },
  });
}

/** Runs the built command line in a folder, with a cache of its own there and no token. */
export async function runCli(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await startCli(folder, args, env);
  return { exitCode, stdout, stderr };
}
