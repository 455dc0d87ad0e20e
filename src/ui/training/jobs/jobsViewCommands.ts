import * as l10n from '@vscode/l10n';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MoveTo } from '../../../core/tasks/order';
import { isActiveHere } from '../../../core/training/jobs/jobProcess';
import type { Job } from '../../../core/training/jobs/job';
import type { Jobs } from '../../../core/training/jobs/jobs';
import type { CommandHandlers, JobsViewCommandId } from '../../platform/contributions/commandIds';
import type { Dialogs } from '../../platform/dialogs';
import { chosenIds } from '../../platform/chosenIds';
import { chooseJob } from './chooseJob';
import { jobItem } from './jobItem';
import { takeOver } from './takeOver';

export interface JobsViewDeps {
  readonly dialogs: Dialogs;
  readonly jobs: () => Promise<Jobs>;
  /** A time in ISO 8601 as the user reads it. */
  readonly dateText: (iso: string) => string;
  /** The jobs have changed: what shows them looks again. */
  readonly changed: () => void;
  /** Shows jobs beside each other. */
  readonly compare: (ids: readonly string[]) => void;
  readonly openFolder: (path: string) => Promise<void>;
  /** Shows the training file of a job as it was when the job was made, read-only. */
  readonly showFrozen: (job: Job) => Promise<void>;
  readonly trainAgain: (job: Job, jobs: Jobs) => Promise<void>;
}

/** The commands of the Jobs view. Each takes the ids of its rows, else asks. */
export function jobsViewCommands(deps: JobsViewDeps): CommandHandlers<JobsViewCommandId> {
  const { dialogs } = deps;
  const move =
    (to: MoveTo) =>
    async (...args: unknown[]) => {
      const jobs = await deps.jobs();
      const ids = chosenIds(args) ?? (await idOf(chooseJob(jobs, dialogs, undefined, isWaiting)));
      if (ids.length > 0) await jobs.move(ids, to);
      deps.changed();
    };
  const withJob = (work: (job: Job, jobs: Jobs) => Promise<void>) => async (item: unknown) => {
    const jobs = await deps.jobs();
    const job = await chooseJob(jobs, dialogs, item, () => true);
    if (job) await work(job, jobs);
  };
  return {
    'diffusionWorkbench.jobs.moveUp': move('up'),
    'diffusionWorkbench.jobs.moveDown': move('down'),
    'diffusionWorkbench.jobs.runNext': move('first'),
    'diffusionWorkbench.jobs.compare': async (...args) => {
      const jobs = await deps.jobs();
      const ids = await idsToCompare(jobs, dialogs, chosenIds(args) ?? []);
      if (ids.length > 1) deps.compare(ids);
    },
    'diffusionWorkbench.jobs.openFolder': withJob((job, { store }) =>
      deps.openFolder(store.folder(job.id).path),
    ),
    'diffusionWorkbench.jobs.openTrainingFile': withJob((job) => deps.showFrozen(job)),
    'diffusionWorkbench.jobs.openOriginal': withJob(async ({ source: { file, folder } }) => {
      const path = join(folder, file);
      if (existsSync(path)) await dialogs.showFile(path);
      else
        void dialogs.info(
          l10n.t('{0} is not there any more. Open Training File shows it as it was trained.', path),
        );
    }),
    'diffusionWorkbench.jobs.trainAgain': withJob(deps.trainAgain),
    'diffusionWorkbench.jobs.remove': async (...args) => {
      const jobs = await deps.jobs();
      const ids =
        chosenIds(args) ?? (await idOf(chooseJob(jobs, dialogs, undefined, (each) => !isActiveHere(each))));
      const chosen = await Promise.all(ids.map((id) => jobs.get(id)));
      await removeJobs(jobs, dialogs, chosen, deps.changed);
    },
    'diffusionWorkbench.jobs.restore': async () => {
      const jobs = await deps.jobs();
      const removed = await jobs.store.removed.list();
      if (removed.length === 0) return void dialogs.info(l10n.t('No removed training can be brought back.'));
      const choices = removed.map(({ job, removedAt }) => ({
        label: job.name,
        description: l10n.t('removed {0}', deps.dateText(removedAt.toISOString())),
        detail: job.id,
      }));
      const picked = await dialogs.pickMany(choices, { title: l10n.t('Bring which trainings back?') });
      for (const { detail } of picked ?? []) await jobs.restore(detail);
      deps.changed();
    },
  };
}

const isWaiting = ({ state }: Job) => state === 'queued';

async function idOf(choosing: Promise<Job | undefined>): Promise<string[]> {
  const job = await choosing;
  return job ? [job.id] : [];
}

/** At least two: what is missing is picked. */
async function idsToCompare(
  jobs: Jobs,
  dialogs: Dialogs,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length > 1) return ids;
  // What was clicked comes first.
  const all = (await jobs.list())
    .reverse()
    .sort((one, other) => Number(ids.includes(other.id)) - Number(ids.includes(one.id)));
  if (all.length < 2) {
    void dialogs.info(l10n.t('There are no two trainings to compare.'));
    return [];
  }
  const choices = all.map((job) => ({
    label: job.name,
    description: jobItem(job, {}).description,
    detail: job.id,
    picked: ids.includes(job.id),
  }));
  const picked = await dialogs.pickMany(choices, { title: l10n.t('Compare which trainings?') });
  if (picked?.length === 1) void dialogs.info(l10n.t('Two trainings or more can be compared.'));
  return picked?.map(({ detail }) => detail) ?? [];
}

async function removeJobs(
  jobs: Jobs,
  dialogs: Dialogs,
  chosen: readonly Job[],
  changed: () => void,
): Promise<void> {
  const [first] = chosen;
  if (!first || !(await takeOver(jobs, dialogs, chosen))) return;
  const [remove, forever] = [l10n.t('Remove'), l10n.t('Delete Permanently')];
  const detail = l10n.t('Its checkpoints, states, samples and log go with it, and can be brought back for 7 days. Deleted permanently, they free their space at once. A LoRA that was copied to the folder of LoRAs stays.'); // prettier-ignore
  const question =
    chosen.length === 1
      ? l10n.t('Remove the training of {0}?', first.name)
      : l10n.t('Remove {0} trainings?', chosen.length);
  const answer = await dialogs.confirm(question, detail, remove, forever);
  if (answer === undefined) return;
  const ids = chosen.map(({ id }) => id);
  for (const id of ids) await jobs.remove(id);
  if (answer === forever) await jobs.store.removed.empty(({ job }) => ids.includes(job.id));
  changed();
  if (answer === remove) void offerUndo(jobs, dialogs, chosen, changed);
}

async function offerUndo(
  jobs: Jobs,
  dialogs: Dialogs,
  removed: readonly Job[],
  changed: () => void,
): Promise<void> {
  const undo = l10n.t('Undo');
  const text =
    removed.length === 1
      ? l10n.t('The training of {0} was removed.', removed[0]?.name ?? '')
      : l10n.t('{0} trainings were removed.', removed.length);
  if ((await dialogs.info(text, undo)) !== undo) return;
  for (const { id } of removed) await jobs.restore(id);
  changed();
}
