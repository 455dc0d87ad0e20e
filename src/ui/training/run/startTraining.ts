import { basename, dirname } from 'node:path';
import { readUtf8 } from '../../../core/json/jsonFile';
import { statPath } from '../../../core/files/statPath';
import { newJob } from '../../../core/training/jobs/newJob';
import type { Job } from '../../../core/training/jobs/job';
import type { Jobs } from '../../../core/training/jobs/jobs';
import type { TrainingEditor } from '../trainingEditor';

/**
 * Makes a job of a training file and puts it into the queue. What the file says now is what is trained, also where it is
 * changed while the job waits.
 * @param file absolute path
 * @throws Problem where it is not there, or has an error
 */
export async function startTraining(jobs: Jobs, editor: TrainingEditor, file: string): Promise<Job> {
  await statPath(file);
  const text = (await readUtf8(file)) ?? '';
  const source = { file: basename(file), folder: dirname(file) };
  return jobs.add(await newJob(text, source, editor.settings(file)));
}
