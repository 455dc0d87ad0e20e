import * as l10n from '@vscode/l10n';
import type { Job } from '../../../core/training/jobs/job';
import type { Jobs } from '../../../core/training/jobs/jobs';
import type { Dialogs } from '../../platform/dialogs';
import { jobItem } from './jobItem';

/** The job that a row or an id names, else the one that the user picks; the only one that is meant without a question. */
export async function chooseJob(
  jobs: Jobs,
  dialogs: Dialogs,
  item: unknown,
  isMeant: (job: Job) => boolean,
): Promise<Job | undefined> {
  if (typeof item === 'string') return jobs.get(item);
  const meant = (await jobs.list()).filter(isMeant).reverse();
  if (meant.length === 0) {
    void dialogs.info(l10n.t('There is no such training.'));
    return undefined;
  }
  const [only, ...others] = meant;
  if (others.length === 0) return only;
  const choices = meant.map((job) => ({
    label: job.name,
    description: jobItem(job, {}).description,
    detail: job.id,
    job,
  }));
  return (await dialogs.pick(choices, { title: l10n.t('Which training?') }))?.job;
}
