import * as l10n from '@vscode/l10n';
import { stat, truncate } from 'node:fs/promises';
import type { Problem } from '../../../problem/problem';
import { toProblem } from '../../../problem/toProblem';
import { endTree } from '../../../processes/endTree';
import { watchFile } from '../../../files/watchFile';
import type { Log } from '../../../log';
import { findProcess } from '../../../processes/findProcess';
import { startDetached } from '../../../processes/startDetached';
import type { LogEvent } from '../../log/events';
import type { RunSummary } from '../../verdict/runSummary';
import { isOver, type Job, type JobPart, type JobProcess } from '../job';
import type { JobFolder } from '../jobFolder';
import { isAtWork, isSameProcess, onThisMachine, ownJobProcess } from '../jobProcess';
import type { JobStore } from '../jobStore';
import { conclude, type Conclusion, type JobVerdict } from './conclude';
import { endJob, gone } from './endJob';
import { createGpuMeter, type GpuMemory, type GpuMeter } from './gpuMemory';
import { createNanGuard } from './nanGuard';
import { createPlanReader } from './planOf';
import { readTrainerLog } from './trainerLog';
import { exitOf, waitForEnd } from './waitForEnd';

/** A job that is ready to train. */
export interface Prepared {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runner: boolean;
  readonly why?: string;
  readonly end?: readonly string[];
  readonly outputName: string;
  readonly precision: string;
  readonly dataset: NonNullable<Job['dataset']>;
  readonly stepOffset: number;
  readonly nameOffset: number;
}

export interface SuperviseOptions {
  readonly store: JobStore;
  /** Which run of the queue's task it is. */
  readonly claim?: string | undefined;
  readonly log: Log;
  readonly clock: () => Date;
  /** Builds the dataset and writes what the trainer reads. @throws Problem */
  readonly prepare: (job: Job, folder: JobFolder, part: number, signal: AbortSignal) => Promise<Prepared>;
  /** Brings the finished LoRA to its folder. @returns its path there @throws Problem */
  readonly copy: (job: Job, lora: string) => Promise<string>;
  /** How much GPU memory is in use; by default what the driver says. */
  readonly gpuMemory?: GpuMemory;
  /** How often it is looked at. */
  readonly gpuLookMs?: number;
  /** Told how far the training is, 0…1. */
  readonly onProgress?: (progress: number) => void;
}

const GRACE_MS = 10_000;

/**
 * Looks after a job from its turn to its end: prepares it, starts the trainer in a process that outlives this one, judges
 * how it ended, and copies the LoRA. A job whose trainer was started by another process, which has died since, is taken
 * over where it is.
 * @returns the job as it ended; as it is where another process looks after it, or it is over
 */
export async function superviseJob(id: string, options: SuperviseOptions): Promise<Job> {
  const { store } = options;
  const own = await ownJobProcess();
  const before = await store.read(id);
  const isLookedAfter = await isAtWork(before.supervisor);
  const job = await store.update(id, (current) => {
    // Another process may have been first.
    const isTaken = !isSameProcess(current.supervisor, before.supervisor);
    if (isOver(current) || isLookedAfter || isTaken) return undefined;
    return { ...taken(current, options.clock()), supervisor: own, claim: options.claim ?? current.claim };
  });
  if (!isSameProcess(job.supervisor, own)) return job;
  try {
    return await new Supervision(id, options).run(job);
  } catch (error) {
    const problem = toProblem(error, job.name);
    options.log.error(problem.message);
    return await fail(options, id, problem);
  }
}

/** A job that gets its turn, or goes on where another process left it. */
function taken(job: Job, now: Date): Job {
  if (job.state !== 'queued') return job;
  // Trained already: only the copy had failed.
  if (job.lora !== undefined && job.verdict) return { ...job, state: 'copying', endedAt: undefined };
  return {
    ...job,
    state: 'prepping',
    startedAt: now.toISOString(),
    endedAt: undefined,
    verdict: undefined,
    request: undefined,
  };
}

class Supervision {
  private readonly folder: JobFolder;

  constructor(
    private readonly id: string,
    private readonly options: SuperviseOptions,
  ) {
    this.folder = options.store.folder(id);
  }

  async run(job: Job): Promise<Job> {
    if (job.state === 'copying') return await this.finish(job);
    return job.state === 'training' ? this.attach(job) : this.start(job);
  }

  /** Goes on with a trainer that another process started; it may have ended since, or that process may have noted it. */
  private async attach(job: Job): Promise<Job> {
    const part = job.parts.at(-1);
    if (!part) return this.end(gone());
    if (part.endedAt !== undefined) return this.train(part, part.trainer, () => Promise.resolve(part.exitCode ?? undefined)); // prettier-ignore
    const found = part.trainer ?? (await findProcess(this.folder.config));
    const trainer = found && onThisMachine(found);
    if (trainer) await this.updatePart(part.number, { trainer });
    return this.train(part, trainer, () => waitForEnd(trainer));
  }

  private async start(job: Job): Promise<Job> {
    const number = job.parts.length + 1;
    const cancel = new AbortController();
    const isAborted = () => cancel.signal.aborted;
    const stop = watchFile(this.folder.job, () => void this.cancelIfAsked(cancel));
    let prepared: Prepared;
    try {
      prepared = await this.options.prepare(job, this.folder, number, cancel.signal);
    } catch (error) {
      if (!isAborted()) throw error;
      return await this.end({ state: 'stopped', cause: stoppedEarly(), causeId: 'stopped' });
    } finally {
      stop();
    }
    await this.cancelIfAsked(cancel);
    if (isAborted()) return await this.end({ state: 'stopped', cause: stoppedEarly(), causeId: 'stopped' });
    const { command, cwd, env } = prepared;
    const part: JobPart = {
      number,
      startedAt: this.now(),
      logFrom: await sizeOf(this.folder.log),
      eventsFrom: await sizeOf(this.folder.events),
      stepOffset: prepared.stepOffset,
      nameOffset: prepared.nameOffset,
      command: [...command],
      cwd,
      runner: prepared.runner,
      outputName: prepared.outputName,
      precision: prepared.precision,
      ...(prepared.why !== undefined && { why: prepared.why }),
      ...(prepared.end && { end: [...prepared.end] }),
    };
    // Written before the trainer is there: where this process dies in between, the trainer is looked for.
    await this.update((current) => ({
      ...current,
      state: 'training',
      dataset: prepared.dataset,
      parts: [...current.parts, part],
    }));
    const meter = await createGpuMeter(this.options.gpuMemory, this.options.gpuLookMs);
    const started = await startDetached({ command, cwd, env, stdout: this.folder.log });
    const trainer = onThisMachine(started.identity);
    await this.updatePart(number, { trainer });
    // The user may have asked before there was anything to end.
    await this.cancelIfAsked(cancel);
    if (isAborted()) await endTree(trainer, { graceMs: GRACE_MS });
    return this.train(part, trainer, () => exitOf(started), meter);
  }

  /** Waits for the end of the trainer while its log is read, and judges it. */
  private async train(
    part: JobPart,
    trainer: JobProcess | undefined,
    wait: () => Promise<number | undefined>,
    meter?: GpuMeter,
  ): Promise<Job> {
    const endAll = async () => trainer && endTree(trainer, { graceMs: GRACE_MS });
    const over = new AbortController();
    let isWorthless = false;
    const guard = createNanGuard(part.precision, () => {
      isWorthless = true;
      void endAll();
    });
    const planned = createPlanReader();
    const onEvent = (event: LogEvent): void => {
      guard(event);
      planned.add(event);
      if (event.type === 'runner' && event.event === 'unavailable') this.withoutRunner(part, event.reason);
      if (event.type === 'step')
        this.options.onProgress?.(
          Math.min(1, (event.step + part.stepOffset) / (event.total + part.stepOffset)),
        );
    };
    // What a process that died has noted of this part is read again.
    await truncate(this.folder.events, part.eventsFrom).catch(() => undefined);
    const reading = readTrainerLog(this.folder.log, part.logFrom, over.signal, {
      onEvent,
      events: this.folder.events,
    });
    const exit = await wait();
    const gpuBytes = meter?.stop();
    // A launcher that was killed leaves the process that trains behind.
    await endAll();
    over.abort();
    const { run, to } = await reading;
    // The first part tells the plan of the whole job; a later one may only have the steps that were missing.
    const plan = part.nameOffset === 0 ? planned.plan() : undefined;
    if (plan) await this.update((job) => ({ ...job, plan }));
    const job = await this.updatePart(part.number, {
      endedAt: this.now(),
      logTo: to,
      ...(exit !== undefined && { exitCode: exit }),
    });
    const concluded = await conclude(job, this.folder, part, run, exit, isWorthless);
    await this.updatePart(part.number, {
      outputs: [...concluded.outputs],
      ...speedOf(run),
      ...(gpuBytes !== undefined && { gpuBytes }),
    });
    return this.concludeWith(concluded);
  }

  /** The runner could not work with this trainer: there is no saving on request. */
  private withoutRunner({ number }: JobPart, why: string | undefined): void {
    const noted = this.updatePart(number, { runner: false, why: why ?? '' });
    noted.catch((error: unknown) => this.options.log.error(toProblem(error, this.id).message));
  }

  private async concludeWith({ verdict, lora }: Conclusion): Promise<Job> {
    if (lora === undefined) return this.end(verdict);
    const job = await this.update((current) => ({ ...current, state: 'copying', verdict, lora }));
    return this.finish(job);
  }

  /** Copies the LoRA. What cannot be copied is not lost: it stays in the job's folder, and the job says so. */
  private async finish(job: Job): Promise<Job> {
    const { verdict, lora } = job;
    if (!verdict || lora === undefined) return this.end(gone());
    try {
      const artifact = await this.options.copy(job, lora);
      await this.update((current) => ({ ...current, artifact }));
      return await this.end(verdict);
    } catch (error) {
      const { message, advice } = toProblem(error, job.name);
      return this.end({
        ...verdict,
        state: 'error',
        cause: l10n.t('The training is done, but the LoRA could not be copied: {0} {1} It is in the folder of the job.', message, advice), // prettier-ignore
        causeId: 'not_copied',
      });
    }
  }

  private async end(verdict: JobVerdict): Promise<Job> {
    return endJob(this.options, this.id, verdict);
  }

  private async cancelIfAsked(cancel: AbortController): Promise<void> {
    const job = await this.options.store.read(this.id).catch(() => undefined);
    if (job?.request && job.request.action !== 'save') cancel.abort();
  }

  private update(change: (job: Job) => Job): Promise<Job> {
    return this.options.store.update(this.id, change);
  }

  private updatePart(number: number, change: Partial<JobPart>): Promise<Job> {
    return this.update((job) => ({
      ...job,
      parts: job.parts.map((part) => (part.number === number ? { ...part, ...change } : part)),
    }));
  }

  private now(): string {
    return this.options.clock().toISOString();
  }
}

function fail(options: SuperviseOptions, id: string, { code, message, advice }: Problem): Promise<Job> {
  return endJob(options, id, { state: 'error', cause: `${message} ${advice}`, causeId: code });
}

const stoppedEarly = () => l10n.t('The training was stopped before it began.');

const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

function speedOf(run: RunSummary): Pick<JobPart, 'speed'> {
  const [steps, seconds] = [run.steps(), run.seconds()];
  return steps === undefined || seconds === undefined ? {} : { speed: { steps, seconds } };
}
