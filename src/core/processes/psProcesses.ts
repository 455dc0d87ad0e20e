import { isThere } from '../files/isThere';
import type { ProcessRow, ProcessTable } from './processTable';
import type { Run } from './run';

const COLUMNS = 'pid=,ppid=,pgid=,stat=,lstart=';
const ROW = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S.*?)\s*$/;

/** The processes of macOS and other systems with `ps`. */
export function psProcesses(run: Run): ProcessTable {
  let boot: Promise<string> | undefined;
  const rows = async (...args: readonly string[]): Promise<ProcessRow[]> => {
    boot ??= run('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid']).catch(() => '');
    const [bootId, text] = [(await boot).trim(), await run('/bin/ps', [...args, '-o', COLUMNS])];
    return text.split('\n').flatMap((line) => parseRow(line, bootId) ?? []);
  };
  return {
    find: async (pid) =>
      isThere(pid) ? (await rows('-p', String(pid))).find((row) => row.pid === pid) : undefined,
    all: () => rows('-ax'),
  };
}

/** @param line with the time in English and UTC, as `runProgram` asks for it: `Thu Nov 26 15:11:46 2026` */
function parseRow(line: string, boot: string): ProcessRow | undefined {
  const [, pid, parent, group, state = '', started] = ROW.exec(line) ?? [];
  const time = new Date(`${started} UTC`);
  if (pid === undefined || Number.isNaN(time.getTime())) return undefined;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    startTime: `${boot}/${time.toISOString()}`,
    hasEnded: state.startsWith('Z'),
  };
}
