import * as l10n from '@vscode/l10n';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { writeFileAtomic } from '../../../core/files/atomicWrite';
import { Problem } from '../../../core/problem/problem';
import type { Job } from '../../../core/training/jobs/job';
import type { Dialogs } from '../../platform/dialogs';

const ENDING = '.training.toml';

/**
 * Writes what a job was trained with as a new training file and opens it: the user changes it and trains it as any other
 * one. It goes into the folder of the file that the job was made of, where its relative paths start.
 * @param text the training file as it was when the job was made
 */
export async function trainAgain(
  dialogs: Dialogs,
  { source }: Pick<Job, 'source'>,
  text: string,
): Promise<void> {
  const chosen = await dialogs.saveFile({
    title: l10n.t('Train again: write the training file'),
    path: freeName(source),
    filters: { TOML: ['toml'] },
  });
  if (chosen === undefined) return;
  const target = chosen.endsWith(ENDING) ? chosen : chosen.replace(/\.toml$/i, '') + ENDING;
  if (resolve(dirname(target)) !== resolve(source.folder))
    throw new Problem(
      'bad_input',
      l10n.t('The paths of this training start in {0}.', source.folder),
      l10n.t('Save it in that folder.'),
    );
  // The dialog asked about the name that was chosen, not about another one.
  if (target !== chosen && existsSync(target))
    throw new Problem(
      'bad_input',
      l10n.t('{0} is there already.', basename(target)),
      l10n.t('Name a file that is not there yet.'),
    );
  await writeFileAtomic(target, text);
  await dialogs.showFile(target);
}

/** The first name behind that of the source that is free: `hero-2.training.toml`. */
function freeName({ file, folder }: Job['source']): string {
  const stem = basename(file).replace(/(\.training)?\.toml$/i, '');
  for (let number = 2; ; number++) {
    const path = join(folder, `${stem}-${number}${ENDING}`);
    if (!existsSync(path)) return path;
  }
}
