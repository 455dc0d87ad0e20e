import { expandPath, type PathVariables } from '../../core/files/expandPath';
import type { TrainingSettings } from '../../core/training/trainingSettings';
import type { WrittenTrainingSettings } from '../platform/settings';

/** What the settings of the editor say of trainings, with absolute paths. */
export interface EditorTrainingSettings extends TrainingSettings {
  /** The folder of the jobs; undefined: the one in the folder of the user's data. */
  readonly jobsDir?: string;
  /** The user has said where Python or the trainer is. */
  readonly isTrainerNamed?: boolean;
}

/** A path, not a name that is looked up in PATH. */
const IS_PATH = /[\\/~$%]/;

/** Makes what the user wrote into what core works with. A path whose variable is not set stays as it is written. */
export function trainingSettings(
  written: WrittenTrainingSettings,
  variables: PathVariables,
  platform: NodeJS.Platform = process.platform,
): EditorTrainingSettings {
  const path = (text: string) => expandPath(text, variables) ?? text;
  const optional = (text: string) => (text === '' ? undefined : path(text));
  const program = (text: string) => (IS_PATH.test(text) ? path(text) : text);
  const [tagger, ...taggerArguments] = written.tagger;
  const workspace = optional(written.workspace);
  const loraDir = optional(written.loraDir);
  const jobsDir = optional(written.jobsDir);
  return {
    python: written.pythonPath === '' ? usualPython(platform) : program(written.pythonPath),
    scriptPath: path(written.scriptPath),
    ...(written.isTrainerNamed && { isTrainerNamed: true }),
    ...(workspace !== undefined && { workspace }),
    ...(written.accelerateBin !== '' && { accelerateBin: program(written.accelerateBin) }),
    launchPrefix: written.launchPrefix,
    docker: { image: written.dockerImage, kohyaRoot: written.dockerKohyaRoot },
    ...(loraDir !== undefined && { loraDir }),
    ...(jobsDir !== undefined && { jobsDir }),
    baseModels: Object.fromEntries(
      Object.entries(written.baseModels).map(([name, text]) => [name, path(text)]),
    ),
    ...(tagger !== undefined && { tagger: [program(tagger), ...taggerArguments] }),
    minimumPictures: written.minimumPictures,
  };
}

const usualPython = (platform: NodeJS.Platform) => (platform === 'win32' ? 'python' : 'python3');
