import { errnoOf } from '../problem/toProblem';
import { isRunning, type ProcessIdentity } from './identity';
import { processTable, type ProcessTable } from './processTable';

/** Sends a signal to a process, or by a negative number to a process group; tells whether there was one. */
export type Kill = (target: number, signal: NodeJS.Signals) => boolean;

export const kill: Kill = (target, signal) => {
  try {
    return process.kill(target, signal);
  } catch (error) {
    // It ended meanwhile, or became another user's.
    if (errnoOf(error) === 'ESRCH' || errnoOf(error) === 'EPERM') return false;
    throw error;
  }
};

/**
 * Sends a signal to one process, if it is still at work. On Windows, every signal ends it at once.
 * @returns whether it was sent
 */
export async function sendSignal(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  { table = processTable(), send = kill }: { readonly table?: ProcessTable; readonly send?: Kill } = {},
): Promise<boolean> {
  return (await isRunning(identity, table)) && send(identity.pid, signal);
}
