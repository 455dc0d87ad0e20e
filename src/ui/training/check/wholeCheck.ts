import { basename, dirname } from 'node:path';
import type { Finding } from '../../../core/training/finding';
import type { PlacedFinding } from '../../../core/training/job/readTraining';
import { trainingPath } from '../../../core/training/trainingPath';
import type { Family } from '../../../core/training/options/families';
import type { OptionTable } from '../../../core/training/options/optionTable';
import type { OnProgress } from '../../../core/progress/progress';
import type { WorkerOptions } from '../../../core/threads/workerPool';
import type { EditorTrainingSettings } from '../trainingSettings';
import { checkMachine } from './checkMachine';
import { checkPictures } from './checkPictures';

/** A training file that is checked. */
export interface CheckRequest {
  /** Its text, which may not be saved yet. */
  readonly source: string;
  /** Where it is, absolute. */
  readonly path: string;
  readonly settings: EditorTrainingSettings;
  readonly signal: AbortSignal;
  /** The options of the user's own trainer, where they are known. */
  readonly ownTable: (family: Family) => Promise<OptionTable | undefined>;
}

/** A check that also reads the pictures and looks at what the training would run on. */
export interface WholeCheckRequest extends CheckRequest {
  /** Where the threads are that read them. */
  readonly workers: WorkerOptions;
  readonly onProgress: OnProgress;
  readonly isTrusted: boolean;
}

export type CheckPart<Request extends CheckRequest = WholeCheckRequest> = (
  request: Request,
) => Promise<readonly PlacedFinding[]>;

/** What the file itself says: fields, options and paths. Quick enough to run while the user types. */
export const checkFile: CheckPart<CheckRequest> = async ({ source, path, settings, ownTable }) => {
  const { checkTraining } = await import('../../../core/training/job/checkTraining');
  return checkTraining(source, path, trainingPath(dirname(path), settings.baseModels), ownTable);
};

/** The headers of the models that it names. */
const checkModels: CheckPart = async ({ source, path, settings }) => {
  const { checkModelsOf } = await import('../../../core/training/job/checkBeyond');
  return checkModelsOf(source, path, trainingPath(dirname(path), settings.baseModels));
};

/** What Check Training looks at besides the file itself. */
const BEYOND: readonly CheckPart[] = [checkModels, checkPictures];

export interface WholeCheck {
  readonly ofFile: readonly PlacedFinding[];
  readonly beyond: readonly PlacedFinding[];
  /** What is about this machine and the settings, and has no place in the training file. */
  readonly environment: readonly Finding[];
}

export interface WholeCheckOptions {
  /** Whether what the training would run on is looked at, too. */
  readonly environment: boolean;
}

/** Everything that Check Training has to say. @throws the reason of the signal when cancelled */
export async function wholeCheck(
  request: WholeCheckRequest,
  { environment }: WholeCheckOptions,
): Promise<WholeCheck> {
  const { path, signal, onProgress } = request;
  const ended = new AbortController();
  const asked = { ...request, signal: AbortSignal.any([signal, ended.signal]) };
  const ofText = Promise.all([checkFile, ...BEYOND].map((part) => part(asked)));
  const told = ofText.then((found) => {
    if (environment) onProgress({ phase: 'loading', percent: 100 });
    return found;
  });
  try {
    const [[ofFile = [], ...beyond], machine] = await Promise.all([
      told,
      environment ? checkMachine(asked) : [],
    ]);
    const isOfFile = ({ file }: Finding) => file === basename(path);
    return {
      ofFile,
      beyond: [...beyond.flat(), ...machine.filter(isOfFile)],
      environment: machine.filter((finding) => !isOfFile(finding)),
    };
  } finally {
    // Where one part fails, no Python goes on for the others.
    ended.abort();
  }
}
