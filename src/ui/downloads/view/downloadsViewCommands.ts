import * as l10n from '@vscode/l10n';
import type { Downloads } from '../../../core/downloads/queue/downloads';
import type { MoveTo } from '../../../core/tasks/order';
import type { Task } from '../../../core/tasks/task';
import type { TaskQueue } from '../../../core/tasks/taskQueue';
import { canDo, isFinished, type TaskAction } from '../../../core/tasks/transitions';
import { chosenIds } from '../../platform/chosenIds';
import type { CommandHandlers, DownloadsViewCommandId } from '../../platform/contributions/commandIds';
import type { Dialogs } from '../../platform/dialogs';
import { downloadItem, pathOf } from './downloadItem';

export interface DownloadsViewDeps {
  readonly dialogs: Dialogs;
  readonly downloads: () => Promise<Downloads>;
  /** Something was done to downloads here. */
  readonly changed: () => void;
  /** Shows a file or folder, absolute. */
  readonly reveal: (path: string) => Promise<void>;
}

/** The commands of the Downloads view. Each takes the ids of its rows, else asks. */
export function downloadsViewCommands(deps: DownloadsViewDeps): CommandHandlers<DownloadsViewCommandId> {
  const { dialogs } = deps;
  const withTasks =
    (
      title: () => string,
      fits: (task: Task) => boolean,
      work: (tasks: readonly Task[], queue: TaskQueue) => Promise<unknown>,
    ) =>
    // prettier-ignore
    async (...args: unknown[]) => {
      const { queue, runner } = await deps.downloads();
      const tasks = await queue.list();
      const fitting = tasks.filter(fits);
      const chosen = chosenIds(args);
      const picked = chosen
        ? fitting.filter(({ id }) => chosen.includes(id))
        : await pick(dialogs, title(), fitting);
      if (picked.length > 0) await work(picked, queue);
      runner.look();
      deps.changed();
    };
  const act = (action: TaskAction, title: () => string) =>
    withTasks(
      title,
      (task) => canDo(task, action),
      (tasks, queue) => each(tasks, (id) => queue[action](id)),
    );
  const all = (action: TaskAction) => async () => {
    const { queue, runner } = await deps.downloads();
    await each((await queue.list()).filter((task) => canDo(task, action) && (action !== 'retry' || task.state === 'failed')), (id) => queue[action](id)); // prettier-ignore
    if (action === 'resume') runner.retryNetwork();
    runner.look();
    deps.changed();
  };
  const move = (to: MoveTo) =>
    withTasks(
      () => l10n.t('Move which download?'),
      ({ state }) => state === 'pending',
      async (tasks, queue) => {
        for (const kind of new Set(tasks.map((task) => task.kind)))
          await queue.move(kind, tasks.filter((task) => task.kind === kind).map(({ id }) => id), to); // prettier-ignore
      },
    );
  return {
    'diffusionWorkbench.downloads.pause': act('pause', () => l10n.t('Pause which download?')),
    'diffusionWorkbench.downloads.resume': act('resume', () => l10n.t('Resume which download?')),
    'diffusionWorkbench.downloads.retry': act('retry', () => l10n.t('Retry which download?')),
    'diffusionWorkbench.downloads.cancel': act('cancel', () => l10n.t('Cancel which download?')),
    'diffusionWorkbench.downloads.clear': withTasks(
      () => l10n.t('Remove which download from the list?'),
      isFinished,
      (tasks, queue) => queue.clear(tasks.map(({ id }) => id)),
    ),
    'diffusionWorkbench.downloads.moveUp': move('up'),
    'diffusionWorkbench.downloads.moveDown': move('down'),
    'diffusionWorkbench.downloads.moveFirst': move('first'),
    'diffusionWorkbench.downloads.reveal': withTasks(
      () => l10n.t('Show which download?'),
      (task) => pathOf(task) !== undefined,
      async ([task]) => {
        const path = task && pathOf(task);
        if (path !== undefined) await deps.reveal(path);
      },
    ),
    'diffusionWorkbench.downloads.pauseAll': all('pause'),
    'diffusionWorkbench.downloads.resumeAll': all('resume'),
    'diffusionWorkbench.downloads.retryAll': all('retry'),
    'diffusionWorkbench.downloads.clearFinished': async () => {
      const { queue } = await deps.downloads();
      await queue.clear();
      deps.changed();
    },
  };
}

/** One after the other; one that is in another state by now does not hinder the others. */
async function each(tasks: readonly Task[], act: (id: string) => Promise<unknown>): Promise<void> {
  const problems: unknown[] = [];
  for (const { id } of tasks) await act(id).catch((error: unknown) => problems.push(error));
  if (problems.length > 0 && problems.length === tasks.length) throw problems[0];
}

async function pick(dialogs: Dialogs, title: string, tasks: readonly Task[]): Promise<readonly Task[]> {
  if (tasks.length === 0) {
    void dialogs.info(l10n.t('There is no download that this makes sense for.'));
    return [];
  }
  const choices = tasks.map((task) => ({ label: task.title, description: downloadItem(task, {}).description, task })); // prettier-ignore
  const picked = await dialogs.pick(choices, { title });
  return picked ? [picked.task] : [];
}
