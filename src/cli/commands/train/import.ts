import * as l10n from '@vscode/l10n';
import { type Command, Option } from 'commander';
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { writeFileAtomic } from '../../../core/files/atomicWrite';
import { statPath } from '../../../core/files/statPath';
import { readUtf8 } from '../../../core/json/jsonFile';
import { Problem } from '../../../core/problem/problem';
import { importFormat, importTraining } from '../../../core/training/job/import/importTraining';
import { withTrainData } from '../../../core/training/job/import/withTrainData';
import { FAMILIES, type Family } from '../../../core/training/options/families';
import { trainingPath } from '../../../core/training/trainingPath';
import { visible } from '../../../core/text/visible';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import type { CommonOptions, Session } from '../../session';

interface ImportOptions extends CommonOptions {
  readonly family?: Family;
}

export function registerImport(train: Command, run: Run): void {
  train
    .command('import')
    .description(
      'make a training file of a preset of kohya_ss, of settings of sd-scripts, or of a config.yaml',
    )
    .argument('<file>', 'a .json or .toml preset, or a config.yaml')
    .argument('<out>', 'the training file to write; it must not be there yet')
    .addOption(new Option('--family <family>', 'where the file does not tell it').choices(FAMILIES))
    .action((file: string, out: string, options: ImportOptions) =>
      run(options, (session) => importFile(session, file, out, options.family)),
    );
}

async function importFile(
  { output }: Session,
  file: string,
  out: string,
  family: Family | undefined,
): Promise<number> {
  await statPath(file);
  const format = importFormat(file);
  const made = format && importTraining((await readUtf8(file)) ?? '', format, family);
  if (!made?.ok) {
    throw new Problem(
      'bad_input',
      l10n.t('{0} was not imported: {1}', basename(file), made?.reason ?? l10n.t('its ending is not known.')),
      l10n.t('Give a preset of kohya_ss (.json), settings of sd-scripts (.toml) or a config.yaml.'),
    );
  }
  if (existsSync(out)) {
    throw new Problem(
      'bad_input',
      l10n.t('{0} is there already.', out),
      l10n.t('Name a file that is not there yet.'),
    );
  }
  const { text, notCarried } = await withTrainData(made, trainingPath(dirname(resolve(out)), {}));
  await writeFileAtomic(out, text);
  output.result({ written: out, not_carried_over: notCarried }, [
    `${visible(out)} written`,
    ...notCarried.map(({ option, reason }) => visible(`not carried over: ${option}: ${reason}`)),
  ]);
  return EXIT.ok;
}
