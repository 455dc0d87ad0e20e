import { samplesOf } from '../../../core/training/run/samples';
import type { Job } from '../../../core/training/jobs/job';
import type { JobFolder } from '../../../core/training/jobs/jobFolder';

/** The picture that the trainer of a job drew last, of the first prompt. */
export async function newestSample(job: Job, folder: JobFolder): Promise<string | undefined> {
  const samples = await samplesOf(job, folder, 1);
  const last = samples.reduce((most, { step }) => Math.max(most, step), -1);
  return samples.filter(({ step }) => step === last).sort((one, other) => one.prompt - other.prompt)[0]?.path;
}
