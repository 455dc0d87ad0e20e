import * as l10n from '@vscode/l10n';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { writeFileAtomic } from '../../../core/files/atomicWrite';
import { statPath } from '../../../core/files/statPath';
import { readUtf8 } from '../../../core/json/jsonFile';
import { Problem } from '../../../core/problem/problem';
import { visible } from '../../../core/text/visible';
import type { NotCarried } from '../../../core/training/job/import/importTraining';
import { trainingPath } from '../../../core/training/trainingPath';
import type { Dialogs } from '../../platform/dialogs';
import { filePaths } from '../../platform/uri';

const ENDING = '.training.toml';

/**
 * Makes a training file of a preset of kohya_ss, of settings of sd-scripts, or of a `config.yaml`, and opens it. What
 * could not be carried over is listed at its top.
 * @param item the file; without it, the user chooses one
 */
export async function importTrainingFile(dialogs: Dialogs, item: unknown): Promise<void> {
  const source =
    filePaths([item])[0] ??
    (await dialogs.openFile({
      title: l10n.t('Import a training of kohya_ss or sd-scripts'),
      openLabel: l10n.t('Import'),
      filters: { [l10n.t('Settings of Trainings')]: ['json', 'toml', 'yaml', 'yml'] },
    }));
  if (source === undefined) return;
  const [{ importFormat, importTraining }, { withTrainData }] = await Promise.all([
    import('../../../core/training/job/import/importTraining'),
    import('../../../core/training/job/import/withTrainData'),
  ]);
  await statPath(source);
  const format = importFormat(source);
  const made = format && importTraining((await readUtf8(source)) ?? '', format);
  if (!made?.ok)
    throw new Problem(
      'bad_input',
      l10n.t(
        '{0} was not imported: {1}',
        basename(source),
        made?.reason ?? l10n.t('its ending is not known.'),
      ),
      l10n.t('Give a preset of kohya_ss (.json), settings of sd-scripts (.toml) or a config.yaml.'),
    );
  const chosen = await dialogs.saveFile({
    title: l10n.t('Write the training file'),
    path: join(dirname(source), basename(source).replace(/(\.training)?\.\w+$/, '') + ENDING),
    filters: { TOML: ['toml'] },
  });
  if (chosen === undefined) return;
  const target = withEnding(chosen);
  // The dialog asked about the name that was chosen, not about another one, nor about the source.
  if (resolve(target) === resolve(source) || (target !== chosen && existsSync(target)))
    throw new Problem(
      'bad_input',
      l10n.t('{0} is there already.', basename(target)),
      l10n.t('Name a file that is not there yet.'),
    );
  const { text, notCarried } = await withTrainData(made, trainingPath(dirname(target), {}));
  await writeFileAtomic(target, listOf(notCarried, basename(source)) + text);
  await dialogs.showFile(target);
  const count = notCarried.length;
  if (count === 0) void dialogs.info(l10n.t('{0} imported.', basename(source)));
  else
    void dialogs.warn(
      l10n.t(
        '{0} imported. What could not be carried over is listed at the top of the file: {1} settings.',
        basename(source),
        count,
      ),
    );
}

/** Only by its ending, VS Code knows a training file. */
const withEnding = (path: string) => (path.endsWith(ENDING) ? path : path.replace(/\.toml$/i, '') + ENDING);

/** Comments, each in one line: they quote a file from anywhere. */
function listOf(notCarried: readonly NotCarried[], source: string): string {
  if (notCarried.length === 0) return '';
  const lines = notCarried.map(({ option, reason }) => `# - ${visible(option)}: ${visible(reason)}`);
  return [`# ${visible(l10n.t('Not carried over from {0}:', source))}`, ...lines, '', ''].join('\n');
}
