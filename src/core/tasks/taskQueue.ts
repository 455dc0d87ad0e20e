import * as l10n from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { watchFile } from '../files/watchFile';
import { Problem } from '../problem/problem';
import type { ProcessIdentity } from '../processes/identity';
import type { ProcessTable } from '../processes/processTable';
import { Claim } from './claim';
import { Owners } from './owners';
import { inOrder, moved, placed, type MoveTo } from './order';
import type { Task } from './task';
import type { Removal } from './taskLines';
import { TaskStore } from './taskStore';
import { afterAction, afterClaim, afterDeath, isFinished, type TaskAction } from './transitions';

export interface TaskQueueOptions {
  /** How many tasks of a kind may run at a time, asked at each claim; one, unless it is said. */
  readonly limits?: () => Readonly<Record<string, number>>;
  /** Kinds that go on at their next turn where the program that ran them has ended; others have failed. */
  readonly goOn?: readonly string[];
  /** Kinds that may run so often on each machine: what runs on another one that shares the folder does not count. */
  readonly perMachine?: readonly string[];
  /** Who claims; by default, this process. */
  readonly own?: ProcessIdentity;
  /** The name of this machine. */
  readonly host?: string;
  readonly table?: ProcessTable;
  readonly clock?: () => Date;
}

/** What a new task is. */
export type NewTask = Pick<Task, 'title' | 'kind' | 'payload'> & {
  /** By default, a new one. */
  readonly id?: string;
};

/**
 * A queue of tasks in one file, which several windows and command lines may have open at once. It runs nothing: whoever
 * can run tasks of a kind claims them, one by one. A change is safe on the disk when it returns.
 */
export class TaskQueue {
  private readonly store: TaskStore;
  private readonly owners: Owners;
  private readonly limits: () => Readonly<Partial<Record<string, number>>>;
  private readonly goOn: ReadonlySet<string>;
  private readonly perMachine: ReadonlySet<string>;
  private readonly clock: () => Date;

  /** @param folder absolute path, such as that of the user data; it is made when something is written */
  constructor(folder: string, options: TaskQueueOptions = {}) {
    this.store = new TaskStore(folder);
    this.owners = new Owners(options);
    this.limits = options.limits ?? (() => ({}));
    this.goOn = new Set(options.goOn);
    this.perMachine = new Set(options.perMachine);
    this.clock = options.clock ?? (() => new Date());
  }

  /** All tasks, in the order in which they were added. */
  async list(): Promise<readonly Task[]> {
    return (await this.store.read()).tasks;
  }

  /** The ids of all pending tasks of a kind, in the order of their turns. */
  async waiting(kind: string): Promise<readonly string[]> {
    const isWaiting = (task: Task) => task.state === 'pending' && task.kind === kind;
    return inOrder((await this.list()).filter(isWaiting)).map(({ id }) => id);
  }

  async get(id: string): Promise<Task | undefined> {
    return (await this.store.read()).get(id);
  }

  /** Calls back when tasks may have changed, also by other processes. @returns ends it */
  watch(onChange: () => void): () => void {
    return watchFile(this.store.path, onChange);
  }

  /** @throws Problem `bad_input` where there is a task of that id */
  async add(...added: readonly NewTask[]): Promise<readonly Task[]> {
    const createdAt = this.clock().toISOString();
    const tasks = added.map(({ id = randomUUID(), title, kind, payload }) => {
      return { id, title, kind, state: 'pending' as const, progress: 0, createdAt, payload };
    });
    return await this.store.change<Task>((lines) => {
      const known = tasks.find(({ id }) => lines.get(id));
      if (known) throw isKnown(known);
      return tasks.map((task) => ({ ...task, revision: lines.revisionOf(task.id) }));
    });
  }

  /** A running task is asked of its owner; any other waits no longer, until `resume`. */
  readonly pause = (id: string) => this.act(id, 'pause');
  readonly resume = (id: string) => this.act(id, 'resume');
  /** A task that failed, was canceled or skipped waits for its turn again. */
  readonly retry = (id: string) => this.act(id, 'retry');
  /** A running task is asked of its owner. */
  readonly cancel = (id: string) => this.act(id, 'cancel');
  readonly skip = (id: string) => this.act(id, 'skip');

  /** @throws Problem `missing`, or `changed_meanwhile` where the action makes no sense for the task as it is */
  private async act(id: string, action: TaskAction): Promise<Task> {
    let unchanged: Task | undefined;
    const [changed] = await this.store.change(async (lines) => {
      const task = lines.get(id);
      if (!task) throw isMissing();
      const isOwned = task.state === 'running' && (await this.owners.isAlive(task));
      const after = afterAction(task, action, isOwned, this.clock());
      if (!after) throw isOtherwise(task);
      unchanged = after === task ? task : undefined;
      return unchanged ? [] : [after];
    });
    const result = changed ?? unchanged;
    if (!result) throw isMissing();
    return result;
  }

  /**
   * Gives pending tasks another turn among those of their kind.
   * @throws Problem `changed_meanwhile` where none of them waits any more
   */
  async move(kind: string, ids: readonly string[], to: MoveTo): Promise<void> {
    await this.store.change(({ tasks }) => {
      const pending = inOrder(tasks.filter((task) => task.state === 'pending' && task.kind === kind));
      const order = pending.map(({ id }) => id);
      if (!ids.some((id) => order.includes(id))) throw isNotWaiting();
      const after = moved(order, ids, to);
      // What stays as it is needs no places, which would put all that are added later behind them.
      return after.every((id, index) => id === order[index]) ? [] : placed(pending, after);
    });
  }

  /** Removes tasks that are finished: all, or those of some ids. @returns how many */
  async clear(ids?: readonly string[]): Promise<number> {
    const removed = await this.store.change(({ tasks }) =>
      tasks
        .filter((task) => isFinished(task) && (ids?.includes(task.id) ?? true))
        .map(({ id, revision }): Removal => ({ id, revision, removed: true })),
    );
    return removed.length;
  }

  /**
   * Takes the first pending task of some kinds of which fewer run than may; nobody else gets it. Running tasks whose
   * owners have died do not count, and have failed by then.
   */
  async claim(...kinds: readonly string[]): Promise<Claim | undefined> {
    const isWaiting = ({ state, kind }: Task) => state === 'pending' && kinds.includes(kind);
    // Nothing to do, mostly: then nobody waits for the lock.
    if (!(await this.list()).some(isWaiting)) return undefined;
    const [owner, claim, limits] = [await this.owners.own(), randomUUID(), this.limits()];
    const changed = await this.store.change(async ({ tasks }) => {
      const orphans = await this.owners.orphans(tasks);
      const isFree = (kind: string) =>
        tasks.filter((task) => task.kind === kind && this.counts(task) && !orphans.includes(task)).length <
        (limits[kind] ?? 1);
      const free = new Set(kinds.filter(isFree));
      const next = inOrder(tasks).find((task) => isWaiting(task) && free.has(task.kind));
      return [
        ...orphans.map((task) => this.settled(task)),
        ...(next ? [afterClaim(next, owner, claim, this.clock())] : []),
      ];
    });
    return this.claimOf(changed, claim);
  }

  /**
   * Takes over a run from the process that claimed the task: one that it started for this lives longer.
   * @returns undefined where that run is over
   */
  async adopt(id: string, claim: string): Promise<Claim | undefined> {
    const owner = await this.owners.own();
    const changed = await this.store.change((lines) => {
      const task = lines.get(id);
      return task?.claim === claim ? [{ ...task, owner }] : [];
    });
    return this.claimOf(changed, claim);
  }

  /**
   * Finds running tasks whose owners have died: they have failed and can be tried again, or wait for another turn. To be
   * called now and then.
   * @returns those that were found
   */
  async settle(): Promise<readonly Task[]> {
    // As in `claim`.
    if ((await this.owners.orphans(await this.list())).length === 0) return [];
    return await this.store.change(async ({ tasks }) =>
      (await this.owners.orphans(tasks)).map((task) => this.settled(task)),
    );
  }

  /** Whether a task runs and takes the place of another one. */
  private counts({ state, kind, owner }: Task): boolean {
    return state === 'running' && (!this.perMachine.has(kind) || this.owners.isHere(owner));
  }

  private settled(orphan: Task): Task {
    const error = {
      code: 'ended',
      message: l10n.t('The program that ran {0} has ended.', orphan.title),
      advice: l10n.t('Try it again.'),
    };
    return afterDeath(orphan, this.goOn.has(orphan.kind) ? undefined : error, this.clock());
  }

  private claimOf(changed: readonly Task[], id: string): Claim | undefined {
    const task = changed.find(({ claim }) => claim === id);
    return task && new Claim(this.store, this.clock, task, id);
  }
}

const isMissing = () =>
  new Problem(
    'missing',
    l10n.t('The task is not there any more.'),
    l10n.t('Look at the list of tasks again.'),
  );

const isNotWaiting = () =>
  new Problem(
    'changed_meanwhile',
    l10n.t('It does not wait for its turn any more.'),
    l10n.t('Look at the list of tasks again.'),
  );

const isKnown = ({ title }: Pick<Task, 'title'>) =>
  new Problem('bad_input', l10n.t('{0} is in the list of tasks already.', title), l10n.t('Clear it first.'));

const isOtherwise = ({ title }: Task) =>
  new Problem(
    'changed_meanwhile',
    l10n.t('{0} is in another state by now.', title),
    l10n.t('Look at the list of tasks again.'),
  );
