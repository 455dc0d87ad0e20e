import { checkModelsOf } from '../job/checkBeyond';
import { checkTraining } from '../job/checkTraining';
import { refusal } from '../refusal';
import { trainingPath } from '../trainingPath';
import type { TrainingSettings } from '../trainingSettings';
import type { Job } from './job';
import type { NewJob } from './jobStore';
import { readJobTraining } from './prepare/readJobTraining';

/**
 * A job of a training file that has no error. All that is asked for is frozen: neither the file nor the settings change
 * it later. Its pictures are checked when the dataset is made, and the environment by the trainer itself.
 * @param source the name of the file, and the folder where its relative paths start
 * @throws Problem `bad_input` where the training file has an error
 */
export async function newJob(
  text: string,
  source: Job['source'],
  settings: TrainingSettings,
): Promise<NewJob> {
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
  const toPath = trainingPath(source.folder, baseModels);
  const ofFile = await checkTraining(text, source.file, toPath);
  const refused = refusal([...ofFile, ...(await checkModelsOf(text, source.file, toPath))]);
  if (refused) throw refused;
  return { name: training.name, family: training.family, source, settings: frozen, training: text };
}
