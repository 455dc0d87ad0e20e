import * as l10n from '@vscode/l10n';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readUtf8 } from '../../../core/json/jsonFile';
import { againFromHeader } from '../../../core/training/again/againFromHeader';
import { againFromJob } from '../../../core/training/again/againFromJob';
import {
  noTrainingInHeader,
  TRAINING_ENDING,
  withTrainingEnding,
  writeNewTraining,
} from '../../../core/training/again/writeAgain';
import type { Job } from '../../../core/training/jobs/job';
import type { Jobs } from '../../../core/training/jobs/jobs';
import type { Dialogs } from '../../platform/dialogs';

export interface TrainAgainDeps {
  readonly dialogs: Dialogs;
  /** Opens the training file that was made. */
  readonly open: (path: string) => Promise<void>;
}

/** Makes a new training file of what a job was trained with, and opens it. */
export async function trainJobAgain(
  { dialogs, open }: TrainAgainDeps,
  job: Job,
  jobs: Jobs,
  baseModels: (folder: string) => Readonly<Record<string, string>>,
): Promise<void> {
  const text = (await readUtf8(jobs.store.folder(job.id).training)) ?? '';
  const { file, folder } = job.source;
  const target = await chooseTarget(dialogs, folder, file.replace(/(?:\.training)?\.toml$/i, ''));
  if (target === undefined) return;
  const at = dirname(target);
  await writeNewTraining(target, againFromJob(job, text, { folder: at, baseModels: baseModels(at) }));
  await open(target);
}

/**
 * Makes a training file of what the header of a LoRA tells, and opens it.
 * @param path of the LoRA, absolute
 * @param metadata reads `__metadata__` of it
 */
export async function trainLoraAgain(
  { dialogs, open }: TrainAgainDeps,
  path: string,
  metadata: (path: string) => Promise<Readonly<Record<string, string>>>,
): Promise<void> {
  const name = basename(path);
  const made = againFromHeader(await metadata(path), name);
  if (!made) throw noTrainingInHeader(name);
  const target = await chooseTarget(dialogs, dirname(path), name.replace(/\.\w+$/, ''));
  if (target === undefined) return;
  await writeNewTraining(target, made.text);
  await open(target);
  void dialogs.info(
    l10n.t(
      '{0} was rebuilt from the header of {1}. What the header does not tell, such as where the pictures are, is listed at its top.',
      basename(target),
      name,
    ),
  );
}

/** The user names the file; the first name that is free is suggested. */
async function chooseTarget(dialogs: Dialogs, folder: string, name: string): Promise<string | undefined> {
  const named = (number: number) => `${name}-${number}${TRAINING_ENDING}`;
  let number = 2;
  while (existsSync(join(folder, named(number)))) number++;
  const chosen = await dialogs.saveFile({
    title: l10n.t('Write the training file'),
    path: join(folder, named(number)),
    filters: { TOML: ['toml'] },
  });
  return chosen === undefined ? undefined : withTrainingEnding(chosen);
}
