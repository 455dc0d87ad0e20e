import * as l10n from '@vscode/l10n';
import { Problem } from '../../../problem/problem';
import { expandPath } from '../../../files/expandPath';
import { readTraining } from '../../job/readTraining';
import type { TomlDocument } from '../../job/toml';
import type { TrainingFile } from '../../job/trainingFile';
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
    const error = findings.find(({ level }) => level === 'error');
    throw new Problem(
      'bad_input',
      error?.message ?? l10n.t('{0} is no training file.', file),
      error?.fix ?? '',
    );
  }
  const toPath = (path: string) => expandPath(path, { workspaceFolder: folder }) ?? path;
  const base = settings.baseModels[training.base_model];
  const named = base === undefined ? training : { ...training, base_model: base };
  return { training: named, document, toPath };
}
