import { readUtf8 } from '../../json/jsonFile';
import { jobProgress } from '../jobs/jobProgress';
import type { Jobs } from '../jobs/jobs';
import type { RunToCompare } from './compareRuns';

/** Reads jobs to compare them, in the order of their ids. @throws Problem `missing` or `unreadable` */
export async function readRuns(jobs: Jobs, ids: readonly string[]): Promise<RunToCompare[]> {
  return Promise.all(
    [...new Set(ids)].map(async (id) => {
      const job = await jobs.get(id);
      const folder = jobs.store.folder(id);
      const training = (await readUtf8(folder.training)) ?? '';
      return { job, training, progress: await jobProgress(job, folder) };
    }),
  );
}
