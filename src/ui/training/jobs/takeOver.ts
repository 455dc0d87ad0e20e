import * as l10n from '@vscode/l10n';
import type { Job } from '../../../core/training/jobs/job';
import { lastMachineOf, otherMachineOf } from '../../../core/training/jobs/jobProcess';
import type { Jobs } from '../../../core/training/jobs/jobs';
import type { Dialogs } from '../../platform/dialogs';

/**
 * Makes jobs this machine's own that came from another one while they trained there, where the user says that they do so
 * no more.
 * @returns false where the user does not say so
 */
export async function takeOver(jobs: Jobs, dialogs: Dialogs, all: readonly Job[]): Promise<boolean> {
  const elsewhere = all.filter((job) => otherMachineOf(job) !== undefined);
  const [first] = elsewhere;
  if (!first) return true;
  const text = l10n.t(
    'Does the training of {0} run on {1} no more?',
    first.name,
    otherMachineOf(first) ?? '',
  );
  const detail = l10n.t('It trained there when its folder was last written. Where that folder is shared and it still runs, two would write into it.'); // prettier-ignore
  const sure = l10n.t('It Runs No More');
  if ((await dialogs.confirm(text, detail, sure)) !== sure) return false;
  for (const { id } of elsewhere) await jobs.takeOver(id);
  return true;
}

/**
 * Whether a training may go on here: the user is asked where it was another machine's, whose Python, trainer and base
 * model it was made for.
 */
export async function mayResume(jobs: Jobs, dialogs: Dialogs, job: Job): Promise<boolean> {
  const machine = lastMachineOf(job);
  if (machine === undefined || otherMachineOf(job) !== undefined) return takeOver(jobs, dialogs, [job]);
  const text = l10n.t('Resume the training of {0} here? It was trained on {1}.', job.name, machine);
  const detail = l10n.t('It goes on with the paths that were set there: Python, trainer, base model and pictures. Where they differ here, Train Again makes a new training with the settings of this machine.'); // prettier-ignore
  const resume = l10n.t('Resume Here');
  return (await dialogs.confirm(text, detail, resume)) === resume;
}
