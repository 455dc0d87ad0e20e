import type { Family } from '../options/families';

/** What a training needs of its environment; what is not told is not looked at. */
export interface EnvironmentNeed {
  readonly family?: Family;
  /** `mixed_precision`. */
  readonly precision?: string;
  readonly optimizer?: string;
  readonly networkModule?: string;
  /** Other options that need a package: `xformers`, `log_with`. */
  readonly xformers?: boolean;
  readonly logWith?: string;
  readonly launcher?: 'local' | 'docker';
  /** The numbers of the GPUs that it may use; all where it is not told. */
  readonly gpus?: readonly number[];
  /** What it will write, and where. */
  readonly outputs?: { readonly folder: string; readonly bytes: number };
}

/** A package by the name that is imported, and by the one that pip knows it by. */
export type Packages = ReadonlyMap<string, string>;

/** What every trainer of sd-scripts imports before anything else. torch first: it is the largest, and others need it. */
const ALWAYS: readonly (readonly [string, string])[] = [
  ['torch', 'torch'],
  ['torchvision', 'torchvision'],
  ['numpy', 'numpy'],
  ['safetensors', 'safetensors'],
  ['accelerate', 'accelerate'],
  ['transformers', 'transformers'],
  ['diffusers', 'diffusers'],
  ['huggingface_hub', 'huggingface-hub'],
  ['PIL', 'pillow'],
  ['cv2', 'opencv-python'],
  ['imagesize', 'imagesize'],
  ['einops', 'einops'],
  ['toml', 'toml'],
  ['voluptuous', 'voluptuous'],
  ['tqdm', 'tqdm'],
];

const OPTIMIZERS: readonly (readonly [name: RegExp, module: string, distribution: string])[] = [
  [/8bit$|^paged/, 'bitsandbytes', 'bitsandbytes'],
  [/^lion$/, 'lion_pytorch', 'lion-pytorch'],
  [/^prodigy$/, 'prodigyopt', 'prodigyopt'],
  [/^dadapt/, 'dadaptation', 'dadaptation'],
  [/schedulefree$/, 'schedulefree', 'schedulefree'],
];

/** The packages that a training needs, in the order in which they are tried. */
export function neededPackages(need: EnvironmentNeed): Packages {
  const packages = new Map(ALWAYS);
  const optimizer = need.optimizer?.toLowerCase() ?? '';
  if (optimizer.includes('.')) {
    // An optimizer of any package, by its full name: that of torch is there.
    const [module = ''] = (need.optimizer ?? '').split('.');
    if (/^[A-Za-z_]\w*$/.test(module)) packages.set(module, module.replaceAll('_', '-'));
  } else {
    const found = OPTIMIZERS.find(([name]) => name.test(optimizer));
    if (found) packages.set(found[1], found[2]);
  }
  if (optimizer === 'prodigyplus.prodigyplusschedulefree')
    packages.set('prodigyplus', 'prodigy-plus-schedule-free');
  const [root = ''] = (need.networkModule ?? '').split('.');
  if (root === 'lycoris') packages.set('lycoris', 'lycoris-lora');
  if (need.xformers) packages.set('xformers', 'xformers');
  if (need.logWith === 'wandb' || need.logWith === 'all') packages.set('wandb', 'wandb');
  if (need.logWith === 'tensorboard' || need.logWith === 'all') packages.set('tensorboard', 'tensorboard');
  return packages;
}
