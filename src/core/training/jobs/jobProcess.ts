import { hostname } from 'node:os';
import { isRunning, ownIdentity, type ProcessIdentity } from '../../processes/identity';
import { isActive, type Job, type JobProcess } from './job';

/** A process of this machine, as a job remembers it. */
export const onThisMachine = (identity: ProcessIdentity): JobProcess => ({ ...identity, host: hostname() });

/** Whether a process was one of this machine. */
export const isOfThisMachine = ({ host }: JobProcess): boolean => host === hostname();

export async function ownJobProcess(): Promise<JobProcess> {
  return onThisMachine(await ownIdentity());
}

/** Whether a process is at work. One of another machine, which shares the folder, may be: it cannot be asked. */
export async function isAtWork(process: JobProcess | undefined): Promise<boolean> {
  if (!process) return false;
  return !isOfThisMachine(process) || (await isRunning(process));
}

/** The name of the machine that worked on a job last, where it is another one: the settings of the job are made for it. */
export function lastMachineOf({ supervisor, parts }: Pick<Job, 'supervisor' | 'parts'>): string | undefined {
  const process = supervisor ?? parts.at(-1)?.trainer;
  return process && !isOfThisMachine(process) ? process.host : undefined;
}

/**
 * The name of the machine that was at work on a job when its folder was last written, where it is another one: the folder
 * is shared with it, or is a copy. Whether it still is, nobody here can tell.
 */
export const otherMachineOf = (job: Pick<Job, 'state' | 'supervisor' | 'parts'>): string | undefined =>
  isActive(job) ? lastMachineOf(job) : undefined;

/** Whether something on this machine should be at work on a job. */
export const isActiveHere = (job: Pick<Job, 'state' | 'supervisor' | 'parts'>): boolean =>
  isActive(job) && otherMachineOf(job) === undefined;

/** Whether two are the same process. */
export function isSameProcess(one: JobProcess | undefined, other: JobProcess | undefined): boolean {
  return one?.pid === other?.pid && one?.startTime === other?.startTime && one?.host === other?.host;
}
