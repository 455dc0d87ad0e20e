import manifest from '../../../package.json';
import type { WrittenTrainingSettings } from '../../../src/ui/platform/settings';

const defaults = manifest.contributes.configuration.properties;

/** The settings of trainings as package.json has them, but for some. */
export const written = (changes: Partial<WrittenTrainingSettings> = {}): WrittenTrainingSettings => ({
  loraDir: defaults['diffusionWorkbench.training.loraDir'].default,
  jobsDir: defaults['diffusionWorkbench.training.jobsDir'].default,
  baseModels: defaults['diffusionWorkbench.training.baseModels'].default,
  pythonPath: defaults['diffusionWorkbench.training.pythonPath'].default,
  scriptPath: defaults['diffusionWorkbench.training.kohya.scriptPath'].default,
  workspace: defaults['diffusionWorkbench.training.kohya.workspace'].default,
  accelerateBin: defaults['diffusionWorkbench.training.kohya.accelerateBin'].default,
  dockerImage: defaults['diffusionWorkbench.training.docker.image'].default,
  dockerKohyaRoot: defaults['diffusionWorkbench.training.docker.kohyaRoot'].default,
  launchPrefix: defaults['diffusionWorkbench.training.launchPrefix'].default,
  tagger: defaults['diffusionWorkbench.training.tagger'].default,
  minimumPictures: defaults['diffusionWorkbench.training.minimumPictures'].default,
  ...changes,
});
