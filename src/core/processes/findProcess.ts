import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessIdentity } from './identity';
import { processTable, type ProcessTable } from './processTable';
import { runProgram, windowsProgram, type Run } from './run';

export interface FindProcessOptions {
  readonly platform?: NodeJS.Platform;
  readonly table?: ProcessTable;
  readonly run?: Run;
}

/**
 * Finds a process by a text in its command line that no other has, such as the path of its own settings. Of several, such
 * as a launcher and its child, the first that was started.
 */
export async function findProcess(
  text: string,
  {
    platform = process.platform,
    run = runProgram,
    table = processTable(platform, run),
  }: FindProcessOptions = {},
): Promise<ProcessIdentity | undefined> {
  const pids = await pidsWith(text, platform, run);
  const rows = await Promise.all(pids.filter((pid) => pid !== process.pid).map((pid) => table.find(pid)));
  const running = rows.filter((row) => row !== undefined).filter(({ hasEnded }) => !hasEnded);
  const [first] = running.sort((one, other) => (one.startTime < other.startTime ? -1 : 1));
  return first && { pid: first.pid, startTime: first.startTime };
}

async function pidsWith(text: string, platform: NodeJS.Platform, run: Run): Promise<number[]> {
  if (platform === 'linux' || platform === 'android') return linuxPids(text);
  const rows =
    platform === 'win32' ? await windowsLines(run) : await run('/bin/ps', ['-axww', '-o', 'pid=,args=']);
  return rows
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => Number.parseInt(line, 10));
}

async function linuxPids(text: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => '');
      return line.includes(text) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

function windowsLines(run: Run): Promise<string> {
  const script =
    "Get-CimInstance Win32_Process | ForEach-Object { '{0} {1}' -f $_.ProcessId, $_.CommandLine }";
  const powershell = windowsProgram('WindowsPowerShell\\v1.0\\powershell.exe');
  return run(powershell, ['-NoProfile', '-NonInteractive', '-Command', script]);
}
