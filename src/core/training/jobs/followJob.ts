import { watchFile } from '../../files/watchFile';
import { followFile, readRest } from '../../processes/followFile';
import { toProblem } from '../../problem/toProblem';
import { createRedactor } from '../log/redactLog';
import { withoutRunnerLines } from '../log/withoutRunnerLines';
import { isOver, type Job } from './job';
import type { Jobs } from './jobs';

/** How often a job is looked at whose processes may have died: nothing tells of that. */
const LOOK_MS = 2000;

export interface FollowJobOptions {
  /** Receives the output of the trainer from its beginning, of all parts, without the lines of our runner and without secrets. */
  readonly onOutput?: (bytes: Uint8Array) => void;
  /** Told the job now and each time that it may have changed. */
  readonly onChange?: (job: Job) => void;
  readonly signal: AbortSignal;
  readonly lookMs?: number;
}

/**
 * Follows a job until it is over, or until it is cancelled, which changes nothing for the job. One that waits for its turn
 * gets it, where nothing else trains by now.
 * @returns the job as it is then
 */
export async function followJob(
  jobs: Jobs,
  id: string,
  { onOutput, onChange, signal, lookMs = LOOK_MS }: FollowJobOptions,
): Promise<Job> {
  const { job: file, log } = jobs.store.folder(id);
  const over = new AbortController();
  const end = AbortSignal.any([signal, over.signal]);
  let failure: Error | undefined;
  const look = async (): Promise<void> => {
    try {
      const job = await jobs.get(id);
      onChange?.(job);
      if (isOver(job)) over.abort();
      else if (job.state === 'queued') await jobs.startNext();
    } catch (error) {
      failure = toProblem(error, id);
      over.abort();
    }
  };
  const stop = watchFile(file, () => void look());
  const timer = setInterval(() => void look(), lookMs);
  try {
    await look();
    if (onOutput) {
      const shown = withoutRunnerLines();
      const redactor = createRedactor();
      const onBytes = (bytes: Uint8Array) => onOutput(redactor.write(shown(bytes)));
      const at = await followFile(log, 0, onBytes, end);
      if (!signal.aborted) await readRest(log, at, onBytes);
      onOutput(redactor.end());
    } else if (!end.aborted) {
      await new Promise<void>((resolve) => end.addEventListener('abort', () => resolve(), { once: true }));
    }
  } finally {
    clearInterval(timer);
    stop();
  }
  if (failure) throw failure;
  return jobs.store.read(id);
}
