import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { checkpointsNow } from '../../../core/training/jobs/checkpointsNow';
import { isOver, type Job, type JobRequest } from '../../../core/training/jobs/job';
import { isActiveHere } from '../../../core/training/jobs/jobProcess';
import type { Jobs } from '../../../core/training/jobs/jobs';
import type { Dialogs } from '../../platform/dialogs';
import { chooseJob } from '../jobs/chooseJob';
import { mayResume } from '../jobs/takeOver';
import type { CommandHandlers, JobCommandId } from '../../platform/contributions/commandIds';

export interface JobCommandDeps {
  readonly dialogs: Dialogs;
  readonly jobs: () => Promise<Jobs>;
  /** Shows the output of a job in a terminal. */
  readonly show: (job: Job) => Promise<void>;
  /** Shows its run view. */
  readonly open: (job: Job) => void;
}

/** The commands over trainings that wait, run or have run. Each takes the id of a job, else asks for one. */
export function jobCommands(deps: JobCommandDeps): CommandHandlers<JobCommandId> {
  const { dialogs } = deps;
  const request = async (
    item: unknown,
    action: JobRequest,
    isMeant: (job: Job) => boolean,
  ): Promise<void> => {
    const jobs = await deps.jobs();
    const job = await chooseJob(jobs, dialogs, item, isMeant);
    if (!job) return;
    if (action === 'end' && !(await isSure(dialogs, job))) return;
    await jobs.request(job.id, action);
    dialogs.status(saidText(job, action), STATUS_MS);
  };
  return {
    'diffusionWorkbench.jobs.saveNow': (item) =>
      request(item, 'save', (job) => isActiveHere(job) && job.state === 'training'),
    'diffusionWorkbench.jobs.stopAndSave': (item) => request(item, 'stop', canStop),
    'diffusionWorkbench.jobs.stop': (item) => request(item, 'end', canStop),
    'diffusionWorkbench.jobs.resume': async (item) => {
      const jobs = await deps.jobs();
      const isMeant = (each: Job) => isOver(each) && each.state !== 'done';
      const job = await chooseJob(jobs, dialogs, item, isMeant);
      if (!job || !(await mayResume(jobs, dialogs, job))) return;
      await deps.show(await jobs.resume(job.id));
    },
    'diffusionWorkbench.jobs.useCheckpoint': async (item, given) => {
      const jobs = await deps.jobs();
      const job = await chooseJob(jobs, dialogs, item, ({ parts }) => parts.length > 0);
      const path = typeof given === 'string' ? given : job && (await chooseCheckpoint(dialogs, jobs, job));
      if (!job || path === undefined) return;
      const { artifact } = await jobs.useCheckpoint(job.id, (checkpoint) => checkpoint.path === path);
      void dialogs.info(l10n.t('Copied: {0}', artifact ?? path));
    },
    'diffusionWorkbench.jobs.openRun': async (item) => {
      const job = await chooseJob(await deps.jobs(), dialogs, item, () => true);
      if (job) deps.open(job);
    },
    'diffusionWorkbench.jobs.show': async (item) => {
      const job = await chooseJob(await deps.jobs(), dialogs, item, () => true);
      if (job) await deps.show(job);
    },
  };
}

const STATUS_MS = 5000;

/** Whether there is something to stop here. */
const canStop = (job: Job) => job.state === 'queued' || isActiveHere(job);

/** Of several parts of a job, checkpoints may have the same name: the folder tells them apart. @returns its path */
async function chooseCheckpoint(dialogs: Dialogs, jobs: Jobs, job: Job): Promise<string | undefined> {
  const choices = (await checkpointsNow(job, jobs.store.folder(job.id))).reverse().map(({ path, step }) => ({
    label: basename(path),
    ...(step !== undefined && { description: l10n.t('step {0}', step) }),
    detail: path,
  }));
  if (choices.length > 0)
    return (await dialogs.pick(choices, { title: l10n.t('Which checkpoint of {0}?', job.name) }))?.detail;
  void dialogs.info(l10n.t('The training of {0} has no checkpoint yet.', job.name));
  return undefined;
}

async function isSure(dialogs: Dialogs, job: Job): Promise<boolean> {
  if (job.state !== 'training') return true;
  const stop = l10n.t('Stop');
  const detail = l10n.t('What was trained since the last saved state is lost. Stop and Save keeps it.');
  return (
    (await dialogs.confirm(l10n.t('Stop the training of {0} without saving?', job.name), detail, stop)) ===
    stop
  );
}

function saidText({ name }: Job, action: JobRequest): string {
  switch (action) {
    case 'save':
      return l10n.t('{0}: saves at the next step', name);
    case 'stop':
      return l10n.t('{0}: saves and stops at the next step', name);
    case 'end':
      return l10n.t('{0}: stopped', name);
  }
}
