import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { Log } from '../../log';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { findProcess } from '../../processes/findProcess';
import type { MoveTo } from '../../tasks/order';
import { isFinished } from '../../tasks/transitions';
import type { TaskQueue } from '../../tasks/taskQueue';
import { loraFault } from '../verdict/loraFile';
import { loraFaultText } from '../verdict/loraFaultText';
import type { Checkpoint } from './checkpoints';
import { checkpointsNow } from './checkpointsNow';
import { isActive, isOver, type Job, type JobProcess, type JobRequest } from './job';
import { isActiveHere, isAtWork, onThisMachine, otherMachineOf } from './jobProcess';
import type { JobStore, NewJob } from './jobStore';
import { requestOfJob } from './requests';
import { endJob, gone } from './supervise/endJob';
import { superviseJob, type SuperviseOptions } from './supervise/supervise';

/** What trainings are called in the queue of tasks. */
export const TRAINING_TASKS = 'training';

export interface JobsOptions {
  readonly store: JobStore;
  readonly tasks: TaskQueue;
  /** Starts the process that looks after a job, so that it outlives this one. @throws Problem */
  readonly startSupervisor: (job: Job, claim: string | undefined) => Promise<void>;
  readonly copy: SuperviseOptions['copy'];
  readonly log: Log;
  readonly clock: () => Date;
}

/** All trainings of this user: makes them, lists them as they really are, and starts the next one when its turn comes. */
export class Jobs {
  constructor(private readonly options: JobsOptions) {}

  get store(): JobStore {
    return this.options.store;
  }

  /** Makes a job from a training file and puts it at the end of the queue. It starts where nothing else trains. */
  async add(made: NewJob): Promise<Job> {
    const job = await this.store.create(made, this.options.clock());
    await this.enqueue(job);
    await this.startNext();
    return this.store.read(job.id);
  }

  /** All jobs, the newest last. Those whose processes have died are told so first. */
  async list(): Promise<Job[]> {
    const jobs = await this.store.list();
    return Promise.all(jobs.map(async (job) => (isActive(job) ? this.settled(job) : job)));
  }

  /** How far the task of a job is, 0…1. */
  async progressOf(id: string): Promise<number> {
    return (await this.options.tasks.get(id))?.progress ?? 0;
  }

  /**
   * The ids of the jobs that wait, in the order of their turns.
   * @param known all jobs, where they were just listed
   */
  async queue(known?: readonly Job[]): Promise<readonly string[]> {
    const order = await this.options.tasks.waiting(TRAINING_TASKS);
    const jobs = known ?? (await this.store.list());
    const waiting = new Set(jobs.filter(({ state }) => state === 'queued').map(({ id }) => id));
    // One whose task was lost gets a new one at the end when the next turn is given.
    return [...order.filter((id) => waiting.delete(id)), ...waiting];
  }

  /**
   * Gives jobs that wait another turn, for every window and command line.
   * @throws Problem `changed_meanwhile` where none of them waits any more
   */
  move(ids: readonly string[], to: MoveTo): Promise<void> {
    return this.options.tasks.move(TRAINING_TASKS, ids, to);
  }

  /** Calls back when a job may have begun, moved on or ended, whatever process it is of. @returns ends it */
  watch(onChange: () => void): () => void {
    return this.options.tasks.watch(onChange);
  }

  /** A job as it really is. @throws Problem `missing` */
  async get(id: string): Promise<Job> {
    const job = await this.store.read(id);
    return isActive(job) ? this.settled(job) : job;
  }

  /** Asks a job for something. One that waits for its turn is taken out of the queue, whatever way it is to stop. */
  async request(id: string, action: JobRequest): Promise<Job> {
    const job = await this.get(id);
    const machine = otherMachineOf(job);
    if (machine !== undefined) throw isElsewhere(job, machine);
    if (job.state !== 'queued' || action === 'save') return requestOfJob(this.store, id, action);
    await this.options.tasks.cancel(id).catch(() => undefined);
    return this.store.update(id, (current) =>
      current.state === 'queued'
        ? { ...current, state: 'stopped', endedAt: this.options.clock().toISOString() }
        : undefined,
    );
  }

  /** Puts a job that ended into the queue again; it goes on from its last whole state, else from the start. */
  async resume(id: string): Promise<Job> {
    const before = await this.get(id);
    if (before.state === 'done' || !isOver(before)) throw cannotResume(before);
    const job = await this.store.update(id, (current) =>
      isOver(current)
        ? { ...current, ...resumed(current), state: 'queued', endedAt: undefined, told: undefined }
        : undefined,
    );
    await this.enqueue(job);
    await this.startNext();
    return this.store.read(id);
  }

  /**
   * Copies a checkpoint of a job, however it ended, to the folder of LoRAs; what was copied before stays.
   * @param isMeant picks one of its checkpoints; of several, the newest
   * @throws Problem where there is none such, or it cannot be used
   */
  async useCheckpoint(id: string, isMeant: (checkpoint: Checkpoint) => boolean): Promise<Job> {
    const job = await this.get(id);
    const checkpoint = (await checkpointsNow(job, this.store.folder(id))).findLast(isMeant);
    if (!checkpoint) throw noCheckpoint(job);
    const fault = await loraFault(checkpoint.path);
    if (fault) throw new Problem('unreadable', loraFaultText(fault, basename(checkpoint.path)), '');
    const artifact = await this.options.copy(job, checkpoint.path);
    return this.store.update(id, (current) => ({ ...current, artifact, artifactFrom: checkpoint.path }));
  }

  /** Takes it on to tell the user how a job ended. @returns whether it is this one's to tell: only the first one's */
  async claimTelling(id: string): Promise<boolean> {
    let isOurs = false;
    await this.store.update(id, (current) => {
      isOurs = isOver(current) && current.told !== true;
      return isOurs ? { ...current, told: true } : undefined;
    });
    return isOurs;
  }

  /** Removes a job until it is brought back or let go for good; what was copied to the folder of LoRAs stays. */
  async remove(id: string): Promise<void> {
    await this.get(id);
    await this.store.remove(id, this.options.clock());
    await this.options.tasks.skip(id).catch(() => undefined);
  }

  /** Brings a removed job back: one that waited waits again, behind all others. */
  async restore(id: string): Promise<Job> {
    await this.store.removed.restore(id);
    await this.startNext();
    return this.store.read(id);
  }

  /**
   * Makes a job this machine's own that another one was at work on, where its user says that it is so no more: it is
   * judged by what its folder tells, and can be resumed or removed then. Any other job stays as it is.
   */
  async takeOver(id: string): Promise<Job> {
    const job = await this.store.read(id);
    if (otherMachineOf(job) === undefined) return this.get(id);
    await this.options.tasks.cancel(id).catch(() => undefined);
    const own = await this.store.update(id, (current) => ({
      ...current,
      supervisor: undefined,
      parts: current.parts.map((part) => ({ ...part, trainer: undefined })),
    }));
    return this.settled(own);
  }

  /**
   * Starts the first waiting job where nothing trains. To be called by whatever may be the first to know: a new job, a
   * window that opens, the process of a job that ends.
   */
  async startNext(): Promise<void> {
    const { tasks } = this.options;
    for (;;) {
      const jobs = await this.list();
      // One of another machine, whose folder is shared or a copy, takes no turn of this one.
      if (jobs.some(isActiveHere)) return;
      await tasks.settle();
      for (const job of jobs) if (job.state === 'queued') await this.enqueue(job);
      const claim = await tasks.claim(TRAINING_TASKS);
      if (!claim) return;
      const job = await this.store.read(claim.task.id).catch(() => undefined);
      if (job?.state !== 'queued') {
        await claim.end({ state: 'skipped' });
        continue;
      }
      try {
        await this.options.startSupervisor(job, claim.id);
        return;
      } catch (error) {
        const { code, message, advice } = toProblem(error, job.name);
        await claim.end({ state: 'failed', error: { code, message, advice } });
        await endJob(this.options, job.id, { state: 'error', cause: `${message} ${advice}`, causeId: code }); // prettier-ignore
      }
    }
  }

  /** Sees to it that a job that waits has its task. */
  private async enqueue({ id, name }: Job): Promise<void> {
    const { tasks } = this.options;
    const task = await tasks.get(id);
    if (!task) await tasks.add({ id, title: name, kind: TRAINING_TASKS }).catch(onlyIfThere);
    else if (isFinished(task)) await tasks.retry(id).catch(onlyIfThere);
  }

  /** A job that should be at work, as it really is. */
  private async settled(job: Job): Promise<Job> {
    const { store, startSupervisor, log, clock, copy } = this.options;
    if (await isAtWork(job.supervisor)) return job;
    try {
      if (await isAtWork(await this.trainerOf(job))) {
        await startSupervisor(job, job.claim);
        return job;
      }
      if (job.state === 'prepping') return await endJob(this.options, job.id, gone());
      const prepare = () => Promise.reject(new Error('A job that has begun is not prepared.'));
      return await superviseJob(job.id, { store, log, clock, copy, prepare });
    } catch (error) {
      log.error(toProblem(error, job.name).message);
      return store.read(job.id);
    }
  }

  /** The trainer of a job, also where the process that started it died before it could note which one it is. */
  private async trainerOf(job: Job): Promise<JobProcess | undefined> {
    const part = job.parts.at(-1);
    if (job.state !== 'training' || !part || part.endedAt !== undefined) return undefined;
    if (part.trainer) return part.trainer;
    const found = await findProcess(this.store.folder(job.id).config);
    return found && onThisMachine(found);
  }
}

/** What a job keeps that is tried again: a LoRA that could not be copied needs no second training. */
function resumed({ lora, verdict }: Job): Pick<Job, 'lora' | 'verdict'> {
  if (lora === undefined || verdict?.causeId !== 'not_copied') return { lora: undefined, verdict: undefined };
  return { lora, verdict: { ...verdict, state: 'done', cause: undefined, causeId: undefined } };
}

/** Another window may have been first: then all is as wanted. */
function onlyIfThere(error: unknown): void {
  if (error instanceof Problem && (error.code === 'bad_input' || error.code === 'changed_meanwhile')) return;
  throw error;
}

const noCheckpoint = ({ name }: Job) =>
  new Problem(
    'missing',
    l10n.t('The training of {0} has no such checkpoint.', name),
    l10n.t('Look at the list of jobs again.'),
  );

const isElsewhere = ({ name }: Job, machine: string) =>
  new Problem(
    'changed_meanwhile',
    l10n.t('The training of {0} was at work on {1}, and is not followed here.', name, machine),
    l10n.t('Ask for it there. Where it does not run any more, resume it here.'),
  );

const cannotResume = ({ name, state }: Job) =>
  new Problem(
    'changed_meanwhile',
    state === 'done'
      ? l10n.t('The training of {0} is done: there is nothing to resume.', name)
      : l10n.t('The training of {0} is running or waits for its turn.', name),
    l10n.t('Look at the list of jobs again.'),
  );
