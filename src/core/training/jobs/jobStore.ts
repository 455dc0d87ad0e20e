import * as l10n from '@vscode/l10n';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicWrite';
import { withFileLock } from '../../files/lock';
import { resolveInside, safeName } from '../../files/safeName';
import { Problem } from '../../problem/problem';
import { errnoOf } from '../../problem/toProblem';
import { isOver, type Job } from './job';
import { jobFolder, type JobFolder } from './jobFolder';
import { readJobFile } from './readJobFile';
import { RemovedJobs } from './removedJobs';

/** What a new job is made of. */
export type NewJob = Pick<Job, 'name' | 'family' | 'source' | 'settings'> & {
  /** The text of the training file. */
  readonly training: string;
};

/** A change to a job; undefined leaves it as it is. */
export type JobChange = (job: Job) => Job | undefined;

/** The jobs below a folder, one folder each. Every window and command line may read and change them at once. */
export class JobStore {
  readonly removed: RemovedJobs;

  /** @param path absolute */
  constructor(readonly path: string) {
    this.removed = new RemovedJobs(path);
  }

  folder(id: string): JobFolder {
    return jobFolder(resolveInside(this.path, id));
  }

  /** Makes a job that waits for its turn. @throws Problem of writing */
  async create(made: NewJob, now: Date): Promise<Job> {
    const { training, ...facts } = made;
    await mkdir(this.path, { recursive: true });
    const id = await this.makeFolder(`${timeText(now)}-${safeName(made.name, 'training')}`);
    const folder = this.folder(id);
    const job: Job = { version: 1, id, ...facts, state: 'queued', createdAt: now.toISOString(), parts: [] };
    await writeFileAtomic(folder.training, training);
    await writeFileAtomic(folder.job, textOf(job));
    return job;
  }

  /** The first name that is free; `mkdir` tells, so that two windows never get the same. */
  private async makeFolder(name: string): Promise<string> {
    for (let number = 1; ; number++) {
      const id = number === 1 ? name : `${name}-${number}`;
      try {
        await mkdir(join(this.path, id));
        return id;
      } catch (error) {
        if (errnoOf(error) !== 'EEXIST') throw error;
      }
    }
  }

  /** All jobs, the newest last. Folders without a job that can be read are left out. */
  async list(): Promise<Job[]> {
    const names = await readdir(this.path).catch((): string[] => []);
    const jobs = await Promise.all(names.map((name) => this.read(name).catch(() => undefined)));
    return jobs
      .filter((job) => job !== undefined)
      .sort((a, b) =>
        a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1,
      );
  }

  /** @throws Problem `missing` or `unreadable` */
  async read(id: string): Promise<Job> {
    const file = this.folder(id).job;
    const job = await readJobFile(file);
    if (job === undefined) throw isMissing(id);
    if (job === 'unreadable' || job.id !== id) throw isUnreadable(id);
    return job;
  }

  /** Changes a job while no other process does. @returns the job as it is afterwards */
  async update(id: string, change: JobChange): Promise<Job> {
    const file = this.folder(id).job;
    return withFileLock(file, async () => {
      const job = await this.read(id);
      const changed = change(job);
      if (changed === undefined) return job;
      await writeFileAtomic(file, textOf(changed));
      return changed;
    });
  }

  /**
   * Removes a job that is over or waits: its folder goes to those that can be brought back.
   * @throws Problem `changed_meanwhile` while it runs
   */
  async remove(id: string, now: Date): Promise<void> {
    await withFileLock(this.folder(id).job, async () => {
      const job = await this.read(id);
      if (!isOver(job) && job.state !== 'queued') throw isAtWork(job);
      await this.removed.add(id, now);
    });
  }
}

const textOf = (job: Job) => `${JSON.stringify(job, null, 2)}\n`;

/** `20261126-203155`, in UTC, so that names sort by time. */
const timeText = (now: Date) => now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');

const isMissing = (id: string) =>
  new Problem('missing', l10n.t('There is no job {0}.', id), l10n.t('Look at the list of jobs again.'));

const isUnreadable = (id: string) =>
  new Problem(
    'unreadable',
    l10n.t('The job.json of {0} cannot be read.', id),
    l10n.t('It was changed by another program, or is of a newer version.'),
  );

const isAtWork = ({ name }: Job) =>
  new Problem('changed_meanwhile', l10n.t('The training of {0} is running.', name), l10n.t('Stop it first.'));
