import pLimit from 'p-limit';
import type { Problem } from '../../problem/problem';
import { problemInfo, toProblem } from '../../problem/toProblem';
import type { Claim } from '../../tasks/claim';
import type { Task } from '../../tasks/task';
import type { TaskQueue } from '../../tasks/taskQueue';
import type { TaskOutcome } from '../../tasks/transitions';
import type { LiveDownload } from './liveDownload';

export interface WorkContext {
  readonly signal: AbortSignal;
  /** How far it is, 0…1, and what else is to be shown. */
  readonly tell: (progress: number, live: LiveDownload) => void;
}

/** What came of a task. */
export interface WorkDone {
  readonly result: unknown;
  /** Why a part of it failed. */
  readonly problem?: Problem;
}

/** Does a task. @throws Problem where nothing came of it */
export type Work = (task: Task, context: WorkContext) => Promise<WorkDone>;

export interface DownloadRunnerDeps {
  readonly queue: TaskQueue;
  /** How tasks are done, by their kinds. */
  readonly work: Readonly<Record<string, Work>>;
  /** False while nothing may be downloaded, as over a metered connection. Asked at each look. */
  readonly mayRun: () => boolean;
  readonly onError: (error: unknown) => void;
  /** All downloads were paused, since the server gives nothing more. Told once, however many meet it. */
  readonly onStopped?: (problem: Problem) => void;
  /** Calls back after some milliseconds. @returns ends it */
  readonly after?: (ms: number, then: () => void) => () => void;
}

/** How long it waits without a network before it tries again. */
const OFFLINE_MS = 20_000;
/** How often it looks for tasks of a process that died: nothing tells of that. */
const LOOK_MS = 15_000;

interface Running {
  readonly claim: Claim;
  readonly controller: AbortController;
  readonly over: Promise<void>;
}

/**
 * Runs the tasks of a queue of downloads in this process, as many at a time as the queue allows. What it does not end goes
 * on at its next turn, here or in another process.
 */
export class DownloadRunner {
  private readonly running = new Map<string, Running>();
  private readonly lives = new Map<string, LiveDownload>();
  private readonly listeners = new Set<() => void>();
  private readonly looking = pLimit(1);
  private readonly stopWatching: () => void;
  private stopTimer: (() => void) | undefined;
  private isClosed = false;
  private offline = false;
  /** Whether it was told that the server gives nothing more; until something runs again. */
  private isStopped = false;

  constructor(private readonly deps: DownloadRunnerDeps) {
    this.stopWatching = deps.queue.watch(() => this.look());
    this.look();
  }

  /** What is known of tasks that run here, by their ids. */
  get live(): ReadonlyMap<string, LiveDownload> {
    return this.lives;
  }

  /** Whether it waits for the network. */
  get isOffline(): boolean {
    return this.offline;
  }

  /** Calls back whenever there is something else to show. @returns ends it */
  onDidChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Looks for what there is to do: tasks were added, or settings changed. */
  look(): void {
    // One that waits will see what is new.
    if (this.isClosed || this.looking.pendingCount > 0) return;
    void this.looking(async () => {
      try {
        await this.obey();
        await this.deps.queue.settle();
        while (!this.isClosed && !this.offline && this.deps.mayRun()) {
          const claim = await this.deps.queue.claim(...Object.keys(this.deps.work));
          if (!claim) break;
          if (this.running.size === 0) this.isStopped = false;
          this.start(claim);
        }
      } catch (error) {
        this.deps.onError(error);
      }
      this.tell();
      this.lookAgain(this.offline ? OFFLINE_MS : LOOK_MS);
    });
  }

  /** Tries at once where it waits for the network. */
  retryNetwork(): void {
    this.offline = false;
    this.look();
  }

  /** Stops what runs, to go on at its next turn. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.stopWatching();
    this.stopTimer?.();
    for (const { controller } of this.running.values()) controller.abort();
    await this.looking(() => undefined);
    for (const { controller } of this.running.values()) controller.abort();
    await Promise.all([...this.running.values()].map(({ over }) => over));
    this.listeners.clear();
  }

  /** Stops what the user wants stopped, and all of it where nothing may run. */
  private async obey(): Promise<void> {
    for (const { claim, controller } of this.running.values()) {
      if (!this.deps.mayRun() || (await claim.asked()) !== undefined) controller.abort();
    }
  }

  private start(claim: Claim): void {
    const controller = new AbortController();
    const { id, kind } = claim.task;
    const over = this.run(claim, this.deps.work[kind], controller.signal)
      .catch((error: unknown) => this.deps.onError(error))
      .finally(() => {
        this.running.delete(id);
        this.lives.delete(id);
        this.look();
      });
    this.running.set(id, { claim, controller, over });
  }

  private async run(claim: Claim, work: Work | undefined, signal: AbortSignal): Promise<void> {
    const outcome = await this.outcomeOf(claim, work, signal);
    const asked = await claim.asked();
    if (asked === 'lost') return;
    // What is done is done, whatever was wanted of it meanwhile.
    const wanted = { pause: 'paused', cancel: 'canceled' } as const;
    await claim.end(asked && outcome.state !== 'completed' ? { state: wanted[asked] } : outcome);
  }

  private async outcomeOf(claim: Claim, work: Work | undefined, signal: AbortSignal): Promise<TaskOutcome> {
    try {
      const done = await work?.(claim.task, {
        signal,
        tell: (progress, live) => {
          this.lives.set(claim.task.id, live);
          void claim.progress(progress);
          this.tell();
        },
      });
      if (done?.problem) return { state: 'failed', error: problemInfo(done.problem), result: done.result };
      return { state: 'completed', result: done?.result };
    } catch (error) {
      if (signal.aborted) return { state: 'pending' };
      const problem = toProblem(error, claim.task.title);
      if (problem.code === 'quota_reached') {
        await this.stopAll(problem);
        return { state: 'paused' };
      }
      if (problem.code === 'offline') {
        this.offline = true;
        return { state: 'pending' };
      }
      return { state: 'failed', error: problemInfo(problem) };
    }
  }

  /** The server gives nothing more: nothing is asked again until the user wants it. */
  private async stopAll(problem: Problem): Promise<void> {
    const { queue, onStopped } = this.deps;
    const waiting = (await queue.list()).filter(({ state }) => state === 'pending' || state === 'running');
    // One that is over by now needs no pause.
    for (const { id } of waiting) await queue.pause(id).catch(() => undefined);
    this.look();
    if (waiting.length > 0 && !this.isStopped) onStopped?.(problem);
    this.isStopped = true;
  }

  private lookAgain(ms: number): void {
    if (this.isClosed) return;
    this.stopTimer?.();
    const after = this.deps.after ?? later;
    this.stopTimer = after(ms, () => (this.offline ? this.retryNetwork() : this.look()));
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function later(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms).unref();
  return () => clearTimeout(timer);
}
