import type { OnProgress } from '../../core/progress/progress';
import type { Dialogs } from './dialogs';
import { progressReporter } from './progress';
import { asInfo, type Problems } from './problems';

/** Jobs of one lane run one at a time. */
export interface Lane {
  /** What a user is told who starts a job while another one runs. */
  readonly busy: string;
  /** Called when a job begins and when it has ended. */
  readonly onDidChange?: (running: boolean) => void;
}

/** What a job works with. */
export interface JobContext {
  /** Fires when the user cancels, or the lane is cancelled. */
  readonly signal: AbortSignal;
  /** Shows a progress in the notification. */
  readonly onProgress: OnProgress;
}

export interface Job<T> {
  /** What the notification says. */
  readonly title: string;
  /** Without one, the job runs beside any other. */
  readonly lane?: Lane;
  /** What a problem is said to be of, without its folder; by default the title. */
  readonly what?: string;
  /** The model file that the job is about, for the buttons of a problem. */
  readonly path?: string;
  work(context: JobContext): Promise<T>;
}

/** Runs long work with a notification that shows its progress and cancels it, and shows what it throws. */
export class Jobs {
  private readonly running = new Set<AbortController>();
  private readonly lanes = new Map<Lane, AbortController>();

  constructor(private readonly deps: { readonly dialogs: Dialogs; readonly problems: Problems }) {}

  /** @returns what the work returned; undefined where it failed, was cancelled, or its lane was busy */
  async run<T>(job: Job<T>): Promise<T | undefined> {
    const { dialogs, problems } = this.deps;
    const { lane, title } = job;
    if (lane && this.isRunning(lane)) {
      void dialogs.info(lane.busy);
      return undefined;
    }
    const controller = new AbortController();
    this.running.add(controller);
    if (lane) this.lanes.set(lane, controller);
    let user: AbortSignal | undefined;
    try {
      lane?.onDidChange?.(true);
      return await dialogs.progress(title, (report, signal) => {
        user = signal;
        return job.work({
          signal: AbortSignal.any([signal, controller.signal]),
          onProgress: progressReporter(report),
        });
      });
    } catch (error) {
      const what = job.what ?? title;
      // Users know what they cancelled; what else ended the job has to be said.
      const isExpected = user?.aborted === true && asInfo(error, what).code === 'cancelled';
      // Not awaited: the job has ended, however long the message stays open.
      if (!isExpected) void problems.show(error, what, job.path);
      return undefined;
    } finally {
      this.running.delete(controller);
      if (lane) this.lanes.delete(lane);
      lane?.onDidChange?.(false);
    }
  }

  isRunning(lane: Lane): boolean {
    return this.lanes.has(lane);
  }

  /** Ends the job of a lane, if one runs. */
  cancel(lane: Lane): void {
    this.lanes.get(lane)?.abort();
  }

  /** Ends every job. */
  dispose(): void {
    for (const controller of this.running) controller.abort();
  }
}
