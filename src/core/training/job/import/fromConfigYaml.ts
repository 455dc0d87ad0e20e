import * as l10n from '@vscode/l10n';
import { fromOptions, type Imported, type NotCarried } from './fromOptions';

type Values = Readonly<Record<string, unknown>>;
const isTable = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Its own names for options of the trainer. */
const RENAMED: Readonly<Record<string, string>> = {
  steps: 'max_train_steps',
  unet_only: 'network_train_unet_only',
  lr_unet: 'unet_lr',
  lr_text: 'text_encoder_lr',
  caption_dropout: 'caption_dropout_rate',
  save_every: 'save_every_n_steps',
  batch: 'train_batch_size',
  batch_size: 'train_batch_size',
};
/** What stands in the settings of the editor. */
const SETTINGS: Readonly<Record<string, string>> = {
  'kohya.script_path': 'training.kohya.scriptPath',
  'kohya.workspace': 'training.kohya.workspace',
  'kohya.accelerate_bin': 'training.kohya.accelerateBin',
};

/** Imports a `config.yaml` with `ed_lora_dir`, a map of base models and the place of kohya's scripts. */
export function fromConfigYaml(values: Values): Imported {
  const notCarried: NotCarried[] = [];
  const options: Record<string, unknown> = {};
  const own: Record<string, string> = {};
  const nested = ['training', 'train', 'params', 'defaults'];
  const flat: [string, unknown][] = Object.entries(values).flatMap(([key, value]) =>
    nested.includes(key) && isTable(value) ? Object.entries(value) : [[key, value] as [string, unknown]],
  );
  for (const [key, value] of flat) {
    if (key === 'ed_lora_dir' && typeof value === 'string') own.lora_dir = value;
    else if ((key === 'trigger' || key === 'character' || key === 'name') && typeof value === 'string')
      own[key] = value;
    else if (key === 'base_model' && typeof value === 'string') options.pretrained_model_name_or_path = value;
    else if (key === 'base_model' && isTable(value)) {
      const models = Object.entries(value).filter(
        (each): each is [string, string] => typeof each[1] === 'string',
      );
      const [first, ...others] = models;
      if (first) options.pretrained_model_name_or_path = first[1];
      for (const [name] of others)
        notCarried.push({
          option: `base_model.${name}`,
          reason: l10n.t(
            'A training has one base model. Others stand in the setting {0}.',
            'training.baseModels',
          ),
        });
    } else if (key === 'kohya' && isTable(value)) {
      for (const name of Object.keys(value)) {
        const setting = Object.hasOwn(SETTINGS, `kohya.${name}`) ? SETTINGS[`kohya.${name}`] : undefined;
        notCarried.push({
          option: `kohya.${name}`,
          reason:
            setting === undefined
              ? l10n.t('A training file has no such field.')
              : l10n.t('It is the setting {0}.', setting),
        });
      }
    } else if (isTable(value))
      notCarried.push({ option: key, reason: l10n.t('A training file has no such field.') });
    else options[Object.hasOwn(RENAMED, key) ? (RENAMED[key] ?? key) : key] = value;
  }
  const imported = fromOptions('sd15', options);
  return { training: { ...imported.training, ...own }, notCarried: [...notCarried, ...imported.notCarried] };
}
