import * as l10n from '@vscode/l10n';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveInside } from '../../files/safeName';
import { Problem } from '../../problem/problem';
import type { Job } from './job';
import { readJobFile } from './readJobFile';

/** The folder of removed jobs in that of all jobs: on the same drive, so that nothing is copied. */
const HOLDING = '.removed';
/** Behind the name of `job.json`: a folder without it is no job, wherever it is. */
const REMOVED = '.removed';
const JOB_FILE = 'job.json';

/** A job that was removed and can be brought back. */
export interface RemovedJob {
  readonly job: Job;
  readonly removedAt: Date;
  /** Its folder, absolute. */
  readonly folder: string;
}

/** What was removed from the folder of the jobs, until it is emptied. */
export class RemovedJobs {
  /** @param jobsFolder absolute */
  constructor(private readonly jobsFolder: string) {}

  /** Removes a job that nothing is at work on. From the first step on it is no job any more, wherever this is cut off. */
  async add(id: string, now: Date): Promise<void> {
    const folder = resolveInside(this.jobsFolder, id);
    const file = join(folder, JOB_FILE + REMOVED);
    await rename(join(folder, JOB_FILE), file);
    await utimes(file, now, now).catch(() => undefined);
    await mkdir(join(this.jobsFolder, HOLDING), { recursive: true });
    // Where another program has a file of it open, some systems leave it where it is. It is found there, too.
    await rename(folder, join(this.jobsFolder, HOLDING, id)).catch(() => undefined);
  }

  /** All of them, the one that was removed last first. */
  async list(): Promise<RemovedJob[]> {
    const found: RemovedJob[] = [];
    for (const parent of [this.jobsFolder, join(this.jobsFolder, HOLDING)]) {
      for (const name of await readdir(parent).catch((): string[] => [])) {
        const folder = join(parent, name);
        const file = join(folder, JOB_FILE + REMOVED);
        const removedAt = (await stat(file).catch(() => undefined))?.mtime;
        const job = removedAt && (await readJobFile(file).catch(() => undefined));
        if (removedAt && job && job !== 'unreadable' && job.id === name)
          found.push({ job, removedAt, folder });
      }
    }
    return found.sort((one, other) => other.removedAt.getTime() - one.removedAt.getTime());
  }

  /** Brings a job back. @throws Problem `missing` */
  async restore(id: string): Promise<void> {
    const { folder } = await this.find(id);
    const target = resolveInside(this.jobsFolder, id);
    if (folder !== target) await rename(folder, target);
    await rename(join(target, JOB_FILE + REMOVED), join(target, JOB_FILE));
  }

  /**
   * Lets removed jobs go for good.
   * @param isMeant picks those; all where it is left out
   * @param dispose what becomes of a folder: the system’s trash, or nothing at all
   * @returns how many
   */
  async empty(
    isMeant: (removed: RemovedJob) => boolean = () => true,
    dispose: (folder: string) => Promise<void> = (folder) => rm(folder, { recursive: true, force: true }),
  ): Promise<number> {
    const meant = (await this.list()).filter(isMeant);
    for (const { folder } of meant) await dispose(folder);
    return meant.length;
  }

  private async find(id: string): Promise<RemovedJob> {
    const found = (await this.list()).find(({ job }) => job.id === id);
    if (found) return found;
    throw new Problem(
      'missing',
      l10n.t('There is no removed job {0}.', id),
      l10n.t('It was brought back, or is gone for good.'),
    );
  }
}
