import * as l10n from '@vscode/l10n';
import type { Job } from '../../../core/training/jobs/job';
import { otherMachineOf } from '../../../core/training/jobs/jobProcess';
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
