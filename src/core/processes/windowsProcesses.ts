import { isThere } from '../files/isThere';
import type { ProcessRow, ProcessTable } from './processTable';
import { windowsProgram, type Run } from './run';

/** One line a process. The system's own processes have no time. */
const PRINT =
  'Where-Object { $_.CreationDate } | ForEach-Object { ' +
  "'{0} {1} {2}' -f $_.ProcessId, $_.ParentProcessId, $_.CreationDate.ToUniversalTime().ToString('o') }";
const ROW = /^(\d+) (\d+) (\d{4}-\S+Z)$/;

/** The processes of Windows, by PowerShell: `wmic` is no part of new installations. */
export function windowsProcesses(run: Run): ProcessTable {
  const rows = async (select: string): Promise<ProcessRow[]> => {
    const powershell = windowsProgram('WindowsPowerShell\\v1.0\\powershell.exe');
    const script = `${select} | ${PRINT}`;
    const text = await run(powershell, ['-NoProfile', '-NonInteractive', '-Command', script]);
    return text.split('\n').flatMap((line) => parseRow(line.trim()) ?? []);
  };
  return {
    find: async (pid) => {
      if (!isThere(pid)) return undefined;
      const found = await rows(`Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}'`);
      return found.find((row) => row.pid === pid);
    },
    all: () => rows('Get-CimInstance Win32_Process'),
  };
}

function parseRow(line: string): ProcessRow | undefined {
  const [, pid, parent, time] = ROW.exec(line) ?? [];
  if (pid === undefined) return undefined;
  return { pid: Number(pid), parent: Number(parent), startTime: `/${time}`, hasEnded: false };
}
