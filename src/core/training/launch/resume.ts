import type { Settings } from '../options/settings';

/** A state to go on from, and what was asked for in all. */
export interface ResumeRequest {
  /** As the trainer sees it. */
  readonly stateFolder: string;
  /** Steps of all parts of the job up to this state. The number in `train_state.json` is that of one part only. */
  readonly trainedSteps: number;
  /** `max_train_steps`, or what the trainer made of `max_train_epochs`: “total optimization steps” of its log. */
  readonly totalSteps: number;
  /** “num batches per epoch” of its log. */
  readonly batchesPerEpoch: number;
  readonly gradientAccumulation: number;
  /** Whether the runner works: it ends a part at any step. */
  readonly runner: boolean;
  /** The settings of the first part. */
  readonly settings: Settings;
}

/** How a part of a job goes on. */
export interface ResumePlan {
  /** Takes the place of the settings of the first part; undefined ones are left out. */
  readonly settings: Readonly<Record<string, Settings[string] | undefined>>;
  /** `steps` of the runner: what this part trains. */
  readonly runnerSteps?: number;
  /** Steps that this part trains. */
  readonly steps: number;
  /** The total of its bar, which can be more than the bar comes to. */
  readonly barTotal: number;
  /** Steps that it trains beyond those asked for, because it can end only with an epoch. */
  readonly extraSteps: number;
  /** What the bar of this part lacks to the steps of the whole job. */
  readonly stepOffset: number;
  /** The same for the runner’s steps, the names of its checkpoints and states, and `current_step` of its states. */
  readonly nameOffset: number;
  /** The same for the epochs of its log, and of the names of its checkpoints. */
  readonly epochOffset: number;
}

/**
 * What the trainer must be told so that all parts together train the steps that were asked for. It counts from 0 again
 * in each part, and by itself it starts an epoch that was left in the middle anew without taking its steps off the
 * end. `--initial_step` always tells it where it is: its own state knows only one part.
 *
 * - With the runner: the whole plan stays, so that schedulers are right; the runner ends it after the missing steps,
 *   and `--initial_step` names an epoch from which so many are left.
 * - Without it, where the learning rate does not depend on the end: a training of the missing steps.
 * - Else the rest of the last epoch is trained as well, if the end is in the middle of one.
 * @returns undefined where nothing is left to train
 */
export function resumeSettings(request: ResumeRequest): ResumePlan | undefined {
  const { stateFolder, trainedSteps, totalSteps, gradientAccumulation, batchesPerEpoch } = request;
  const missing = totalSteps - trainedSteps;
  if (missing <= 0) return undefined;
  const perEpoch = Math.max(1, Math.ceil(batchesPerEpoch / gradientAccumulation));
  const epochs = Math.ceil(totalSteps / perEpoch);
  const epochsLeft = Math.ceil(missing / perEpoch);
  const resume = { resume: stateFolder, initial_epoch: undefined, skip_until_initial_step: undefined };
  const first = (epochs - epochsLeft) * perEpoch;

  if (request.runner)
    return {
      settings: { ...resume, initial_step: first },
      runnerSteps: missing,
      steps: missing,
      barTotal: missing,
      extraSteps: 0,
      stepOffset: trainedSteps,
      nameOffset: trainedSteps,
      epochOffset: 0,
    };
  if (isConstant(request.settings))
    return {
      settings: { ...resume, initial_step: 0, max_train_steps: missing, max_train_epochs: undefined },
      steps: missing,
      barTotal: missing,
      extraSteps: 0,
      stepOffset: trainedSteps,
      nameOffset: trainedSteps,
      epochOffset: epochs - epochsLeft,
    };
  const began = Math.floor(trainedSteps / perEpoch);
  if (gradientAccumulation === 1) {
    // Its own counter begins with the steps of the epoch that it skips to, or with all of them in the first epoch.
    const end = began === 0 ? totalSteps : epochs * perEpoch;
    return {
      settings: { ...resume, initial_step: trainedSteps, skip_until_initial_step: true },
      steps: end - trainedSteps,
      barTotal: totalSteps - (trainedSteps - began * perEpoch),
      extraSteps: end - totalSteps,
      stepOffset: trainedSteps,
      nameOffset: began * perEpoch,
      epochOffset: 0,
    };
  }
  const steps = Math.min(totalSteps, epochsLeft * perEpoch);
  return {
    settings: { ...resume, initial_step: first },
    steps,
    barTotal: totalSteps,
    extraSteps: steps - missing,
    stepOffset: trainedSteps,
    nameOffset: trainedSteps,
    epochOffset: 0,
  };
}

/** Whether the learning rate of a step is the same however long the training is. */
function isConstant(settings: Settings): boolean {
  const { lr_scheduler: scheduler = 'constant', lr_warmup_steps: warmup = 0 } = settings;
  if (typeof settings.lr_scheduler_type === 'string' && settings.lr_scheduler_type !== '') return false;
  if (scheduler === 'constant') return true;
  // A broken number is a part of the whole.
  return scheduler === 'constant_with_warmup' && typeof warmup === 'number' && (warmup === 0 || warmup > 1);
}
