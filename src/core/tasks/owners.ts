import { hostname } from 'node:os';
import { isRunning, ownIdentity, type ProcessIdentity } from '../processes/identity';
import { processTable, type ProcessTable } from '../processes/processTable';
import type { Task, TaskOwner } from './task';

/** Tells the owners of running tasks apart: those that live, those that are dead, and those that cannot be asked. */
export class Owners {
  private readonly host: string;
  private readonly table: ProcessTable;

  /** @param options.own who claims; by default, this process */
  constructor(
    private readonly options: {
      readonly own?: ProcessIdentity;
      readonly host?: string;
      readonly table?: ProcessTable;
    } = {},
  ) {
    this.host = options.host ?? hostname();
    this.table = options.table ?? processTable();
  }

  async own(): Promise<TaskOwner> {
    const { pid, startTime } = this.options.own ?? (await ownIdentity());
    return { pid, startTime, host: this.host };
  }

  /** Whether an owner is, or was, on this machine; one that nobody noted may be. */
  isHere(owner: TaskOwner | undefined): boolean {
    return owner === undefined || owner.host === this.host;
  }

  /** Whether a task has an owner on this machine who can be asked to let it go. */
  async isAlive({ owner }: Task): Promise<boolean> {
    return owner?.host === this.host && (await isRunning(owner, this.table));
  }

  /** The running tasks whose owners have died. One on another machine may live: the user has to know. */
  async orphans(tasks: readonly Task[]): Promise<Task[]> {
    const orphans: Task[] = [];
    for (const task of tasks) {
      if (task.state !== 'running' || (task.owner && task.owner.host !== this.host)) continue;
      if (!(await this.isAlive(task))) orphans.push(task);
    }
    return orphans;
  }
}
