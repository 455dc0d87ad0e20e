import { inOrder, type MoveTo } from '../../../core/tasks/order';
import type { Task } from '../../../core/tasks/task';
import type { TaskQueue } from '../../../core/tasks/taskQueue';

/**
 * Gives waiting downloads the turn of the one that they were dropped on. Models, images and creators each have turns of
 * their own: dropped on a download of another kind, they come beside the nearest one of their own.
 * @param dragged ids; those that do not wait stay where they are
 * @param target id of the row; undefined below the last one
 */
export async function dropDownloads(
  queue: Pick<TaskQueue, 'list' | 'move'>,
  dragged: readonly string[],
  target: string | undefined,
): Promise<void> {
  const tasks = await queue.list();
  const waiting = inOrder(tasks.filter(({ state }) => state === 'pending'));
  const moving = waiting.filter(({ id }) => dragged.includes(id));
  const isAbove = tasks.some(({ id, state }) => id === target && state === 'running');
  for (const kind of new Set(moving.map((task) => task.kind))) {
    const ids = moving.filter((task) => task.kind === kind).map(({ id }) => id);
    await queue.move(kind, ids, isAbove ? 'first' : turnAt(waiting, kind, ids, target));
  }
}

function turnAt(
  waiting: readonly Task[],
  kind: string,
  [first]: readonly string[],
  target: string | undefined,
): MoveTo {
  const at = waiting.findIndex(({ id }) => id === target);
  if (at < 0) return 'last';
  const isOwn = (task: Task) => task.kind === kind;
  const [before, after] = [waiting.slice(0, at + 1).findLast(isOwn), waiting.slice(at).find(isOwn)];
  const isDown = waiting.findIndex(({ id }) => id === first) < at;
  const nearest = isDown ? before : after;
  if (nearest) return { at: nearest.id };
  return isDown ? 'first' : 'last';
}
