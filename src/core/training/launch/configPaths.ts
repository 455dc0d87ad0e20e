import path from 'node:path';
import { COMPONENTS } from '../options/families';
import type { Settings } from '../options/settings';

/** Options of the trainer that name a file or folder that is read, each one or a list. */
const READ_OPTIONS: readonly string[] = [
  ...COMPONENTS,
  'pretrained_model_name_or_path', 'network_weights', 'base_weights', 'train_data_dir', 'reg_data_dir',
  'conditioning_data_dir', 'dataset_config', 'in_json', 'sample_prompts', 'resume', 'log_tracker_config',
]; // prettier-ignore
const WRITTEN_OPTIONS = ['output_dir', 'logging_dir', 'tokenizer_cache_dir'] as const;

/**
 * What the settings of a trainer name on this machine, for a container that must see it. Relative paths are those of
 * the trainer's own folder, and names of models on the hub are none.
 */
export function configPaths(
  settings: Settings,
  platform: NodeJS.Platform = process.platform,
): { readonly reads: readonly string[]; readonly writes: readonly string[] } {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const named = (options: readonly string[]) =>
    options
      .flatMap((option) => settings[option] ?? [])
      .filter((value): value is string => typeof value === 'string' && paths.isAbsolute(value));
  return { reads: named(READ_OPTIONS), writes: named(WRITTEN_OPTIONS) };
}
