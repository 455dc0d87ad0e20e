import { json, scalar } from '../../models/header/metadataJson';
import { metadataText } from '../../models/header/metadataText';

type Metadata = Readonly<Record<string, string>>;

/** Options that a header has under another name than the trainer. */
const RENAMED: Readonly<Record<string, string>> = {
  sd_model_name: 'pretrained_model_name_or_path',
  batch_size_per_device: 'train_batch_size',
  flow_shift: 'discrete_flow_shift',
};

/** Options that a header has under the trainer's own name, behind `ss_`. */
const OPTIONS = [
  'output_name', 'network_module', 'network_dim', 'network_alpha', 'network_dropout', 'learning_rate', 'unet_lr',
  'text_encoder_lr', 'lr_scheduler', 'lr_warmup_steps', 'max_train_steps', 'gradient_accumulation_steps',
  'gradient_checkpointing', 'mixed_precision', 'seed', 'noise_offset', 'multires_noise_iterations',
  'multires_noise_discount', 'adaptive_noise_scale', 'zero_terminal_snr', 'min_snr_gamma', 'ip_noise_gamma',
  'debiased_estimation', 'scale_weight_norms', 'clip_skip', 'max_token_length', 'max_grad_norm', 'cache_latents',
  'shuffle_caption', 'keep_tokens', 'flip_aug', 'color_aug', 'random_crop', 'face_crop_aug_range', 'prior_loss_weight',
  'caption_dropout_rate', 'caption_dropout_every_n_epochs', 'caption_tag_dropout_rate', 'resolution', 'enable_bucket',
  'bucket_no_upscale', 'min_bucket_reso', 'max_bucket_reso', 'full_fp16', 'lowram', 'training_comment', 'loss_type',
  'huber_schedule', 'huber_c', 'huber_scale', 'weighting_scheme', 'logit_mean', 'logit_std', 'mode_scale',
  'timestep_sampling', 'sigmoid_scale', 'model_prediction_type', 'discrete_flow_shift', 'guidance_scale',
  'apply_t5_attn_mask', 'fp8_base', ...Object.keys(RENAMED),
] as const; // prettier-ignore

/** Longer ones are no settings. */
const MOST_CHARACTERS = 500;
/** A library of networks has some dozen arguments. */
const MOST_ARGUMENTS = 100;

/** What kohya's `ss_*` of a header say, by the trainer's own names. Nothing in it is trusted to be of the right kind. */
export function headerOptions(metadata: Metadata): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const name of OPTIONS) {
    const text = metadataText(metadata, `ss_${name}`);
    if (text === undefined || text.length > MOST_CHARACTERS) continue;
    const option = RENAMED[name] ?? name;
    options[option] = option === 'resolution' ? text.replaceAll(/[()[\]\s]/g, '') : text;
  }
  // A path of another machine tells no more than its name.
  const base = options.pretrained_model_name_or_path;
  if (typeof base === 'string') options.pretrained_model_name_or_path = base.split(/[\\/]/).at(-1);
  const networkArgs = Object.entries(json(metadata, 'ss_network_args') ?? {}).slice(0, MOST_ARGUMENTS);
  if (networkArgs.length > 0)
    options.network_args = networkArgs.map(([key, value]) => `${key}=${pythonText(value)}`);
  Object.assign(options, optimizerOptions(metadataText(metadata, 'ss_optimizer')));
  return options;
}

const pythonText = (value: unknown) => (value === true ? 'True' : value === false ? 'False' : scalar(value));

/** `bitsandbytes.optim.adamw.AdamW8bit(weight_decay=0.1,betas=(0.9, 0.99))`: the class, and what it was given. */
function optimizerOptions(text: string | undefined): Record<string, unknown> {
  const [, path, given] = /^([\w.]+)\s*(?:\((.*)\))?$/s.exec(text?.slice(0, MOST_CHARACTERS) ?? '') ?? [];
  if (path === undefined) return {};
  const type = path.startsWith('torch.optim.') || path.startsWith('bitsandbytes.') || KNOWN.test(path);
  const args = given?.match(/\w+=(?:\([^)]*\)|\[[^\]]*\]|[^,])+/g) ?? [];
  return {
    optimizer_type: type ? path.split('.').at(-1) : path,
    ...(args.length > 0 && { optimizer_args: args.map((each) => each.replaceAll(/\s/g, '')) }),
  };
}

/** Classes of the trainer's own list, which it finds by their names alone. */
const KNOWN =
  /(?:^|\.)(?:AdamW(?:8bit)?|PagedAdamW(?:8bit|32bit)?|Lion(?:8bit)?|PagedLion8bit|SGDNesterov(?:8bit)?|DAdapt\w+|Prodigy|AdaFactor|Adafactor|RAdamScheduleFree|AdamWScheduleFree|SGDScheduleFree)$/;
