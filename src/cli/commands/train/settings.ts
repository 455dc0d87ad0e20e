import { InvalidArgumentError, type Command } from 'commander';
import { join } from 'node:path';
import { expandPath } from '../../../core/files/expandPath';
import type { TrainingSettings } from '../../../core/training/trainingSettings';
import type { CommonOptions } from '../../session';

/** Where trainings find the trainer, and where they put what they make. */
export interface SettingsOptions extends CommonOptions {
  readonly python?: string;
  readonly kohya?: string;
  readonly script?: string;
  readonly workspace?: string;
  readonly accelerate?: string;
  readonly launchPrefix?: readonly string[];
  readonly dockerImage?: string;
  readonly loraDir?: string;
  readonly baseModel?: Readonly<Record<string, string>>;
  readonly minimumPictures?: number;
}

const HELP = `
Where --kohya is not given, KOHYA_ROOT names the folder of sd-scripts, else it is ~/kohya_ss. Paths may have ~ and variables.`;

/** Adds the options that say where the trainer is. */
export function addSettings(command: Command): Command {
  return command
    .option('--python <path>', 'the Python that runs sd-scripts')
    .option('--kohya <folder>', 'the folder of sd-scripts')
    .option('--script <file>', 'its train_network.py, where it is not in that folder')
    .option('--workspace <folder>', 'where the trainer works, where that is not the folder of its script')
    .option('--accelerate <path>', 'the accelerate to start, where it is not that of the Python')
    .option('--launch-prefix <command>', 'what stands before the command: "srun --gres=gpu:1"', words)
    .option('--docker-image <image>', 'the image for trainings whose launcher is docker')
    .option('--lora-dir <folder>', 'the folder that finished LoRAs are copied to')
    .option('--base-model <name=path>', 'a short name for a base model; may be repeated', baseModel)
    .option('--minimum-pictures <count>', 'fewer pictures are an error', count)
    .addHelpText('after', HELP);
}

/** What the options say, with absolute paths. */
export function trainingSettingsOf(options: SettingsOptions): TrainingSettings {
  const path = (text: string) => expandPath(text, { workspaceFolder: process.cwd() }) ?? text;
  // A bare name is looked up in PATH.
  const program = (text: string) => (/[\\/~$%]/.test(text) ? path(text) : text);
  const root = path(options.kohya ?? process.env.KOHYA_ROOT ?? '~/kohya_ss');
  return {
    python: program(options.python ?? (process.platform === 'win32' ? 'python' : 'python3')),
    scriptPath: options.script === undefined ? join(root, 'train_network.py') : path(options.script),
    workspace: options.workspace === undefined ? undefined : path(options.workspace),
    accelerateBin: options.accelerate === undefined ? undefined : program(options.accelerate),
    launchPrefix: options.launchPrefix ?? [],
    docker: {
      image: options.dockerImage ?? 'ghcr.io/kohya-ss/sd-scripts:latest',
      kohyaRoot: '/opt/kohya_ss',
    },
    loraDir: options.loraDir === undefined ? undefined : path(options.loraDir),
    baseModels: Object.fromEntries(
      Object.entries(options.baseModel ?? {}).map(([name, text]) => [name, path(text)]),
    ),
    minimumPictures: options.minimumPictures ?? 8,
  };
}

function baseModel(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, path] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || path === undefined) throw new InvalidArgumentError('It has to be NAME=PATH.');
  return { ...before, [name]: path };
}

/** The words of a command. Quotes keep one together; a backslash is no more than itself, as in paths of Windows. */
export function words(text: string): string[] {
  const found = text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return found.map((word) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new InvalidArgumentError('It has to be a whole number, at least 1.');
  return Number(text);
}
