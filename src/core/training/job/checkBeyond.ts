import { checkEnvironment, type CheckOptions, type EnvironmentFacts } from '../environment/checkEnvironment';
import { needOfTraining } from '../environment/needOfTraining';
import type { TrainingSettings } from '../trainingSettings';
import { checkModels } from './checkModels';
import { placedFinding, settingsOfFile } from './checkTraining';
import { readTraining, type PlacedFinding } from './readTraining';

type ToPath = (text: string) => string | undefined;

/** Checks the models that a training file names by their headers, which are read. */
export async function checkModelsOf(source: string, file: string, toPath: ToPath): Promise<PlacedFinding[]> {
  const { training, document } = readTraining(source, file);
  if (!training) return [];
  const { settings } = settingsOfFile(training, toPath, document);
  const findings = await checkModels(training, settings, toPath);
  return findings.map((each) => placedFinding(each, file, document));
}

/** The fields that a check of the environment may ask to change. */
const OF_FILE: ReadonlySet<string> = new Set(['precision', 'launcher.gpu']);

export interface EnvironmentRequest extends CheckOptions {
  readonly settings: TrainingSettings;
  /** Where the job will write. */
  readonly outputFolder?: string;
}

/** Checks what a training file's training would run on, for what it needs. */
export async function checkEnvironmentOf(
  source: string,
  file: string,
  toPath: ToPath,
  { settings, outputFolder, ...options }: EnvironmentRequest,
): Promise<{ readonly findings: readonly PlacedFinding[]; readonly facts?: EnvironmentFacts }> {
  const { training, document } = readTraining(source, file);
  if (!training) return { findings: [] };
  const need = needOfTraining(training, settingsOfFile(training, toPath, document).settings, {
    ...(outputFolder !== undefined && { folder: outputFolder }),
  });
  const loraDir = training.lora_dir === undefined ? settings.loraDir : toPath(training.lora_dir);
  const { findings, facts } = await checkEnvironment({ ...settings, loraDir }, need, options);
  // Most is about this machine, and has no place in the training file.
  const placed = findings.map((each) =>
    OF_FILE.has(each.option ?? '')
      ? placedFinding(each, file, document)
      : training.lora_dir !== undefined && each.code.startsWith('lora_dir_')
        ? placedFinding({ ...each, file, option: 'lora_dir' }, file, document)
        : each,
  );
  return { findings: placed, facts };
}
