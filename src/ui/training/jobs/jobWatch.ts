import { isActiveHere } from '../../../core/training/jobs/jobProcess';
import { jobProgress, type JobProgress } from '../../../core/training/jobs/jobProgress';
import type { Jobs } from '../../../core/training/jobs/jobs';
import { Emitter } from '../../platform/emitter';
import { Looks } from '../../platform/looks';
import { NO_JOBS, type JobsSnapshot } from './jobRows';

/** How often it is looked whether a job whose processes died is over: nothing tells of that. */
const LOOK_MS = 10_000;
/** Progress is told twice a second: nobody reads as fast. */
const NOT_BEFORE_MS = 1000;

/**
 * What there is of jobs, in every window and whatever started them: one look for all that shows it. It also gives the
 * next one its turn, and finds those that a crash left behind.
 */
export class JobWatch {
  private readonly looked = new Emitter<JobsSnapshot>();
  /** There may be news; told once after each look. */
  readonly onDidLook = this.looked.event;
  private readonly looks: Looks;
  private readonly stop: () => void;
  private readonly timer: NodeJS.Timeout;
  private known = NO_JOBS;

  constructor(
    private readonly jobs: Jobs,
    onError: (error: unknown) => void,
  ) {
    this.looks = new Looks(() => this.lookAtAll(), NOT_BEFORE_MS, onError);
    this.stop = jobs.watch(() => this.looks.soon());
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  /** What was found last. */
  get snapshot(): JobsSnapshot {
    return this.known;
  }

  /** Looks now: something was done to a job here. */
  look(): void {
    this.looks.now();
  }

  private async lookAtAll(): Promise<void> {
    await this.jobs.startNext();
    const jobs = await this.jobs.list();
    const told = new Map<string, JobProgress>();
    for (const job of jobs.filter(isActiveHere)) {
      const progress = await jobProgress(job, this.jobs.store.folder(job.id));
      if (progress) told.set(job.id, progress);
    }
    this.known = { jobs, queue: await this.jobs.queue(jobs), told };
    this.looked.fire(this.known);
  }

  dispose(): void {
    this.stop();
    clearInterval(this.timer);
    this.looks.dispose();
    this.looked.dispose();
  }
}
