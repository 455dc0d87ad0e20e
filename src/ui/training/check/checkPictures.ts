import { basename, dirname, join } from 'node:path';
import { userDataFolder } from '../../../core/files/userData';
import { trainingPath } from '../../../core/training/trainingPath';
import type { CheckPart } from './wholeCheck';

/** Every picture and caption of a training, the buckets, and the exact number of steps. */
export const checkPictures: CheckPart = async ({ source, path, settings, workers, signal, onProgress }) => {
  const [
    { DatasetPictures },
    { checkDataset, datasetCheckOptions },
    { placedFinding },
    { readTraining },
    { estimateTraining },
    { JobStore },
  ] = await Promise.all([
    import('../../../core/media/datasetPictures'),
    import('../../../core/training/dataset/checkDataset'),
    import('../../../core/training/job/checkTraining'),
    import('../../../core/training/job/readTraining'),
    import('../../../core/training/jobs/estimate/estimate'),
    import('../../../core/training/jobs/jobStore'),
  ]);
  const { training, document } = readTraining(source, basename(path));
  if (!training) return [];
  const pictures = new DatasetPictures(workers);
  try {
    const toPath = trainingPath(dirname(path), settings.baseModels);
    const { findings, plan } = await checkDataset(training, toPath, {
      pictures,
      signal,
      onProgress,
      ...datasetCheckOptions(settings),
    });
    const jobs = new JobStore(settings.jobsDir ?? join(userDataFolder(), 'jobs'));
    const { steps } = plan.length;
    const estimate = steps > 0 ? [await estimateTraining(training, steps, jobs)] : [];
    return [...findings, ...estimate].map((finding) => placedFinding(finding, basename(path), document));
  } finally {
    await pictures.close();
  }
};
