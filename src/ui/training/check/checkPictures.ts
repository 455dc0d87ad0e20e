import { basename, dirname } from 'node:path';
import { trainingPath } from '../../../core/training/trainingPath';
import type { CheckPart } from './wholeCheck';

/** Every picture and caption of a training, the buckets, and the exact number of steps. */
export const checkPictures: CheckPart = async ({ source, path, settings, workers, signal, onProgress }) => {
  const [{ DatasetPictures }, { checkDataset, datasetCheckOptions }, { placedFinding }, { readTraining }] =
    await Promise.all([
      import('../../../core/media/datasetPictures'),
      import('../../../core/training/dataset/checkDataset'),
      import('../../../core/training/job/checkTraining'),
      import('../../../core/training/job/readTraining'),
    ]);
  const { training, document } = readTraining(source, basename(path));
  if (!training) return [];
  const pictures = new DatasetPictures(workers);
  try {
    const toPath = trainingPath(dirname(path), settings.baseModels);
    const { findings } = await checkDataset(training, toPath, {
      pictures,
      signal,
      onProgress,
      ...datasetCheckOptions(settings),
    });
    return findings.map((finding) => placedFinding(finding, basename(path), document));
  } finally {
    await pictures.close();
  }
};
