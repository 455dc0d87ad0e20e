import { closest } from 'fastest-levenshtein';
import type { OptionTable } from './optionTable';

/** Options that guides and other programs name otherwise than the trainer. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  text_encoder_lr1: 'text_encoder_lr',
  text_encoder_lr2: 'text_encoder_lr',
  te_lr: 'text_encoder_lr',
  caption_dropout: 'caption_dropout_rate',
  train_unet_only: 'network_train_unet_only',
  unet_only: 'network_train_unet_only',
  epoch: 'max_train_epochs',
  epochs: 'max_train_epochs',
  num_epochs: 'max_train_epochs',
  steps: 'max_train_steps',
  batch_size: 'train_batch_size',
  optimizer: 'optimizer_type',
  rank: 'network_dim',
  lora_rank: 'network_dim',
  lora_alpha: 'network_alpha',
  max_resolution: 'resolution',
  lr: 'learning_rate',
  scheduler: 'lr_scheduler',
};

/** The option that is most likely meant by a name that the trainer does not know. */
export function nearestOption(name: string, table: OptionTable): string {
  const other = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined;
  if (other !== undefined && table.has(other)) return other;
  // On a command line they have dashes.
  const written = name.slice(0, 100).toLowerCase().replace(/^-+/, '').replaceAll('-', '_');
  return closest(written, [...table.keys()]);
}
