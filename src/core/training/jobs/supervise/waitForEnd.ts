import { setTimeout as delay } from 'node:timers/promises';
import type { StartedProcess } from '../../../processes/startDetached';
import type { JobProcess } from '../job';
import { isAtWork } from '../jobProcess';

/** How often a process of another parent is looked at: its end is told to nobody else. */
const LOOK_MS = 500;

/** The exit code of a trainer that this process started; the negative number of the signal that ended it. */
export async function exitOf(started: StartedProcess): Promise<number | undefined> {
  const { exitCode, signal } = await started.ended;
  if (exitCode !== null) return exitCode;
  return signal === null ? undefined : -(SIGNALS[signal] ?? 1);
}

/** Waits until a trainer has ended that another process had started. Its exit code is lost with that process. */
export async function waitForEnd(trainer: JobProcess | undefined): Promise<undefined> {
  while (await isAtWork(trainer)) await delay(LOOK_MS);
}

const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};
