import type { Family } from '../options/families';
import type { TrainingFile } from './trainingFile';

/** The fields of a training that its family decides. */
export type Preset = Readonly<Partial<Omit<TrainingFile, 'name' | 'family' | 'base_model'>>>;

const USUAL = {
  class: 'person',
  repeats: 10,
  captions: 'mend',
  caption_extension: '.txt',
  fit: 'square',
  background: '#000000',
  unet_only: true,
  batch_size: 1,
  optimizer: 'AdamW',
  scheduler: 'constant',
  precision: 'bf16',
  save_precision: 'bf16',
  seed: 42,
  cache_latents: true,
  weight: 0.75,
} satisfies Preset;

/** Base models that need much memory, and are trained without their text encoders. */
const LARGE = {
  ...USUAL,
  resolution: 1024,
  dim: 16,
  alpha: 16,
  steps: 2000,
  learning_rate: 1e-4,
  gradient_checkpointing: true,
  save: { every_steps: 500 },
} satisfies Preset;

const PRESETS: Readonly<Record<Family, Preset>> = {
  sd15: {
    ...USUAL,
    trigger: 'svtchar',
    resolution: 512,
    dim: 32,
    alpha: 16,
    steps: 2500,
    learning_rate: 1e-4,
    unet_lr: 1e-4,
    text_encoder_lr: 5e-5,
    noise_offset: 0.05,
    caption_dropout: 0.1,
    min_snr_gamma: 5,
    save: { every_steps: 500 },
  },
  sdxl: { ...LARGE, dim: 16, alpha: 8, min_snr_gamma: 5, extra: { no_half_vae: true } },
  flux: {
    ...LARGE,
    extra: {
      guidance_scale: 1.0,
      timestep_sampling: 'shift',
      model_prediction_type: 'raw',
      discrete_flow_shift: 3.1582,
    },
  },
  sd3: { ...LARGE, extra: { weighting_scheme: 'uniform' } },
  lumina: {
    ...LARGE,
    extra: { timestep_sampling: 'nextdit_shift', model_prediction_type: 'raw', discrete_flow_shift: 6.0 },
  },
  hunyuan_image: {
    ...LARGE,
    resolution: 2048,
    extra: {
      timestep_sampling: 'sigma',
      model_prediction_type: 'raw',
      discrete_flow_shift: 5.0,
      fp8_scaled: true,
    },
  },
  anima: { ...LARGE, extra: { timestep_sampling: 'sigmoid', discrete_flow_shift: 1.0 } },
};

/** Values to start from. Those of SD 1.5 are the ones that a character LoRA of this program always began with. */
export const presetFor = (family: Family): Preset => PRESETS[family];
