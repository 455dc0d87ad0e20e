import * as l10n from '@vscode/l10n';
import { Problem } from '../../../problem/problem';
import { readTraining } from '../../job/readTraining';
import type { TomlDocument } from '../../job/toml';
import type { TrainingFile } from '../../job/trainingFile';
import { refusal } from '../../refusal';
import { trainingPath } from '../../trainingPath';
import type { Job } from '../job';

export interface JobTraining {
  readonly training: TrainingFile;
  readonly document: TomlDocument;
  /** Makes an absolute path of one that the training file has. */
  readonly toPath: (text: string) => string;
}

/**
 * What the training file of a job says.
 * @throws Problem `bad_input` where it is no training file
 */
export function readJobTraining(
  { source: { file, folder }, settings }: Pick<Job, 'source' | 'settings'>,
  text: string,
): JobTraining {
  const { training, findings, document } = readTraining(text, file);
  if (!training) {
    throw refusal(findings) ?? new Problem('bad_input', l10n.t('{0} is no training file.', file), '');
  }
  const path = trainingPath(folder, settings.baseModels);
  return { training, document, toPath: (written) => path(written) ?? written };
}
