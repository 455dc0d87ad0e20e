import type { Family } from '../options/families';
import type { TrainingFile } from './trainingFile';

/** The fields of a training that its family decides. */
export type Preset = Readonly<Partial<Omit<TrainingFile, 'name' | 'family' | 'base_model'>>>;

/**
 * The source of each value. "Docs" are the guides of sd-scripts, `docs/<family>_train_network.md`: the command of their
 * section on starting a training. "Ours" is a choice of this program that no guide asks for.
 */
const USUAL = {
  class: 'person', // ours
  repeats: 10, // ours
  captions: 'mend', // ours
  caption_extension: '.txt', // what tagging tools write; sd-scripts itself looks for .caption
  fit: 'square', // the character trainings this program began with: the whole picture on a black square
  background: '#000000', // as fit
  unet_only: true, // as fit; Docs of Hunyuan Image and of cached text encoder outputs demand it
  batch_size: 1, // as fit
  optimizer: 'AdamW', // Docs of Lumina; the others have AdamW8bit, which needs bitsandbytes and an NVIDIA GPU
  scheduler: 'constant', // Docs, each family
  precision: 'bf16', // Docs of SDXL, Flux, Lumina, Hunyuan Image and Anima
  save_precision: 'bf16', // ours: as the training
  seed: 42, // ours: one that is written down can be repeated
  cache_latents: true, // Docs of SDXL, Flux, Lumina, Hunyuan Image and Anima
  weight: 0.75, // of the 0.7 to 0.85 at which the character LoRAs of SD 1.5 were used
} satisfies Preset;

/** Base models that need much memory, and are trained without their text encoders. */
const LARGE = {
  ...USUAL,
  resolution: 1024, // the size that SDXL, Flux, SD 3.5, Lumina and Anima were made for
  dim: 16, // Docs of Flux, SD 3 and Hunyuan Image
  alpha: 16, // ours: alpha = dim leaves the learning rate as it is written
  steps: 2000, // ours
  learning_rate: 1e-4, // Docs, each family
  gradient_checkpointing: true, // Docs, each family
  save: { every_steps: 500 }, // ours
} satisfies Preset;

const PRESETS: Readonly<Record<Family, Preset>> = {
  // Those without a source of their own are of the character trainings this program began with.
  sd15: {
    ...USUAL,
    trigger: 'svtchar',
    resolution: 512,
    dim: 32,
    alpha: 16, // ours: half of the dim, as in the Docs of SDXL
    steps: 2500,
    learning_rate: 1e-4, // ours: as unet_lr, which is the one that counts
    unet_lr: 1e-4,
    text_encoder_lr: 5e-5,
    noise_offset: 0.05,
    caption_dropout: 0.1,
    min_snr_gamma: 5,
    save: { every_steps: 500 },
  },
  sdxl: {
    ...LARGE,
    alpha: 8, // Docs: half of the dim
    min_snr_gamma: 5, // the value of the Min-SNR paper (arXiv 2303.09556); Docs list it as an option
    extra: { no_half_vae: true }, // Docs: the VAE of SDXL can give black pictures in half precision
  },
  flux: {
    ...LARGE,
    // Docs §6.2 recommends all four for FLUX.1 dev.
    extra: {
      guidance_scale: 1.0,
      timestep_sampling: 'shift',
      model_prediction_type: 'raw',
      discrete_flow_shift: 3.1582,
    },
  },
  sd3: { ...LARGE, extra: { weighting_scheme: 'uniform' } }, // Docs
  lumina: {
    ...LARGE,
    // Docs
    extra: { timestep_sampling: 'nextdit_shift', model_prediction_type: 'raw', discrete_flow_shift: 6.0 },
  },
  hunyuan_image: {
    ...LARGE,
    resolution: 2048, // the size that it was made for
    // Docs; fp8_scaled is what they name for less than 24 GB.
    extra: {
      timestep_sampling: 'sigma',
      model_prediction_type: 'raw',
      discrete_flow_shift: 5.0,
      fp8_scaled: true,
    },
  },
  anima: { ...LARGE, extra: { timestep_sampling: 'sigmoid', discrete_flow_shift: 1.0 } }, // Docs
};

/** What Chroma needs instead of Flux's own: Docs of Flux, "Training Chroma Models". */
const CHROMA: NonNullable<Preset['extra']> = {
  ...PRESETS.flux.extra,
  model_type: 'chroma',
  guidance_scale: 0.0,
  apply_t5_attn_mask: true,
};

/**
 * Values to start from.
 * @param baseModel in Civitai's words, where it is known: some differ within their family
 */
export function presetFor(family: Family, baseModel?: string): Preset {
  const preset = PRESETS[family];
  return family === 'flux' && baseModel?.startsWith('Chroma') === true
    ? { ...preset, extra: CHROMA }
    : preset;
}
