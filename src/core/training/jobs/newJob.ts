import type { TrainingSettings } from '../trainingSettings';
import type { Job } from './job';
import type { NewJob } from './jobStore';
import { readJobTraining } from './prepare/readJobTraining';

/**
 * A job of a training file. All that is asked for is frozen: neither the file nor the settings change it later.
 * @param source the name of the file, and the folder where its relative paths start
 * @throws Problem `bad_input` where it is no training file
 */
export function toNewJob(text: string, source: Job['source'], settings: TrainingSettings): NewJob {
  const { python, scriptPath, workspace, accelerateBin, launchPrefix, docker } = settings;
  const { loraDir, baseModels, tagger, minimumPictures } = settings;
  const frozen: Job['settings'] = {
    python,
    scriptPath,
    workspace,
    accelerateBin,
    launchPrefix: [...launchPrefix],
    docker,
    loraDir,
    baseModels,
    tagger: tagger && [...tagger],
    minimumPictures,
  };
  const { training } = readJobTraining({ source, settings: frozen }, text);
  return { name: training.name, family: training.family, source, settings: frozen, training: text };
}
