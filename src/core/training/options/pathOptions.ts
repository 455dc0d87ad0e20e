import { COMPONENTS } from './families';
import type { SettingValue } from './settings';

/** Options of the trainer that may name a model on Hugging Face in place of a file. */
const MODEL_OPTIONS: readonly string[] = [
  ...new Set([
    ...COMPONENTS,
    'pretrained_model_name_or_path',
    'controlnet_model_name_or_path',
    't5_tokenizer_path',
  ]),
];

/** Options of the trainer that name a file or folder that is read, each one or a list. */
export const READ_OPTIONS: readonly string[] = [
  ...MODEL_OPTIONS,
  'network_weights', 'base_weights', 'train_data_dir', 'reg_data_dir', 'conditioning_data_dir', 'dataset_config',
  'in_json', 'sample_prompts', 'resume', 'log_tracker_config',
]; // prettier-ignore
export const WRITTEN_OPTIONS: readonly string[] = ['output_dir', 'logging_dir', 'tokenizer_cache_dir'];

const PATH_OPTIONS: ReadonlySet<string> = new Set([...READ_OPTIONS, ...WRITTEN_OPTIONS]);
/** `owner/name`: a file would have an ending, or more folders around it. */
const HUB_NAME = /^[\w-]+\/[\w.-]+$/;
const MODEL_FILE = /\.(?:safetensors|ckpt|pt|pth|bin|sft)$/i;

/** Whether a text of one of these options is a path, and no name of a model on Hugging Face. */
export function isPath(option: string, text: string): boolean {
  const isName = MODEL_OPTIONS.includes(option) && HUB_NAME.test(text) && !MODEL_FILE.test(text);
  return text !== '' && !isName;
}

/**
 * The value of an option with its paths made absolute; what is no path stays.
 * @param toPath makes an absolute path of one that the user wrote
 */
export function withPaths(
  option: string,
  value: SettingValue,
  toPath: (text: string) => string,
): SettingValue {
  if (!PATH_OPTIONS.has(option)) return value;
  const path = (text: string) => (isPath(option, text) ? toPath(text) : text);
  if (typeof value === 'string') return path(value);
  if (!Array.isArray(value)) return value;
  return (value as readonly (boolean | number | string)[]).map((each) =>
    typeof each === 'string' ? path(each) : each,
  );
}
