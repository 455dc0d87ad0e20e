import { processTable, type ProcessRow, type ProcessTable } from './processTable';

/** Which process it is, beyond its life: the system gives a pid again, but not together with the start time. */
export interface ProcessIdentity {
  readonly pid: number;
  /** As the process table tells it; compared, never read. Empty for one that ended before it could be asked for. */
  readonly startTime: string;
}

/** The identity of the process that has this pid now; undefined where there is none. */
export async function identityOf(
  pid: number,
  table: ProcessTable = processTable(),
): Promise<ProcessIdentity | undefined> {
  const row = await table.find(pid);
  return row && { pid, startTime: row.startTime };
}

let own: Promise<ProcessIdentity> | undefined;

/** The identity of this process. */
export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= identityOf(process.pid).then((found) => found ?? { pid: process.pid, startTime: '' });
  return own;
}

/**
 * Whether a process is still at work. One that has ended counts as ended even while its parent has not taken notice:
 * in a container, nobody may ever do.
 */
export async function isRunning(
  identity: ProcessIdentity,
  table: ProcessTable = processTable(),
): Promise<boolean> {
  const row = await table.find(identity.pid);
  return row !== undefined && isOf(row, identity) && !row.hasEnded;
}

/** Whether a row of the process table is of this very process. */
export function isOf(row: ProcessRow, { pid, startTime }: ProcessIdentity): boolean {
  return row.pid === pid && row.startTime === startTime;
}
