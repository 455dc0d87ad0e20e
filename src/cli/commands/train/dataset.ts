import * as l10n from '@vscode/l10n';
import type { Command } from 'commander';
import { relative, resolve } from 'node:path';
import { statPath } from '../../../core/files/statPath';
import { readUtf8 } from '../../../core/json/jsonFile';
import { Problem } from '../../../core/problem/problem';
import { visible } from '../../../core/text/visible';
import { buildDataset } from '../../../core/training/dataset/build';
import { checkDataset } from '../../../core/training/dataset/checkDataset';
import { placedFinding } from '../../../core/training/job/checkTraining';
import { readTraining, type TrainingRead } from '../../../core/training/job/readTraining';
import type { TrainingFile } from '../../../core/training/job/trainingFile';
import { EXIT } from '../../output';
import { withProgressBar } from '../../progressBar';
import type { Run } from '../../run';
import type { CommonOptions, Session } from '../../session';
import { withPictures } from '../../trainingPictures';
import { line, pathsFrom } from './check';

export function registerDataset(train: Command, run: Run): void {
  train
    .command('dataset')
    .description('build the pictures and captions that a training would train on, into a folder of their own')
    .argument('<file>', 'a .training.toml file')
    .argument('<out>', 'the folder to build; it must not be there yet, or be empty')
    .addHelpText('after', '\nThe pictures themselves are only read. Findings go to standard error.')
    .action((file: string, out: string, options: CommonOptions) =>
      run(options, (session) => build(session, file, out)),
    );
}

async function build(session: Session, file: string, out: string): Promise<number> {
  const { output, signal } = session;
  await statPath(file);
  const read = readTraining((await readUtf8(file)) ?? '', file);
  const training = trainingOf(read, session);
  return withPictures(async (pictures) => {
    const { plan, findings } = await withProgressBar(output, (onProgress) =>
      checkDataset(training, pathsFrom(file), { pictures, signal, onProgress }),
    );
    for (const finding of findings)
      if (finding.level !== 'info') output.note(line(placedFinding(finding, file, read.document)));
    const errors = findings.filter(({ level }) => level === 'error').length;
    if (errors > 0)
      throw new Problem(
        'bad_input',
        l10n.t('Nothing was built: the pictures have {0} errors.', errors),
        l10n.t('Correct them, and run it again.'),
      );
    const built = await withProgressBar(output, (onProgress) =>
      buildDataset(plan, out, { pictures, signal, onProgress }),
    );
    const { trainDataDir, datasetConfig, samplePrompts, digest, steps } = built;
    output.result(
      {
        folder: resolve(out),
        ...(trainDataDir !== undefined && { train_data_dir: trainDataDir }),
        ...(datasetConfig !== undefined && { dataset_config: datasetConfig }),
        ...(samplePrompts !== undefined && { sample_prompts: samplePrompts }),
        pictures: built.pictures,
        steps,
        digest,
      },
      [
        visible(`${out}: ${built.pictures} pictures, ${steps} steps`),
        ...[datasetConfig, samplePrompts].flatMap((path) =>
          path === undefined ? [] : [visible(relative(process.cwd(), path))],
        ),
      ],
    );
    return EXIT.ok;
  });
}

function trainingOf({ training, findings }: TrainingRead, { output }: Session): TrainingFile {
  if (training && findings.every(({ level }) => level !== 'error')) return training;
  for (const finding of findings) output.note(line(finding));
  throw new Problem(
    'bad_input',
    l10n.t('Nothing was built: the training file has errors.'),
    l10n.t('Correct them, and run it again.'),
  );
}
