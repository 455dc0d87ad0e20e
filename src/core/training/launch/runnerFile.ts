import RUNNER from './runner.py';

/** The program that watches the trainer: it is written into the folder of each job. */
export const RUNNER_TEXT: string = RUNNER;
export const RUNNER_FILE = 'runner.py';
export const RUNNER_SETTINGS_FILE = 'runner.json';
export const CONTROL_FILE = 'control.json';

/** What the runner is told. Paths are those that the trainer sees. */
export interface RunnerSettings {
  readonly script: string;
  readonly control: string;
  /** The last command that an earlier part of the job carried out. */
  readonly controlAfter?: number | undefined;
  /** `mixed_precision` of the trainer. */
  readonly precision: string;
  /** Save and stop after this many steps of this part. */
  readonly stopAfter?: number | undefined;
  /** Train this many steps in this part, and end as a whole training ends. */
  readonly steps?: number | undefined;
}

/**
 * The text of `runner.json`. fp16 skips a step whose gradients are not finite and keeps good weights: only several in
 * a row end the training. With other precisions one such step spoils every weight.
 */
export function runnerSettingsText(settings: RunnerSettings): string {
  const { script, control, controlAfter, precision, stopAfter, steps } = settings;
  return JSON.stringify({
    script,
    control,
    stop_on_nan: precision === 'fp16' ? 3 : 1,
    control_after: controlAfter,
    stop_after: stopAfter,
    steps,
  });
}

export type ControlAction = 'save' | 'stop';

/** The text of `control.json`. A `save` must not take the place of a `stop` that was not seen yet. */
export function controlText(id: number, action: ControlAction): string {
  return JSON.stringify({ id, action });
}
