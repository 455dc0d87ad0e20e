import type { Task } from './task';
import type { TaskStore } from './taskStore';
import { afterRun, type TaskOutcome } from './transitions';

/** More often than this, nobody looks at a progress. */
const PROGRESS_MS = 500;

/** The right to run a task, until `end`. */
export class Claim {
  private toldAt = -Infinity;
  private latest = 0;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param task as it was claimed
   * @param id which run of the task it is: for `adopt` in another process
   * @param now milliseconds of a clock that only goes forward
   */
  constructor(
    private readonly store: TaskStore,
    private readonly clock: () => Date,
    readonly task: Task,
    readonly id: string,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Tells how far the task is (0…1), now and then. Never fails: the work is worth more than its progress. */
  async progress(value: number): Promise<void> {
    if (!(value >= 0)) return;
    const at = this.now();
    this.latest = value;
    const early = this.toldAt + PROGRESS_MS - at;
    if (early > 0) {
      // The last one of several is told in the end: what follows may take hours.
      this.timer ??= setTimeout(() => this.tellLatest(), early).unref();
      return;
    }
    this.toldAt = at;
    const line = { id: this.task.id, claim: this.id, progress: Math.min(1, value) };
    await this.store.appendProgress(line).catch(() => undefined);
  }

  private tellLatest(): void {
    this.timer = undefined;
    void this.progress(this.latest);
  }

  /**
   * What the user wants of the task; `lost` where it is no longer this one's to run. The work is to be stopped then, and
   * the run ended as it was asked for. Worth asking whenever the queue changes.
   */
  async asked(): Promise<'pause' | 'cancel' | 'lost' | undefined> {
    const task = (await this.store.read()).get(this.task.id);
    return task?.claim === this.id ? task.asked : 'lost';
  }

  /** Ends the run. @returns the task; undefined where it was no longer this one's to end */
  async end(outcome: TaskOutcome): Promise<Task | undefined> {
    clearTimeout(this.timer);
    const [ended] = await this.store.change((lines) => {
      const task = lines.get(this.task.id);
      return task?.claim === this.id ? [afterRun(task, outcome, this.clock())] : [];
    });
    return ended;
  }
}
