import { isActive, type Job } from '../../../core/training/jobs/job';
import { isActiveHere } from '../../../core/training/jobs/jobProcess';
import type { JobProgress } from '../../../core/training/jobs/jobProgress';

/** All jobs at one moment. */
export interface JobsSnapshot {
  /** The newest last. */
  readonly jobs: readonly Job[];
  /** The ids of those that wait, in the order of their turns. */
  readonly queue: readonly string[];
  /** What the trainers of those that run have told, by id. */
  readonly told: ReadonlyMap<string, JobProgress>;
}

export const NO_JOBS: JobsSnapshot = { jobs: [], queue: [], told: new Map() };

export const JOB_GROUPS = ['queue', 'running', 'history'] as const;
export type JobGroup = (typeof JOB_GROUPS)[number];

/** The ids of the jobs of each group, in the order that they are shown in. */
export type JobRows = Readonly<Record<JobGroup, readonly string[]>>;

/** Sorts jobs into their groups. One that another machine was at work on is history: whether it runs, nobody here knows. */
export function jobRows({ jobs, queue }: JobsSnapshot): JobRows {
  const running = jobs.filter(isActiveHere);
  const waits = new Set(jobs.filter(({ state }) => state === 'queued').map(({ id }) => id));
  const isHistory = (job: Job) => job.state !== 'queued' && !isActiveHere(job);
  const newestFirst = (one: Job, other: Job) => lastTime(other).localeCompare(lastTime(one));
  return {
    queue: [...queue.filter((id) => waits.delete(id)), ...waits],
    running: running.map(({ id }) => id),
    history: jobs
      .filter(isHistory)
      .sort(newestFirst)
      .map(({ id }) => id),
  };
}

const lastTime = (job: Job): string =>
  (isActive(job) ? undefined : job.endedAt) ?? job.startedAt ?? job.createdAt;

/** The group that a job is shown in. */
export function groupOf(rows: JobRows, id: string): JobGroup | undefined {
  return JOB_GROUPS.find((group) => rows[group].includes(id));
}
