import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessRow, ProcessTable } from './processTable';

/** So that the ticks of a start time sort as text. */
const TICKS_WIDTH = 16;

/** The processes of Linux, from /proc. */
export function linuxProcesses(proc = '/proc'): ProcessTable {
  const boot = bootId(proc);
  return {
    // Read on this thread, which takes no time, so that a child that was just started is there even if it ends at once.
    find: (pid) => {
      try {
        return Promise.resolve(parseStat(readFileSync(join(proc, String(pid), 'stat'), 'latin1'), boot));
      } catch {
        return Promise.resolve(undefined);
      }
    },
    all: async () => {
      const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name));
      const rows = await Promise.all(
        pids.map(async (pid) => {
          const text = await readFile(join(proc, pid, 'stat'), 'latin1').catch(() => undefined);
          return text === undefined ? undefined : parseStat(text, boot);
        }),
      );
      return rows.filter((row) => row !== undefined);
    },
  };
}

/** Start times count from the boot. */
function bootId(proc: string): string {
  try {
    return readFileSync(join(proc, 'sys/kernel/random/boot_id'), 'latin1').trim();
  } catch {
    return '';
  }
}

/** Reads /proc/PID/stat, see proc_pid_stat(5). The second field is a name in brackets, which may hold anything. */
export function parseStat(text: string, boot: string): ProcessRow | undefined {
  const pid = Number.parseInt(text, 10);
  // From the third field on.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', parent, group, session] = fields;
  const [threads, ticks] = [Number(fields[17]), fields[19]];
  if (!Number.isSafeInteger(pid) || ticks === undefined) return undefined;
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startTime: `${boot}/${ticks.padStart(TICKS_WIDTH, '0')}`,
    // The first thread of a process may end before others, which work on.
    hasEnded: 'ZXx'.includes(state) && threads <= 1,
  };
}
