import * as l10n from '@vscode/l10n';
import { Problem } from '../../problem/problem';
import type { TrainingFile } from '../job/trainingFile';

/** The processes that train together. */
export interface TrainerProcesses {
  /** On all machines together. */
  readonly count: number;
  readonly machines: number;
  /** The options of `accelerate launch` that say so. */
  readonly options: readonly string[];
}

/** The port of accelerate itself. */
const DEFAULT_PORT = 29_500;

/**
 * The processes that the launcher of a training file asks for; one on each chosen GPU where it tells no number.
 * @throws Problem where several machines cannot find each other
 */
export function trainerProcesses(
  { launcher = {} }: TrainingFile,
  platform: NodeJS.Platform,
): TrainerProcesses {
  const gpus = launcher.gpu === undefined ? [] : String(launcher.gpu).split(',');
  const machines = launcher.machines ?? 1;
  const count = Math.max(launcher.processes ?? Math.max(1, gpus.length) * machines, machines);
  const options = ['--num_processes', String(count), '--num_machines', String(machines)];
  // Not chosen: a cluster's scheduler, or the user's environment, may have chosen already.
  if (gpus.length > 0) options.push('--gpu_ids', gpus.join(','));
  if (count === 1) return { count, machines, options };
  options.unshift('--multi_gpu');
  if (gpus.length === 0) options.push('--gpu_ids', 'all');
  if (machines > 1) {
    if (launcher.main_process_ip === undefined) throw noAddress();
    options.push(
      '--machine_rank', String(launcher.machine_rank ?? 0),
      // In one piece: whatever the user wrote is the value and no option of its own.
      `--main_process_ip=${launcher.main_process_ip}`,
      '--main_process_port', String(launcher.main_process_port ?? DEFAULT_PORT),
    ); // prettier-ignore
  } else if (launcher.main_process_port !== undefined) {
    options.push('--main_process_port', String(launcher.main_process_port));
  }
  if (platform === 'win32') options.push('--rdzv_backend', 'c10d');
  return { count, machines, options };
}

function noAddress(): Problem {
  return new Problem(
    'bad_input',
    l10n.t('Training on several machines needs the address of the first one.'),
    l10n.t('Set main_process_ip under [launcher], the same on each machine.'),
  );
}
