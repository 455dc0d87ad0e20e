import { dirname } from 'node:path';
import type { PlacedFinding } from '../../../core/training/job/readTraining';
import { trainingPath } from '../../../core/training/trainingPath';
import type { Family } from '../../../core/training/options/families';
import type { OptionTable } from '../../../core/training/options/optionTable';
import type { OnProgress } from '../../../core/progress/progress';
import type { WorkerOptions } from '../../../core/threads/workerPool';
import type { EditorTrainingSettings } from '../trainingSettings';
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

/** A check that also reads the pictures. */
export interface WholeCheckRequest extends CheckRequest {
  /** Where the threads are that read them. */
  readonly workers: WorkerOptions;
  readonly onProgress: OnProgress;
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
}

/** Everything that Check Training has to say. */
export async function wholeCheck(request: WholeCheckRequest): Promise<WholeCheck> {
  const [ofFile = [], ...beyond] = await Promise.all([checkFile, ...BEYOND].map((part) => part(request)));
  return { ofFile, beyond: beyond.flat() };
}
