import * as l10n from '@vscode/l10n';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/atomicWrite';
import { withFileLock } from '../../files/lock';
import { resolveInside, safeName } from '../../files/safeName';
import { readUtf8 } from '../../json/jsonFile';
import { Problem } from '../../problem/problem';
import { errnoOf } from '../../problem/toProblem';
import { isOver, JOB_SCHEMA, type Job } from './job';
import { jobFolder, type JobFolder } from './jobFolder';

/** What a new job is made of. */
export type NewJob = Pick<Job, 'name' | 'family' | 'source' | 'settings'> & {
  /** The text of the training file. */
  readonly training: string;
};

/** A change to a job; undefined leaves it as it is. */
export type JobChange = (job: Job) => Job | undefined;

/** The jobs below a folder, one folder each. Every window and command line may read and change them at once. */
export class JobStore {
  /** @param path absolute */
  constructor(readonly path: string) {}

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
    const source = await readUtf8(file);
    if (source === undefined) throw isMissing(id);
    const parsed = v.safeParse(JOB_SCHEMA, parsedJson(source));
    if (!parsed.success || parsed.output.id !== id) throw isUnreadable(id);
    return parsed.output;
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

  /** Removes a job that is over or waits, with its folder. @throws Problem `changed_meanwhile` while it runs */
  async remove(id: string): Promise<void> {
    const { job: file, path } = this.folder(id);
    await withFileLock(file, async () => {
      const job = await this.read(id);
      if (!isOver(job) && job.state !== 'queued') throw isAtWork(job);
      // A folder without its job.json is none: what a cut-off removal leaves is never taken for a job.
      await rename(file, `${file}.removed`);
    });
    await rm(path, { recursive: true, force: true });
  }
}

const textOf = (job: Job) => `${JSON.stringify(job, null, 2)}\n`;

function parsedJson(source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch {
    return undefined;
  }
}

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
