import * as l10n from '@vscode/l10n';
import { fieldOf } from '../job/fieldOptions';
import { fieldDocs } from './fieldDocs';

/** What options of the trainer are that no field of a training file sets, in one sentence of Markdown. */
const optionDocs = (): Readonly<Record<string, string>> => ({
  v2: l10n.t('The base model is one of Stable Diffusion 2.'),
  v_parameterization: l10n.t('The base model predicts velocity, not noise.'),
  no_half_vae: l10n.t('Runs the VAE with whole precision: that of SDXL gives black pictures otherwise.'),
  sdpa: l10n.t('Takes the attention of PyTorch, which needs less memory and time.'),
  xformers: l10n.t('Takes the attention of xformers, where it is installed.'),
  mem_eff_attn: l10n.t('Takes an attention that needs less memory and more time.'),
  lowram: l10n.t('Loads the models straight to the GPU, for machines with little memory.'),
  highvram: l10n.t('Keeps everything on the GPU, for GPUs with much memory.'),
  full_bf16: l10n.t('Keeps also gradients in bf16, which needs less memory.'),
  full_fp16: l10n.t('Keeps also gradients in fp16, which needs less memory.'),
  fp8_base: l10n.t('Keeps the base model in 8 bits, which needs less memory.'),
  fp8_base_unet: l10n.t('Keeps only the U-Net or transformer of the base model in 8 bits.'),
  fp8_scaled: l10n.t('Keeps the transformer in scaled 8 bits, which needs less memory.'),
  fp8_vl: l10n.t('Keeps the text encoder in 8 bits, which needs less memory.'),
  blocks_to_swap: l10n.t(
    'So many blocks of the transformer wait outside of the GPU: less memory, more time.',
  ),
  cache_latents_to_disk: l10n.t('Keeps the encoded pictures in files beside them.'),
  cache_text_encoder_outputs: l10n.t(
    'Encodes each caption only once. Not together with captions that change.',
  ),
  cache_text_encoder_outputs_to_disk: l10n.t('Keeps the encoded captions in files beside the pictures.'),
  guidance_scale: l10n.t('The guidance that Flux is trained with; 1.0 for Flux.1 dev.'),
  timestep_sampling: l10n.t('How the amount of noise of each step is chosen.'),
  model_prediction_type: l10n.t('What is made of the answer of the model; `raw` takes it as it is.'),
  discrete_flow_shift: l10n.t('Moves the amounts of noise: larger numbers train more of the large forms.'),
  training_shift: l10n.t('Moves the amounts of noise of SD3: larger numbers train more of the large forms.'),
  sigmoid_scale: l10n.t('How strongly `sigmoid` prefers a medium amount of noise.'),
  weighting_scheme: l10n.t('How much each amount of noise counts.'),
  loss_type: l10n.t(
    'How the difference to the picture is measured: `l2` is usual, others mind outliers less.',
  ),
  huber_c: l10n.t('Where the losses `huber` and `smooth_l1` change from one form to the other.'),
  huber_schedule: l10n.t('How `huber_c` follows the amount of noise.'),
  prior_loss_weight: l10n.t('How much regularisation pictures count.'),
  scale_weight_norms: l10n.t('Holds the weights of the network down to this norm, against overfitting.'),
  max_grad_norm: l10n.t('Holds gradients down to this norm; 0 does not.'),
  max_token_length: l10n.t('How long captions may be: 150 or 225 tokens instead of 75.'),
  weighted_captions: l10n.t('Understands weights in captions, such as `(word:1.3)`.'),
  enable_wildcard: l10n.t('Understands `{a|b}` and several lines in captions, one of them at each step.'),
  caption_prefix: l10n.t('Put before every caption.'),
  caption_suffix: l10n.t('Put behind every caption.'),
  caption_separator: l10n.t('What stands between the words of captions that are shuffled or left out.'),
  caption_tag_dropout_rate: l10n.t('The part of the words of captions that is left out.'),
  caption_dropout_every_n_epochs: l10n.t('Leaves out all captions in each n-th epoch.'),
  color_aug: l10n.t('Changes colours a little at random. Not together with cached latents.'),
  random_crop: l10n.t('Cuts pictures at random places. Not together with cached latents.'),
  masked_loss: l10n.t('Trains only what the masks show.'),
  alpha_mask: l10n.t('Takes the transparency of pictures as their mask.'),
  enable_bucket: l10n.t('Sorts pictures into buckets of their forms; `fit = "bucket"` sets it.'),
  bucket_no_upscale: l10n.t('Does not enlarge small pictures for their bucket.'),
  bucket_reso_steps: l10n.t('The sides of buckets are multiples of it.'),
  min_bucket_reso: l10n.t('The shortest side of a bucket.'),
  max_bucket_reso: l10n.t('The longest side of a bucket.'),
  network_train_text_encoder_only: l10n.t('Trains the text encoder alone.'),
  dim_from_weights: l10n.t('Takes the rank of the network from `network_weights`.'),
  base_weights: l10n.t('LoRAs that are merged into the base model before the training.'),
  base_weights_multiplier: l10n.t('How strongly each of `base_weights` is merged.'),
  multires_noise_iterations: l10n.t(
    'Adds noise of several sizes; 6 to 10 is usual, not with `noise_offset`.',
  ),
  multires_noise_discount: l10n.t('How much less the noise of larger sizes counts.'),
  ip_noise_gamma: l10n.t('Adds a little noise to the input, which makes training steadier.'),
  adaptive_noise_scale: l10n.t('Adds to `noise_offset` by the brightness of the picture.'),
  zero_terminal_snr: l10n.t('Lets the last step be noise alone; for models that predict velocity.'),
  debiased_estimation_loss: l10n.t('Weighs steps by their noise in another way than `min_snr_gamma`.'),
  min_timestep: l10n.t('The least amount of noise that is trained, from 0 to 1000.'),
  max_timestep: l10n.t('The largest amount of noise that is trained, from 0 to 1000.'),
  lr_scheduler_num_cycles: l10n.t('How often `cosine_with_restarts` begins anew.'),
  lr_scheduler_power: l10n.t('The power of the scheduler `polynomial`.'),
  lr_scheduler_args: l10n.t('Arguments of the scheduler, each as `name=value`.'),
  save_state_on_train_end: l10n.t('Saves what a resume needs at the end, too.'),
  save_last_n_steps_state: l10n.t('Keeps only the states of so many last steps.'),
  save_last_n_epochs_state: l10n.t('Keeps only the states of so many last epochs.'),
  max_data_loader_n_workers: l10n.t(
    'Processes that load pictures; each costs time at the start of an epoch.',
  ),
  persistent_data_loader_workers: l10n.t('Keeps these processes from one epoch to the next.'),
  vae_batch_size: l10n.t('So many pictures are encoded at once while latents are cached.'),
  torch_compile: l10n.t('Compiles the model: a slow start, then faster steps.'),
  log_with: l10n.t('Where to the loss is written besides: `tensorboard`, `wandb` or `all`.'),
  training_comment: l10n.t('A comment in the metadata of the LoRA.'),
  no_metadata: l10n.t('Writes no metadata into the LoRA.'),
  validation_split: l10n.t('The part of the pictures that is not trained, but validates.'),
  validation_seed: l10n.t('Which pictures validate; without it, others do at each run.'),
  metadata_title: l10n.t('The title in the metadata of the LoRA.'),
  metadata_author: l10n.t('The author in the metadata of the LoRA.'),
});

/** What an argument of a network is. */
const argumentDocs = (): Readonly<Record<string, string>> => ({
  conv_dim: l10n.t('The rank for convolutions; without it, they are not trained.'),
  conv_alpha: l10n.t('Scales what the convolutions learn.'),
  rank_dropout: l10n.t('The part of the ranks that is left out at each step.'),
  module_dropout: l10n.t('The part of the modules that is left out at each step.'),
  loraplus_lr_ratio: l10n.t('LoRA+: how many times faster the second matrix learns; 4 to 16.'),
  loraplus_unet_lr_ratio: l10n.t('LoRA+ for the U-Net or transformer alone.'),
  loraplus_text_encoder_lr_ratio: l10n.t('LoRA+ for the text encoders alone.'),
  train_blocks: l10n.t('Which kinds of blocks are trained.'),
  train_t5xxl: l10n.t('Trains the T5-XXL, too.'),
  split_qkv: l10n.t('Trains query, key and value as layers of their own.'),
  verbose: l10n.t('Writes into the log what is trained.'),
  block_dims: l10n.t('A rank for each block of the U-Net.'),
  block_alphas: l10n.t('An alpha for each block of the U-Net.'),
  include_patterns: l10n.t('Only modules whose names fit are trained.'),
  exclude_patterns: l10n.t('Modules whose names fit are not trained.'),
});

/** A sentence of ours for an option of the trainer, where there is one. */
export function optionDoc(option: string): string | undefined {
  const docs = optionDocs();
  if (Object.hasOwn(docs, option)) return docs[option];
  const field = fieldOf(option);
  return field === undefined ? undefined : fieldDocs()[field];
}

/** A sentence of ours for an argument of `network_args`, where there is one. */
export function argumentDoc(name: string): string | undefined {
  const docs = argumentDocs();
  return Object.hasOwn(docs, name) ? docs[name] : undefined;
}
