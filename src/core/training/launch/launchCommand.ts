import * as l10n from '@vscode/l10n';
import path from 'node:path';
import type { TrainingFile } from '../job/trainingFile';
import type { TrainingSettings } from '../trainingSettings';
import { containerCommand } from './container';
import { trainerEnvironment } from './environment';
import { launchPlaces } from './launchPlaces';
import { trainerProcesses } from './processes';
import { RUNNER_FILE, RUNNER_SETTINGS_FILE } from './runnerFile';

/** A job as the launcher needs it. Its paths are absolute, and those of this machine. */
export interface LaunchJob {
  readonly folder: string;
  /** Whether the trainer is to be watched, where that is possible. */
  readonly runner: boolean;
  /** The trainer’s own settings. */
  readonly configFile: string;
  /** The trainer’s file in the user’s sd-scripts. */
  readonly script: string;
  /** What the settings of the trainer name: base model, pictures, and all else that it reads outside the folder. */
  readonly reads?: readonly string[];
  /** What it writes outside the folder. */
  readonly writes?: readonly string[];
  /** A file with `ACCELERATE_CONFIG`: accelerate then takes nothing from a configuration of the user’s. */
  readonly accelerateConfig?: string;
}

export interface Launch {
  readonly command: readonly [program: string, ...args: string[]];
  readonly cwd: string;
  /** What the environment has beside that of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the trainer is watched: Save Now, Stop and Save, and the exact loss are there. */
  readonly runner: boolean;
  /** Why not, where it was asked for. */
  readonly why?: string;
  /** Ends a container, which goes on when the program that started it is ended. */
  readonly end?: readonly [program: string, ...args: string[]];
}

/**
 * A configuration of accelerate that says nothing. With one for several GPUs, which `accelerate config` may have made,
 * a training on one GPU would not start.
 */
export const ACCELERATE_CONFIG = JSON.stringify({
  compute_environment: 'LOCAL_MACHINE',
  distributed_type: 'NO',
  mixed_precision: 'no',
  use_cpu: false,
  debug: false,
});
export const ACCELERATE_CONFIG_FILE = 'accelerate.json';

/**
 * How a trainer is started: an argument array without a shell, with every option passed that accelerate would ask for
 * otherwise.
 * @throws Problem where the launcher of the training cannot work
 */
export function launchCommand(
  settings: TrainingSettings,
  training: TrainingFile,
  job: LaunchJob,
  platform: NodeJS.Platform = process.platform,
): Launch {
  const processes = trainerProcesses(training, platform);
  const runner = job.runner && processes.count === 1;
  const docker = training.launcher?.type === 'docker';
  const places = launchPlaces(settings, training, job.script, platform);
  const inFolder = (name: string) => places.toTrainer(pathOf(platform).join(job.folder, name));
  const config =
    job.accelerateConfig === undefined ? [] : ['--config_file', places.toTrainer(job.accelerateConfig)];
  const accelerate = [
    ...config,
    ...processes.options,
    '--mixed_precision', mixedPrecision(training),
    '--dynamo_backend', 'no',
    '--num_cpu_threads_per_process', '1',
  ]; // prettier-ignore
  const script = runner ? [inFolder(RUNNER_FILE), inFolder(RUNNER_SETTINGS_FILE)] : [places.script];
  const args = [
    ...accelerate,
    ...script,
    '--config_file',
    places.toTrainer(job.configFile),
    '--console_log_simple',
  ];
  const several = processes.count > 1;
  const watched = { runner, ...(job.runner && several ? { why: whyNot() } : {}) };

  if (docker) {
    // The container is Linux, whatever this machine is.
    const env = trainerEnvironment('linux', several);
    const { run, end } = containerCommand(settings, job, places, processes.machines, env, args);
    return { command: withPrefix(settings, run), cwd: job.folder, env: {}, ...watched, end };
  }
  const start: readonly [string, ...string[]] =
    settings.accelerateBin === undefined
      ? [settings.python, '-m', 'accelerate.commands.launch', ...args]
      : [settings.accelerateBin, 'launch', ...args];
  return {
    command: withPrefix(settings, start),
    cwd: settings.workspace ?? pathOf(platform).dirname(job.script),
    env: trainerEnvironment(platform, several),
    ...watched,
  };
}

/** `mixed_precision` as the trainer gets it. The one of accelerate alone would have no effect. */
export function mixedPrecision(training: TrainingFile): string {
  const own = training.extra?.mixed_precision;
  return own === 'no' || own === 'fp16' || own === 'bf16' ? own : (training.precision ?? 'bf16');
}

function withPrefix(
  { launchPrefix: [first, ...rest] }: TrainingSettings,
  command: readonly [string, ...string[]],
): readonly [string, ...string[]] {
  return first === undefined ? command : [first, ...rest, ...command];
}

function pathOf(platform: NodeJS.Platform): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix;
}

function whyNot(): string {
  return l10n.t('Save Now, Stop and Save and the exact loss of each step work with one GPU only: several processes would have to stop at the same step.'); // prettier-ignore
}
