import * as l10n from '@vscode/l10n';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { readUtf8 } from '../../../core/json/jsonFile';
import type { Pictures } from '../../../core/media/pictures';
import type { SmallPicture, SmallPictures } from '../../../core/media/smallPictures';
import { Problem } from '../../../core/problem/problem';
import type { TrainingFile } from '../../../core/training/job/trainingFile';
import { checkpointsOf } from '../../../core/training/jobs/checkpoints';
import { withOutputs } from '../../../core/training/jobs/checkpointsNow';
import { isActive, type Job } from '../../../core/training/jobs/job';
import type { JobFolder } from '../../../core/training/jobs/jobFolder';
import type { Jobs } from '../../../core/training/jobs/jobs';
import { readJobTraining } from '../../../core/training/jobs/prepare/readJobTraining';
import { nvidiaUse, type GpuUse } from '../../../core/training/jobs/supervise/gpuMemory';
import { followRun, type FollowedRun } from '../../../core/training/run/followRun';
import type { LogTail } from '../../../core/training/run/logTail';
import type { RunEvents } from '../../../core/training/run/runEvents';
import { samplePrompts, samplesOf, type Sample, type SamplePrompt } from '../../../core/training/run/samples';
import type { RunState } from '../../../protocol/run';
import { trainingPictures } from '../trainingPictures';
import { runState, type FoundCheckpoint } from './runState';

export interface RunSourceOptions {
  readonly pictures: () => Promise<Pictures>;
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** How often a running job is looked at that tells nothing: its processes may have died, and the GPU changes silently. */
const LOOK_MS = 5000;
/** Folders of samples are read again no more often than this. */
const SAMPLES_MS = 1000;

/** Everything that the page of a job shows, from its folder. */
export class RunSource {
  private training: TrainingFile | undefined;
  private prompts: readonly SamplePrompt[] = [];
  private samples: readonly Sample[] = [];
  private checkpoints: readonly FoundCheckpoint[] = [];
  private samplesAt = 0;
  private isThere = true;
  private gpu: GpuUse | undefined;
  private readonly thumbnails: SmallPictures;

  private constructor(
    private readonly jobs: Jobs,
    private readonly run: FollowedRun,
    private readonly folder: JobFolder,
    private readonly options: RunSourceOptions,
  ) {
    this.thumbnails = trainingPictures(join(folder.path, 'thumbnails'), options.pictures);
    const timer = setInterval(() => void this.look().catch(options.onError), LOOK_MS);
    options.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  /** @throws Problem `missing` or `unreadable` where there is no such job */
  static async open(jobs: Jobs, id: string, options: RunSourceOptions): Promise<RunSource> {
    const folder = jobs.store.folder(id);
    const run = await followRun(jobs.store, id, options);
    const source = new RunSource(jobs, run, folder, options);
    await source.readTraining();
    void source.look().catch(options.onError);
    return source;
  }

  get events(): RunEvents {
    return this.run.events;
  }

  get log(): LogTail {
    return this.run.log;
  }

  /**
   * @param address makes the address of a file for the page
   * @throws Problem `missing` while the job is removed; it may be brought back
   */
  async state(address: (path: string) => string): Promise<RunState> {
    const job = this.run.job();
    if (!existsSync(this.folder.job))
      throw new Problem('missing', l10n.t('There is no job {0}.', job.id), '');
    await this.readFiles(job);
    return runState({
      job,
      events: this.events,
      training: this.training,
      prompts: this.prompts,
      samples: this.samples,
      checkpoints: this.checkpoints,
      gpu: isActive(job) ? this.gpu : undefined,
      host: foreignHost(job),
      address,
      thumbnail: (sample) => this.thumbnails.of(smallOf(sample)),
    });
  }

  /** The file that the page calls so. @throws Problem `missing` where the page was not told of it */
  pathOf(key: string): string {
    const known = [...this.samples, ...this.checkpoints].find((each) => each.key === key);
    if (known) return known.path;
    throw new Problem('missing', l10n.t('{0} is not there any more.', key.slice(0, 200)), '');
  }

  /** The job as it really is: nothing tells that its processes have died, or that it was removed. */
  private async look(): Promise<void> {
    const job = this.run.job();
    const isThere = existsSync(this.folder.job);
    if (isThere !== this.isThere) this.options.onChange();
    this.isThere = isThere;
    if (!isThere || !isActive(job) || foreignHost(job) !== undefined) return;
    await this.jobs.get(job.id);
    if (job.state === 'training') this.gpu = mostUsed(await nvidiaUse());
    this.options.onChange();
  }

  private async readTraining(): Promise<void> {
    try {
      const text = (await readUtf8(this.folder.training)) ?? '';
      const { training, toPath } = readJobTraining(this.run.job(), text);
      this.training = training;
      this.prompts = await samplePrompts(training, toPath);
    } catch {
      // The page shows what is known without it.
      this.training = undefined;
    }
  }

  private async readFiles(job: Job): Promise<void> {
    if (isActive(job) && Date.now() - this.samplesAt < SAMPLES_MS) return;
    this.samplesAt = Date.now();
    this.samples = await samplesOf(job, this.folder, this.training?.gradient_accumulation ?? 1);
    // The newest ones are looked at first.
    const { onChange: onMade, signal } = this.options;
    this.thumbnails.make([...this.samples].reverse().map(smallOf), { onMade, signal });
    const running = isActive(job) ? (this.events.part?.outputs.whole(false) ?? []) : [];
    const part = job.parts.at(-1);
    // Of a resumed part, the events may not have come yet: what they tell is of the part before.
    const areOfPart = part?.outputs === undefined && part?.number === this.events.number;
    const found = areOfPart && running.length > 0 ? withOutputs(job, running) : checkpointsOf(job);
    const sized = await Promise.all(
      found.map(async (checkpoint) => {
        const bytes = (await stat(checkpoint.path).catch(() => undefined))?.size;
        const key = relative(this.folder.path, checkpoint.path).split(sep).join('/');
        return bytes === undefined ? undefined : { ...checkpoint, key, bytes };
      }),
    );
    this.checkpoints = sized.filter((each) => each !== undefined);
  }
}

/** The computer that a job runs on, or seems to, where it is not this one: it cannot be looked after from here. */
function foreignHost(job: Job): string | undefined {
  const host = job.supervisor?.host;
  return isActive(job) && host !== undefined && host !== hostname() ? host : undefined;
}

const mostUsed = (gpus: readonly GpuUse[] | undefined): GpuUse | undefined =>
  gpus && [...gpus].sort((one, other) => other.used - one.used)[0];

/** Samples of different parts of a job may have the same name. */
const smallOf = ({ key, path }: Sample): SmallPicture => ({
  name: `${key.split('/')[1] ?? ''}-${basename(path)}.jpg`,
  path,
});
