import type { TaskQueue } from '../../../tasks/taskQueue';
import type { TaskOutcome } from '../../../tasks/transitions';
import { isActive, type Job } from '../job';
import { isAtWork } from '../jobProcess';
import { superviseJob, type SuperviseOptions } from './supervise';

/**
 * `superviseJob` for a job of the queue: its task is this process's as long as it runs, and ends as the job does.
 * @param claim which run of the task it is; undefined where the queue does not know of it
 */
export async function superviseTask(
  id: string,
  claim: string | undefined,
  { tasks, ...options }: SuperviseOptions & { readonly tasks: TaskQueue },
): Promise<void> {
  const { supervisor } = await options.store.read(id);
  if (await isAtWork(supervisor)) return;
  const task = claim === undefined ? undefined : await tasks.adopt(id, claim);
  const job = await superviseJob(id, {
    ...options,
    claim,
    ...(task && { onProgress: (progress) => void task.progress(progress) }),
  });
  if (!isActive(job)) await task?.end(outcomeOf(job));
}

function outcomeOf({ state, verdict }: Job): TaskOutcome {
  if (state === 'done') return { state: 'completed' };
  if (state === 'stopped') return { state: 'canceled' };
  const error = { code: verdict?.causeId ?? 'ended', message: verdict?.cause ?? '', advice: '' };
  return { state: 'failed', error };
}
