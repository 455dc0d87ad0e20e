import * as l10n from '@vscode/l10n';
import type { Family } from '../../options/families';
import { shippedTable } from '../../options/optionTable';
import { fromOptions, splitWords, type Imported, type NotCarried } from './fromOptions';

type Values = Readonly<Record<string, unknown>>;

/** What only that program's window needs. */
const OF_WINDOW = new Set([
  'model_list', 'save_as_bool', 'noise_offset_type', 'num_cpu_threads_per_process', 'dynamo_backend', 'dynamo_mode',
  'dynamo_use_dynamic', 'dynamo_use_fullgraph', 'main_process_port', 'sdxl', 'flux1_checkbox', 'sd3_checkbox',
  'lumina_checkbox', 'LoRA_type', 'LyCORIS_preset', 'lowvram', 'multi_gpu', 'num_machines', 'num_processes', 'gpu_ids',
  'caption', 'use_wandb', 'weighted_captions_checkbox', 'max_data_loader_n_workers', 'persistent_data_loader_workers',
]); // prettier-ignore

/** Other names for options of the trainer. */
const RENAMED: Readonly<Record<string, string>> = {
  max_resolution: 'resolution',
  optimizer: 'optimizer_type',
  lora_network_weights: 'network_weights',
  sdxl_cache_text_encoder_outputs: 'cache_text_encoder_outputs',
  flux1_cache_text_encoder_outputs: 'cache_text_encoder_outputs',
  flux1_cache_text_encoder_outputs_to_disk: 'cache_text_encoder_outputs_to_disk',
  sd3_cache_text_encoder_outputs: 'cache_text_encoder_outputs',
  sd3_cache_text_encoder_outputs_to_disk: 'cache_text_encoder_outputs_to_disk',
  sdxl_no_half_vae: 'no_half_vae',
  flux1_clip_l: 'clip_l',
  flux1_t5xxl: 't5xxl',
  sd3_clip_l: 'clip_l',
  sd3_t5xxl: 't5xxl',
  flux_fused_backward_pass: 'fused_backward_pass',
  sdxl_fused_backward_pass: 'fused_backward_pass',
  no_token_padding: '',
};

/** Options of the window that the network gets as arguments, by the kind of network. */
const LOHA = ['conv_dim', 'conv_alpha', 'rank_dropout', 'module_dropout', 'use_tucker', 'use_cp', 'use_scalar', 'train_norm', 'rank_dropout_scale', 'bypass_mode', 'dora_wd', 'factor', 'decompose_both', 'full_matrix', 'unbalanced_factorization', 'train_on_input', 'rescaled', 'constrain']; // prettier-ignore
const STANDARD = ['rank_dropout', 'module_dropout', 'down_lr_weight', 'mid_lr_weight', 'up_lr_weight', 'block_lr_zero_threshold', 'block_dims', 'block_alphas', 'conv_block_dims', 'conv_block_alphas', 'loraplus_lr_ratio', 'loraplus_unet_lr_ratio', 'loraplus_text_encoder_lr_ratio']; // prettier-ignore
const FLUX = ['rank_dropout', 'module_dropout', 'loraplus_lr_ratio', 'loraplus_unet_lr_ratio', 'loraplus_text_encoder_lr_ratio', 'train_blocks', 'split_qkv', 'train_t5xxl', 'img_attn_dim', 'txt_attn_dim', 'img_mlp_dim', 'txt_mlp_dim', 'img_mod_dim', 'txt_mod_dim', 'single_dim', 'single_mod_dim', 'in_dims', 'train_double_block_indices', 'train_single_block_indices']; // prettier-ignore
const ALL_ARGUMENTS = new Set([...LOHA, ...STANDARD, ...FLUX, 'unit']);

interface Network {
  readonly module?: string;
  readonly names: readonly string[];
  readonly fixed: readonly string[];
}

/** Imports a preset of the window of kohya_ss, where 0, false and "" stand for what is not set. */
export function fromKohyaGui(values: Values): Imported {
  const family = familyOf(values);
  const table = shippedTable(family);
  const notCarried: NotCarried[] = [];
  const options: Record<string, unknown> = {};
  const network = networkOf(values, family, notCarried);
  if (network.module !== undefined) options.network_module = network.module;
  const networkArgs = [...network.fixed];

  for (const [key, value] of Object.entries(values)) {
    if (isUnset(value) && key !== 'seed') continue;
    const option = Object.hasOwn(RENAMED, key) ? (RENAMED[key] ?? '') : key;
    if (ALL_ARGUMENTS.has(key) && !table.has(key)) {
      if (network.names.includes(key) && !isUsual(key, value))
        networkArgs.push(`${key}=${argumentText(value)}`);
    } else if (OF_WINDOW.has(key) || HANDLED.has(key) || option === '') continue;
    else if (
      /^(sd3|flux1|sdxl|lumina)_/.test(key) &&
      !key.startsWith(family === 'flux' ? 'flux1_' : `${family}_`)
    )
      continue;
    else if (key === 'max_token_length' && Number(value) === 75) continue;
    else if (table.has(option)) options[option] = value;
    else notCarried.push({ option: key, reason: l10n.t('The trainer has no option of this name.') });
  }
  addSpecial(values, options, notCarried);
  addParameters(values, options, networkArgs, notCarried);
  if (networkArgs.length > 0) options.network_args = networkArgs;
  const imported = fromOptions(family, options);
  const prompts = typeof values.sample_prompts === 'string' ? promptsOf(values.sample_prompts) : [];
  const { samples, ...training } = imported.training;
  const launcher = launcherOf(values);
  return {
    training: {
      ...training,
      ...(samples || prompts.length > 0
        ? { samples: { ...samples, ...(prompts.length > 0 ? { prompts } : {}) } }
        : {}),
      ...(launcher ? { launcher } : {}),
    },
    notCarried: [...notCarried, ...imported.notCarried],
  };
}

/** What is looked at by name below. */
const HANDLED = new Set([
  'epoch', 'max_train_epochs', 'max_train_steps', 'lr_warmup', 'lr_warmup_steps', 'xformers', 'text_encoder_lr',
  't5xxl_lr', 'stop_text_encoder_training', 'sample_prompts', 'additional_parameters', 'extra_accelerate_launch_args',
  'network_args',
]); // prettier-ignore

const isUnset = (value: unknown) =>
  value === '' || value === null || value === false || value === 0 || value === '0' || value === 'None';
const positive = (value: unknown) => (Number(value) > 0 ? Number(value) : undefined);
const argumentText = (value: unknown) =>
  typeof value === 'boolean'
    ? value
      ? 'True'
      : 'False'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
/** What the window has where nothing was chosen. */
const isUsual = (key: string, value: unknown) =>
  (key === 'train_blocks' && value === 'all') || (key === 'factor' && Number(value) === -1);

function familyOf(values: Values): Family {
  const type = typeof values.LoRA_type === 'string' ? values.LoRA_type : '';
  if (values.flux1_checkbox === true || type.startsWith('Flux1')) return 'flux';
  if (values.sd3_checkbox === true) return 'sd3';
  if (values.lumina_checkbox === true || type.startsWith('Lumina')) return 'lumina';
  return values.sdxl === true ? 'sdxl' : 'sd15';
}

function networkOf(values: Values, family: Family, notCarried: NotCarried[]): Network {
  const type = typeof values.LoRA_type === 'string' ? values.LoRA_type : 'Standard';
  const conv = ['conv_dim', 'conv_alpha'];
  if (type.startsWith('LyCORIS/')) {
    const algorithm = type.slice('LyCORIS/'.length).toLowerCase();
    const preset = typeof values.LyCORIS_preset === 'string' ? values.LyCORIS_preset : 'full';
    return { module: 'lycoris.kohya', names: LOHA, fixed: [`algo=${algorithm}`, `preset=${preset}`] };
  }
  if (family === 'flux')
    return type === 'Flux1 OFT'
      ? { module: 'networks.oft_flux', names: [], fixed: [] }
      : { names: FLUX, fixed: [] };
  if (type === 'Kohya DyLoRA') return { module: 'networks.dylora', names: ['unit', ...conv], fixed: [] };
  if (type === 'Kohya LoCon' || type === 'LoCon') return { names: [...STANDARD, ...conv], fixed: [] };
  if (type === 'LoRA-FA') return { module: 'networks.lora_fa', names: [...STANDARD, ...conv], fixed: [] };
  if (!['Standard', 'SD3', 'Lumina', ''].includes(type))
    notCarried.push({
      option: 'LoRA_type',
      reason: l10n.t('The network “{0}” is not known here.', type.slice(0, 60)),
    });
  return { names: family === 'sd15' || family === 'sdxl' ? STANDARD : [], fixed: [] };
}

function addSpecial(values: Values, options: Record<string, unknown>, notCarried: NotCarried[]): void {
  const epochs = positive(values.max_train_epochs);
  const steps = positive(values.max_train_steps);
  if (epochs !== undefined) options.max_train_epochs = epochs;
  else if (steps !== undefined) options.max_train_steps = steps;
  else if (positive(values.epoch) !== undefined) options.max_train_epochs = positive(values.epoch);

  const warmup = positive(values.lr_warmup_steps);
  const percent = positive(values.lr_warmup);
  const constant = values.lr_scheduler === 'constant' || values.lr_scheduler === 'adafactor';
  if ((warmup ?? percent) !== undefined && constant)
    notCarried.push({ option: 'lr_warmup', reason: l10n.t('This schedule has no warm-up.') });
  else if (warmup !== undefined) options.lr_warmup_steps = warmup;
  else if (percent !== undefined) options.lr_warmup_steps = percent / 100;

  if (values.xformers === 'sdpa') options.sdpa = true;
  else if (values.xformers === 'xformers' || values.xformers === true) options.xformers = true;

  const rates = [values.text_encoder_lr, values.t5xxl_lr].map(positive);
  if (rates[0] === undefined && positive(values.unet_lr) !== undefined)
    options.network_train_unet_only = true;
  else if (rates[0] !== undefined) options.text_encoder_lr = rates.filter((rate) => rate !== undefined);

  if (positive(values.stop_text_encoder_training) !== undefined)
    notCarried.push({
      option: 'stop_text_encoder_training',
      reason: l10n.t('The trainer of LoRAs cannot stop training the text encoder midway.'),
    });
  if (typeof values.extra_accelerate_launch_args === 'string' && values.extra_accelerate_launch_args !== '')
    notCarried.push({
      option: 'extra_accelerate_launch_args',
      reason: l10n.t('How the trainer is started stands in the settings and in [launcher].'),
    });
}

/** Reads `--name value …` of the field for further parameters. */
function addParameters(
  values: Values,
  options: Record<string, unknown>,
  networkArgs: string[],
  notCarried: NotCarried[],
): void {
  const text = values.additional_parameters;
  if (typeof text !== 'string') return;
  const given = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const word of splitWords(text.slice(0, 100_000))) {
    const [, name, value] = /^--(\w+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) current?.push(word);
    else given.set(name, (current = value === undefined ? [] : [value]));
    if (name === undefined && !current)
      notCarried.push({ option: word.slice(0, 60), reason: l10n.t('It belongs to no parameter.') });
  }
  for (const [name, words] of given) {
    if (name === 'network_args') networkArgs.push(...words);
    else if (name.endsWith('_args') || words.length > 1) options[name] = words;
    else options[name] = words.length === 0 ? true : words[0];
  }
}

/** The prompts, one a line, without comments. */
const promptsOf = (text: string) =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

function launcherOf(values: Values) {
  const gpu = typeof values.gpu_ids === 'string' && /^\d{1,4}(,\d{1,4})*$/.test(values.gpu_ids) ? values.gpu_ids : undefined; // prettier-ignore
  const processes = values.multi_gpu === true ? positive(values.num_processes) : undefined;
  const machines = (positive(values.num_machines) ?? 1) > 1 ? positive(values.num_machines) : undefined;
  if (gpu === undefined && processes === undefined && machines === undefined) return undefined;
  return {
    ...(gpu === undefined ? {} : { gpu }),
    ...(processes === undefined ? {} : { processes }),
    ...(machines === undefined ? {} : { machines }),
  };
}
