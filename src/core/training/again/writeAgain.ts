import * as l10n from '@vscode/l10n';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { writeFileAtomic } from '../../files/atomicWrite';
import { Problem } from '../../problem/problem';

/** By it, a training file is known as one. */
export const TRAINING_ENDING = '.training.toml';

/** The path that a training file gets where a user named one: with its ending. */
export const withTrainingEnding = (path: string): string =>
  path.endsWith(TRAINING_ENDING) ? path : path.replace(/(?:\.training)?\.toml$/i, '') + TRAINING_ENDING;

/** Writes a new training file, never over one that is there. @throws Problem `bad_input` where there is one */
export async function writeNewTraining(path: string, text: string): Promise<void> {
  if (existsSync(path))
    throw new Problem(
      'bad_input',
      l10n.t('{0} is there already.', basename(path)),
      l10n.t('Name a file that is not there yet.'),
    );
  await writeFileAtomic(path, text);
}

export const noTrainingInHeader = (fileName: string): Problem =>
  new Problem(
    'bad_input',
    l10n.t('The header of {0} does not tell how it was trained.', fileName),
    l10n.t('Only trainings by sd-scripts (kohya) write it there, and other programs may have removed it.'),
  );
