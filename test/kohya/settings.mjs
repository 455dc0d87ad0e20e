// What the stand-in is told: the settings of the trainer, the runner's, and its own from the environment.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parse } from 'smol-toml';

/**
 * @typedef {object} RunnerPlan what the runner of trainings is told, see src/core/training/launch/runner.py
 * @property {string} [control]
 * @property {number} [control_after]
 * @property {number} [stop_on_nan]
 * @property {number} [stop_after]
 * @property {number} [steps]
 */

/** What sd-scripts takes where it is told nothing else. */
const DEFAULTS = { max_train_steps: 1600, caption_extension: '.caption' };

/**
 * @param {readonly string[]} args the script and its arguments
 * @returns {{ settings: Record<string, any>, plan: RunnerPlan | undefined }}
 */
export function readSettings(args) {
  const plan = args[0]?.endsWith('runner.py') ? JSON.parse(readFileSync(args[1] ?? '', 'utf8')) : undefined;
  const config = args[args.indexOf('--config_file') + 1] ?? '';
  return { settings: { ...DEFAULTS, ...parse(readFileSync(config, 'utf8')) }, plan };
}

/** How fast it trains, in milliseconds a step. */
export const stepMs = Number(process.env.STANDIN_STEP_MS ?? 20);

/** A file with the step up to which it may train: a test opens it further. */
export const gate = process.env.STANDIN_GATE;

/** `oom@7`: what goes wrong, and at which step. */
export const fault = (() => {
  const [kind = '', step = '1'] = (process.env.STANDIN_FAULT ?? '').split('@');
  return { kind, step: Number(step) };
})();

/** How many loader workers it starts, which ignore SIGTERM. */
export const workers = Number(process.env.STANDIN_WORKERS ?? 0);

/** How its log looks: `simple`, as the jobs ask for it; by `rich`, or by it on a `terminal`. */
export const form = process.env.STANDIN_FORM ?? 'simple';

/** How many processes train together; one of them speaks here for all. */
export const processes = Number(process.env.WORLD_SIZE ?? 1);
