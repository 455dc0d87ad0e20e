import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Subset, TrainingFile } from '../trainingFile';
import { trainingText } from '../writeTraining';
import type { TrainingImport } from './importTraining';

type Made = Extract<TrainingImport, { readonly ok: true }>;

/** A folder as the trainer takes it: the repeats, and behind the first underscore the class. */
const REPEATED = /^\s*\+?(\d{1,6})\s*(?:_(.*))?$/s;

/**
 * Names each folder of a train_data_dir, which holds one for each number of repeats: a training file names the pictures'
 * own folders. Where there are none, the import stays as it is. Never throws.
 * @param toPath makes an absolute path of one in the training file
 */
export async function withTrainData(made: Made, toPath: (text: string) => string | undefined): Promise<Made> {
  const { pictures, ...others }: Partial<TrainingFile> = made.training;
  const isGiven = made.notCarried.some(({ option }) => option === 'train_data_dir');
  const folder = pictures === undefined || !isGiven ? undefined : toPath(pictures);
  if (pictures === undefined || folder === undefined) return made;
  const subsets = await subsetsIn(folder, pictures);
  if (subsets.length === 0) return made;
  const training = { ...others, subsets };
  return {
    ...made,
    training,
    text: trainingText(training),
    notCarried: made.notCarried.filter(({ option }) => option !== 'train_data_dir'),
  };
}

async function subsetsIn(folder: string, named: string): Promise<Subset[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .flatMap((name): Subset[] => {
      const [, repeats = '', text = ''] = REPEATED.exec(name) ?? [];
      const className = text.trim();
      if (!(Number(repeats) >= 1)) return [];
      return [
        {
          folder: named.includes('\\') ? `${named.replace(/\\+$/, '')}\\${name}` : join(named, name),
          repeats: Number(repeats),
          ...(className !== '' && { class: className }),
        },
      ];
    });
}
