import type { TrainingFile } from '../job/trainingFile';
import { FAMILY_FACTS, type Family } from '../options/families';
import type { Settings } from '../options/settings';
import type { EnvironmentNeed } from './packages';

/**
 * Numbers that a LoRA has for each unit of its dim where it reaches into all that its module knows, in millions,
 * rounded up: of a LoRA of usual size this is an estimate to within a factor of two.
 */
const MILLIONS_PER_DIM: Readonly<Record<Family, number>> = {
  sd15: 0.6,
  sdxl: 3.6,
  flux: 10,
  sd3: 5,
  lumina: 5,
  hunyuan_image: 10,
  anima: 5,
};

/** A state keeps each number and the two that an optimizer has for it, all in 32 bits. */
const STATE_BYTES = 12;

/**
 * What a training needs of its environment.
 * @param settings those of the trainer, as `trainerSettings` gives them
 * @param folder where it will write
 * @param steps where they have been counted exactly
 */
export function needOfTraining(
  training: TrainingFile,
  settings: Settings,
  { folder, steps }: { readonly folder?: string; readonly steps?: number } = {},
): EnvironmentNeed {
  const text = (option: string) => {
    const value = settings[option];
    return typeof value === 'string' ? value : undefined;
  };
  const { gpu, type } = training.launcher ?? {};
  const optional = {
    precision: text('mixed_precision'),
    optimizer:
      settings.use_8bit_adam === true
        ? 'AdamW8bit'
        : settings.use_lion_optimizer === true
          ? 'Lion'
          : text('optimizer_type'),
    networkModule: text('network_module') ?? FAMILY_FACTS[training.family].networkModule,
    xformers: settings.xformers === true ? true : undefined,
    logWith: text('log_with'),
    launcher: type,
    gpus: gpu === undefined ? undefined : String(gpu).split(',').map(Number),
    outputs: folder === undefined ? undefined : { folder, bytes: outputBytes(training, settings, steps) },
  };
  return {
    family: training.family,
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as EnvironmentNeed),
  };
}

/** About how many bytes the checkpoints and states of a training take. */
export function outputBytes(training: TrainingFile, settings: Settings, counted?: number): number {
  const number = (option: string) => {
    const value = settings[option];
    return typeof value === 'number' && value > 0 ? value : undefined;
  };
  const numbers = MILLIONS_PER_DIM[training.family] * 1e6 * (number('network_dim') ?? 4);
  const half = settings.save_precision === 'fp16' || settings.save_precision === 'bf16';
  const saves = savesOf(number, counted);
  const kept = Math.min(saves, training.save?.keep_last ?? saves) + 1;
  const states = settings.save_state === true ? kept : settings.save_state_on_train_end === true ? 1 : 0;
  return Math.ceil(numbers * (kept * (half ? 2 : 4) + states * STATE_BYTES));
}

/** How often it saves before its end. */
function savesOf(number: (option: string) => number | undefined, counted: number | undefined): number {
  const steps = counted ?? number('max_train_steps');
  const everySteps = number('save_every_n_steps');
  const everyEpochs = number('save_every_n_epochs');
  const epochs = number('max_train_epochs');
  const bySteps = steps === undefined || everySteps === undefined ? 0 : Math.floor(steps / everySteps);
  const byEpochs = epochs === undefined || everyEpochs === undefined ? 0 : Math.floor(epochs / everyEpochs);
  return bySteps + byEpochs;
}
