import type { Task, TaskError, TaskOwner, TaskState } from './task';

/** What a user may want of a task. */
export type TaskAction = 'pause' | 'resume' | 'retry' | 'cancel' | 'skip';

/** How the run of a task ended. */
export type TaskOutcome =
  | { readonly state: 'completed' | 'skipped'; readonly result?: unknown }
  /** `pending`: it goes on when it gets another turn, here or in another process. */
  | { readonly state: 'canceled' | 'paused' | 'pending' }
  | { readonly state: 'failed'; readonly error: TaskError; readonly result?: unknown };

/** From which states an action leads to which one. A running task only comes there once its owner has let it go. */
const ACTIONS: Readonly<Record<TaskAction, { readonly from: readonly TaskState[]; readonly to: TaskState }>> =
  {
    pause: { from: ['pending', 'running'], to: 'paused' },
    resume: { from: ['paused'], to: 'pending' },
    retry: { from: ['failed', 'canceled', 'skipped'], to: 'pending' },
    cancel: { from: ['pending', 'running', 'paused'], to: 'canceled' },
    skip: { from: ['pending', 'paused'], to: 'skipped' },
  };

const FINISHED: ReadonlySet<TaskState> = new Set(['completed', 'failed', 'canceled', 'skipped']);
const UNOWNED = { owner: undefined, claim: undefined, asked: undefined } as const;

/** Whether a task is over, unless it is tried again. */
export const isFinished = ({ state }: Task): boolean => FINISHED.has(state);

/** Whether an action makes sense for a task as it is. */
export function canDo({ state }: Task, action: TaskAction): boolean {
  return ACTIONS[action].from.includes(state);
}

/**
 * A task after an action; the task itself where it is as wanted already, undefined where the action makes no sense.
 * @param isOwned whether a running task has an owner that can be asked to let it go
 */
export function afterAction(task: Task, action: TaskAction, isOwned: boolean, now: Date): Task | undefined {
  const { to } = ACTIONS[action];
  if (task.state === to) return task;
  if (!canDo(task, action)) return undefined;
  if (task.state !== 'running') {
    if (to === 'pending') return { ...task, ...UNOWNED, ...renewed(action), state: to, endedAt: undefined };
    return { ...task, state: to, ...(FINISHED.has(to) && { endedAt: now.toISOString() }) };
  }
  const asked = action === 'cancel' ? action : 'pause';
  if (!isOwned) return afterRun(task, { state: asked === 'cancel' ? 'canceled' : 'paused' }, now);
  // Who cancels a task does not want it paused any more.
  return task.asked === asked || task.asked === 'cancel' ? task : { ...task, asked };
}

/** What a task forgets when it is tried again; one that is resumed goes on where it was. */
function renewed(action: TaskAction): Partial<Task> {
  return action === 'retry'
    ? { progress: 0, error: undefined, result: undefined, startedAt: undefined, place: undefined }
    : {};
}

/** A pending task that got its turn. */
export function afterClaim(task: Task, owner: TaskOwner, claim: string, now: Date): Task {
  return {
    ...task,
    ...UNOWNED,
    state: 'running',
    owner,
    claim,
    startedAt: now.toISOString(),
    endedAt: undefined,
    error: undefined,
  };
}

/** A running task whose owner has let it go. */
export function afterRun(task: Task, outcome: TaskOutcome, now: Date): Task {
  return {
    ...task,
    ...UNOWNED,
    state: outcome.state,
    error: outcome.state === 'failed' ? outcome.error : undefined,
    ...('result' in outcome && { result: outcome.result }),
    progress: outcome.state === 'completed' ? 1 : task.progress,
    ...(FINISHED.has(outcome.state) && { endedAt: now.toISOString() }),
  };
}

/**
 * A running task whose owner has died: what the user wanted of it is done by that.
 * @param error why it failed; undefined for one that goes on at its next turn
 */
export function afterDeath(task: Task, error: TaskError | undefined, now: Date): Task {
  if (task.asked === 'cancel') return afterRun(task, { state: 'canceled' }, now);
  if (task.asked === 'pause') return afterRun(task, { state: 'paused' }, now);
  return afterRun(task, error ? { state: 'failed', error } : { state: 'pending' }, now);
}
