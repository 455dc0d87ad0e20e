import { checkpointsOf } from '../../../core/training/jobs/checkpoints';
import { formatDuration } from '../../../core/text/amounts';
import type { JobProgress } from '../../../core/training/jobs/jobProgress';
import type { Job } from '../../../core/training/jobs/job';
import { otherMachineOf } from '../../../core/training/jobs/jobProcess';

/** A job as `--json` gives it. @param progress where it trains */
export function jobDocument(
  job: Job,
  folder: string,
  progress?: JobProgress,
): Readonly<Record<string, unknown>> {
  const { id, name, family, state, createdAt, startedAt, endedAt, plan, verdict, resumable } = job;
  return {
    id,
    name,
    family,
    state,
    other_machine: otherMachineOf(job),
    folder,
    created_at: createdAt,
    started_at: startedAt,
    ended_at: endedAt,
    steps: progress?.steps ?? verdict?.steps,
    total_steps: plan?.totalSteps ?? progress?.totalSteps,
    last_loss: progress ? progress.loss : verdict?.lastLoss,
    seconds_left: progress?.secondsLeft,
    cause: verdict?.cause,
    cause_id: verdict?.causeId,
    checkpoints: checkpointsOf(job),
    artifact: job.artifact ?? job.lora,
    resumable: resumable && { step: resumable.step, state: resumable.folder },
  };
}

/** A line of the list. */
export function jobLine(job: Job): string {
  const { id, name, state, plan, verdict, resumable } = job;
  const machine = otherMachineOf(job);
  if (machine !== undefined) return [id, state, name, `on ${machine}, not followed here`].join('\t');
  const steps = verdict?.steps === undefined ? '' : `${verdict.steps} of ${plan?.totalSteps ?? '-'} steps`;
  const resume = state !== 'done' && resumable ? `can resume from step ${resumable.step}` : '';
  return [id, state, name, steps, resume].join('\t');
}

/** All that there is to say of a job. */
export function jobLines(job: Job, folder: string, progress?: JobProgress): string[] {
  const { verdict, resumable } = job;
  return [
    `${job.id}: ${job.name} (${job.family})`,
    `state: ${job.state}`,
    ...(verdict?.cause === undefined ? [] : [`cause: ${verdict.cause}`]),
    ...(progress ? [progressLine(progress)] : []),
    ...(verdict?.steps === undefined ? [] : [`steps: ${verdict.steps} of ${job.plan?.totalSteps ?? '-'}`]),
    ...(verdict?.lastLoss === undefined ? [] : [`last loss: ${verdict.lastLoss ?? 'nan'}`]),
    ...(job.state !== 'done' && resumable ? [`can resume from step ${resumable.step}`] : []),
    ...checkpointsOf(job).map(
      ({ path, step }) => `checkpoint: ${path}${step === undefined ? '' : ` (step ${step})`}`,
    ),
    ...(job.artifact === undefined && job.lora === undefined ? [] : [`LoRA: ${job.artifact ?? job.lora}`]),
    `folder: ${folder}`,
  ];
}

function progressLine({ steps, totalSteps, loss, secondsLeft }: JobProgress): string {
  const left = secondsLeft === undefined ? '' : `, ${formatDuration(secondsLeft)} left`;
  return `steps: ${steps} of ${totalSteps}${left}${loss === undefined ? '' : `, loss ${loss}`}`;
}
