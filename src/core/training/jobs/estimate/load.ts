import { trainerSettings } from '../../job/trainerSettings';
import type { TrainingFile } from '../../job/trainingFile';
import { resolutionOf } from '../../options/rules/pictureRules';

/** What decides how long a step takes and how much memory it needs. */
export interface Load {
  /** The same for trainings that can be compared. */
  readonly kind: string;
  /** Pixels that a step goes through: time grows with them. */
  readonly pixels: number;
  /** Pixels that are in memory at once. */
  readonly pixelsAtOnce: number;
}

/** Options that change speed or memory by more than a little. */
const DECISIVE = [
  'network_module', 'network_dim', 'network_train_unet_only', 'optimizer_type', 'mixed_precision', 'full_bf16',
  'full_fp16', 'gradient_checkpointing', 'cache_latents', 'cache_text_encoder_outputs', 'blocks_to_swap', 'fp8_base',
  'fp8_base_unet', 'lowram', 'highvram', 'sdpa', 'xformers', 'mem_eff_attn', 'cpu_offload_checkpointing',
  'use_8bit_adam', 'use_lion_optimizer',
]; // prettier-ignore
const NO_PLACES = { outputDir: '', loggingDir: '', trainDataDir: '' };

/** The load of a training. */
export function loadOf(training: TrainingFile): Load {
  const { settings } = trainerSettings(training, NO_PLACES);
  const [width, height] = resolutionOf(String(settings.resolution)) ?? [512, 512];
  const count = (option: string) => (typeof settings[option] === 'number' ? settings[option] : 1);
  const pixelsAtOnce = width * height * count('train_batch_size');
  const { type, gpu } = training.launcher ?? {};
  return {
    kind: JSON.stringify([training.family, type, gpu, DECISIVE.map((option) => settings[option] ?? null)]),
    pixels: pixelsAtOnce * count('gradient_accumulation_steps'),
    pixelsAtOnce,
  };
}
