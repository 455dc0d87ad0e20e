import { setTimeout as delay } from 'node:timers/promises';
import { isOf, type ProcessIdentity } from './identity';
import { processTable, type ProcessRow, type ProcessTable } from './processTable';
import { treeOf } from './processTree';
import { runProgram, windowsProgram, type Run } from './run';
import { kill, type Kill } from './signals';

/** How long the system may take to end what it was told to: a process may wait for a disk. */
const KILLED_MS = 5000;
const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 200;

export interface EndTreeOptions {
  /** How long the processes may take to end on their own. Windows has no way to ask them. */
  readonly graceMs: number;
  readonly platform?: NodeJS.Platform;
  readonly table?: ProcessTable;
  readonly send?: Kill;
  readonly run?: Run;
}

/**
 * Ends a process and all that it started, also what is in a group or session of its own, or has lost its parent: by
 * SIGTERM, and after a time by SIGKILL. Each process gets SIGTERM once. What a process left behind when it ended before
 * is ended, too, except on Windows.
 * @returns those that could not be ended: they wait for the system, or belong to another user
 */
export async function endTree(
  root: ProcessIdentity,
  { platform = process.platform, run = runProgram, ...options }: EndTreeOptions,
): Promise<ProcessIdentity[]> {
  const { graceMs, table = processTable(platform, run), send = kill } = options;
  const tree = new Tree(root, table);
  if (platform === 'win32') {
    const [found] = await tree.look();
    if (found === undefined || !isOf(found, root)) return [];
    await run(windowsProgram('taskkill.exe'), ['/PID', String(root.pid), '/T', '/F']);
  } else {
    const asked: ProcessRow[] = [];
    const isEnded = await tree.waitForEnd(graceMs, (running) => {
      const others = running.filter((row) => !asked.some((each) => isOf(row, each)));
      for (const target of tree.targetsOf(others)) send(target, 'SIGTERM');
      asked.push(...others);
    });
    if (isEnded) return [];
  }
  await tree.waitForEnd(KILLED_MS, (running) => {
    if (platform !== 'win32') for (const target of tree.targetsOf(running)) send(target, 'SIGKILL');
  });
  return (await tree.look()).map(({ pid, startTime }) => ({ pid, startTime }));
}

/** Remembers who belonged to the tree: the children of a process that ends get another parent. */
class Tree {
  private known: readonly ProcessRow[] = [];
  private ownGroup: number | undefined;

  constructor(
    private readonly root: ProcessIdentity,
    private readonly table: ProcessTable,
  ) {}

  /** Those at work, the root first. This process is none of them, even where it is one: it ends the others. */
  async look(): Promise<readonly ProcessRow[]> {
    const rows = await this.table.all();
    this.ownGroup = rows.find(({ pid }) => pid === process.pid)?.group;
    this.known = treeOf(this.root, rows, this.known);
    return this.known.filter(({ pid }) => pid !== process.pid && pid > 1);
  }

  /** Looks again and again, and shows who is at work, until nobody is or the time is up. */
  async waitForEnd(ms: number, show: (running: readonly ProcessRow[]) => void): Promise<boolean> {
    const end = performance.now() + ms;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const running = await this.look();
      if (running.length === 0) return true;
      show(running);
      const left = end - performance.now();
      if (left <= 0) return false;
      await delay(Math.min(wait, left));
    }
  }

  /** Where signals for processes go: to the whole group of a leader, so that none that is born now escapes. */
  targetsOf(rows: readonly ProcessRow[]): Set<number> {
    const groups = new Set(rows.map(({ pid }) => pid).filter((pid) => pid !== this.ownGroup));
    return new Set(rows.map(({ pid, group = 0 }) => (groups.has(group) ? -group : pid)));
  }
}
