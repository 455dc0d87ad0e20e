// What the stand-in is told: the settings of the trainer, the runner's, and its own from the environment.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parse } from 'smol-toml';

/**
 * @typedef {object} Runner what the runner of trainings is told, see src/core/training/launch/runner.py
 * @property {string} [control]
 * @property {number} [control_after]
 * @property {number} [stop_on_nan]
 * @property {number} [stop_after]
 * @property {number} [steps]
 */

/**
 * @param {readonly string[]} args the script and its arguments
 * @returns {{ settings: Record<string, any>, runner: Runner | undefined }}
 */
export function readSettings(args) {
  const runner = args[0]?.endsWith('runner.py') ? JSON.parse(readFileSync(args[1] ?? '', 'utf8')) : undefined;
  const config = args[args.indexOf('--config_file') + 1] ?? '';
  return { settings: parse(readFileSync(config, 'utf8')), runner };
}

/** How fast it trains, in milliseconds a step. */
export const stepMs = Number(process.env.STANDIN_STEP_MS ?? 20);

/** A file with the step up to which it may train: a test opens it further. */
export const gate = process.env.STANDIN_GATE;

/** `oom@7`: what goes wrong, and at which step. */
export const fault = (() => {
  const [kind = '', step = '0'] = (process.env.STANDIN_FAULT ?? '').split('@');
  return { kind, step: Number(step) };
})();

/** How many loader workers it starts, which ignore SIGTERM. */
export const workers = Number(process.env.STANDIN_WORKERS ?? 0);
