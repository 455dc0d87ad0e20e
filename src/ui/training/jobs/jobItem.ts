import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { checkpointsOf } from '../../../core/training/jobs/checkpoints';
import { isOver, type Job } from '../../../core/training/jobs/job';
import { lastMachineOf, otherMachineOf } from '../../../core/training/jobs/jobProcess';
import type { JobProgress } from '../../../core/training/jobs/jobProgress';
import { formatDuration } from '../../../core/text/amounts';
import type { TreeRow } from '../../platform/treeRow';
import { FAMILY_NAMES } from '../commands/familyNames';
import { stateText } from './stateText';

/** What is known of a job beside the job itself. */
export interface JobContext {
  readonly told?: JobProgress | undefined;
  /** Its turn among those that wait, from 0, and how many these are. */
  readonly turn?: { readonly at: number; readonly of: number };
}

/** The row of a job. */
export function jobItem(job: Job, { told, turn }: JobContext): TreeRow {
  return {
    label: job.name,
    description: withMachine(description(job, told, turn), job),
    ...look(job),
    flags: flagsOf(job, turn),
    lines: linesOf(job, told),
  };
}

/** Of what has ended on another machine, its name: it is not resumed here as easily as one of this machine. */
function withMachine(text: string, job: Job): string {
  const machine = isOver(job) ? lastMachineOf(job) : undefined;
  return machine === undefined ? text : l10n.t('{0} · on {1}', text, machine);
}

function description(job: Job, told: JobProgress | undefined, turn: JobContext['turn']): string {
  const machine = otherMachineOf(job);
  if (machine !== undefined) return l10n.t('on {0}, not followed here', machine);
  if (told && job.state === 'training') return progressText(told);
  const steps = job.verdict?.steps;
  switch (job.state) {
    case 'queued':
      return turn?.at === 0 ? l10n.t('next') : stateText(job.state);
    case 'done':
      return steps === undefined ? stateText('done') : l10n.t('done · {0} steps', steps);
    case 'stopped':
      return steps === undefined ? stateText('stopped') : l10n.t('stopped at step {0}', steps);
    case 'error':
      return job.verdict?.cause === undefined
        ? stateText('error')
        : l10n.t('error: {0}', firstSentence(job.verdict.cause));
    case 'prepping':
    case 'training':
    case 'copying':
      return stateText(job.state);
  }
}

/** `33 % · 3 min left · step 40 of 120 · loss 0.0821`: the end is cut off where there is no room. */
export function progressText({ steps, totalSteps, loss, secondsLeft }: JobProgress): string {
  return [
    percentText(steps, totalSteps),
    ...(secondsLeft === undefined ? [] : [l10n.t('{0} left', formatDuration(secondsLeft))]),
    l10n.t('step {0} of {1}', steps, totalSteps),
    ...(loss === undefined ? [] : [l10n.t('loss {0}', lossText(loss))]),
  ].join(' · ');
}

const percentText = (steps: number, total: number) =>
  `${total > 0 ? Math.floor((Math.min(steps, total) / total) * 100) : 0} %`;

/** As many digits as two losses need to be told apart. */
export const lossText = (loss: number | null): string => (loss === null ? 'NaN' : loss.toPrecision(3));

const firstSentence = (text: string) => /^.*?[.:](?=\s|$)/s.exec(text)?.[0].replace(/[.:]$/, '') ?? text;

function look(job: Job): Pick<TreeRow, 'icon' | 'color'> {
  if (otherMachineOf(job) !== undefined) return { icon: 'vm', color: 'descriptionForeground' };
  switch (job.state) {
    case 'queued':
      return { icon: 'history' };
    case 'prepping':
    case 'training':
    case 'copying':
      return { icon: 'flame', color: 'charts.orange' };
    case 'done':
      return { icon: 'pass-filled', color: 'testing.iconPassed' };
    case 'stopped':
      return { icon: 'debug-stop', color: 'descriptionForeground' };
    case 'error':
      return { icon: 'error', color: 'list.errorForeground' };
  }
}

function flagsOf(job: Job, turn: JobContext['turn']): string[] {
  const isElsewhere = otherMachineOf(job) !== undefined;
  const isActive = !isOver(job) && job.state !== 'queued' && !isElsewhere;
  const part = job.parts.at(-1);
  const flags: Record<string, boolean> = {
    job: true,
    elsewhere: isElsewhere,
    waits: job.state === 'queued',
    notFirst: turn !== undefined && turn.at > 0,
    notLast: turn !== undefined && turn.at < turn.of - 1,
    active: isActive,
    canSave: isActive && job.state === 'training' && part?.runner === true,
    over: isOver(job),
    foreign: isOver(job) && lastMachineOf(job) !== undefined,
    resumable: (isOver(job) && job.state !== 'done') || isElsewhere,
    hasParts: job.parts.length > 0,
    removable: !isActive,
  };
  return Object.keys(flags).filter((flag) => flags[flag] === true);
}

function linesOf(job: Job, told: JobProgress | undefined): TreeRow['lines'] {
  const { verdict, dataset, plan, parts } = job;
  const machine = otherMachineOf(job);
  const state = machine === undefined ? stateText(job.state) : undefined;
  const lastLoss = told ? told.loss : verdict?.lastLoss;
  const steps = told?.steps ?? verdict?.steps;
  const lora = job.artifact ?? job.lora;
  const lines: readonly (readonly [label: string, value: string | undefined])[] = [
    [
      l10n.t('State:'),
      state ??
        l10n.t('was at work on {0} when its folder was written; whether it still is, is not known here', machine ?? ''), // prettier-ignore
    ],
    [l10n.t('Cause:'), verdict?.cause],
    [l10n.t('Steps:'), stepsText(steps, plan?.totalSteps ?? told?.totalSteps)],
    [l10n.t('Loss:'), lastLoss === undefined ? undefined : lossText(lastLoss)],
    [l10n.t('Left:'), told?.secondsLeft === undefined ? undefined : formatDuration(told.secondsLeft)],
    [l10n.t('Base model:'), FAMILY_NAMES[job.family]],
    [l10n.t('Pictures:'), dataset && String(dataset.pictures)],
    [l10n.t('Checkpoints:'), parts.length > 0 ? String(checkpointsOf(job).length) : undefined],
    [l10n.t('LoRA:'), lora && basename(lora)],
    [l10n.t('Training file:'), job.source.file],
    [l10n.t('Resumes from:'), resumeText(job)],
    [l10n.t('Job:'), job.id],
  ];
  return lines.filter((line): line is readonly [string, string] => line[1] !== undefined);
}

function stepsText(steps: number | undefined, total: number | undefined): string | undefined {
  if (steps === undefined) return undefined;
  return total === undefined ? String(steps) : l10n.t('{0} of {1}', steps, total);
}

function resumeText({ state, resumable }: Job): string | undefined {
  if (state === 'done' || !resumable) return undefined;
  return resumable.step === 0 ? l10n.t('the start') : l10n.t('step {0}', resumable.step);
}
