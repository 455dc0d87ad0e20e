import * as l10n from '@vscode/l10n';
import type { Sign } from './cause';

/** All that lowers the memory of the GPU, what costs least first. */
export const lowerMemory = (): string =>
  l10n.t(
    'Lower these in this order: train_batch_size to 1; turn on gradient_checkpointing; cache_latents (and cache_text_encoder_outputs where only the U-Net is trained); mixed_precision bf16 or fp16; an 8-bit optimizer (AdamW8bit); a smaller resolution; a smaller network_dim; fp8_base, and blocks_to_swap for Flux and SD3. Close other programs that use the GPU.',
  );

export const gpuMemory = (): string => l10n.t('The GPU ran out of memory. {0}', lowerMemory());

export const mainMemory = (): string =>
  l10n.t(
    'The computer ran out of memory (RAM). Set max_data_loader_n_workers to 0 or 1, turn off cache_latents in memory (use cache_latents_to_disk), close other programs, and on Windows enlarge the page file.',
  );

export const diskFull = (): string =>
  l10n.t(
    'The disk is full: there was no space left to write a file. Free some space, or save fewer checkpoints and states (save_last_n_epochs, save_last_n_epochs_state), then train again; the file that was being written is not usable.',
  );

export const missingPackage = (name: string): string =>
  l10n.t(
    'The Python package {0} is missing. Install it in the environment of the trainer: pip install {0}',
    name,
  );

/** What stands behind the last colon, in quotation marks or without. */
const LAST = /: (?:'([^'\n]{1,1000})'|"([^"\n]{1,1000})"|((?:[A-Za-z]:(?=[\\/]))?[^'":\n]{0,1000}\w))$/;
const PATH = /(?:[A-Za-z]:[\\/]|(?:~|\.\.?)?[\\/](?=\S))[^'"\n]{1,1000}?\.\w{2,12}(?![\w.])/;
const IS_PATH = /[\\/]|\.\w{2,12}$/;

/** The file that a message or the error before it names. */
export function fileIn(message: string, told: string): string {
  for (const text of [told, message]) {
    const last = LAST.exec(text.trimEnd());
    const name = last?.[1] ?? last?.[2] ?? last?.[3] ?? '';
    const path = IS_PATH.test(name) ? name : PATH.exec(text)?.[0];
    // Python writes each backslash twice.
    if (path !== undefined) return path.replaceAll('\\\\', '\\');
  }
  return '';
}

export const badPicture = (sign: Sign): string => {
  const file = fileIn(sign.text, sign.told);
  return file === ''
    ? l10n.t('A picture of the dataset cannot be read: it is truncated or no picture. Check the training to see which one, and replace or remove it.')
    : l10n.t('A picture of the dataset cannot be read, it is truncated or no picture: {0}. Replace or remove it.', file); // prettier-ignore
};

/** Names of packages that differ from the names of their modules. */
const PACKAGES: Readonly<Record<string, string>> = {
  lycoris: 'lycoris-lora',
  cv2: 'opencv-python',
  PIL: 'pillow',
  prodigy: 'prodigyopt',
  Prodigy: 'prodigyopt',
  SentencePiece: 'sentencepiece',
  dadaptation: 'dadaptation',
  lion_pytorch: 'lion-pytorch',
  sklearn: 'scikit-learn',
  yaml: 'pyyaml',
  google: 'protobuf',
  absl: 'absl-py',
  skimage: 'scikit-image',
  SageAttention: 'sageattention',
  prodigyplus: 'prodigy-plus-schedule-free',
  flash_attn: 'flash-attn',
  pytorch_optimizer: 'pytorch-optimizer',
  came_pytorch: 'came-pytorch',
  pytorch_lightning: 'pytorch-lightning',
  pillow_avif: 'pillow-avif-plugin',
  pillow_heif: 'pillow-heif',
};

/** The name by which pip knows a module. */
export function packageOf(module: string): string {
  return Object.hasOwn(PACKAGES, module) ? (PACKAGES[module] ?? module) : module;
}

export function withoutBitsandbytes(): string {
  return l10n.t('The package bitsandbytes is missing, too old, or has no support for this GPU. Install it (pip install -U bitsandbytes), or choose an optimizer that does without: AdamW.'); // prettier-ignore
}

export function busError(): string {
  return l10n.t('The trainer ended with a bus error: shared memory or a disk ran full, or a model file was cut off while it was read. Set max_data_loader_n_workers to 0, in Docker use --ipc=host.'); // prettier-ignore
}

export function noPictures(): string {
  return l10n.t(
    'No pictures were found to train with. train_data_dir has to be the parent of folders named like "10_trigger class", with png, jpg, webp or bmp pictures in them.',
  );
}

export function killed(): string {
  return l10n.t(
    'The trainer was killed by the system or by another program, most often because the computer ran out of memory. Lower max_data_loader_n_workers, close other programs, and resume from the last state.',
  );
}

export function crashed(): string {
  return l10n.t(
    'The trainer crashed in native code (segmentation fault, access violation or abort) without a message. Update the GPU driver, reinstall torch and xformers or bitsandbytes to versions that fit, and set max_data_loader_n_workers to 0.',
  );
}

export function illegalInstruction(): string {
  return l10n.t(
    'A package of the trainer needs a newer processor than this one (illegal instruction). Install an older build of torch or of that package.',
  );
}

/** @param length most characters that are kept */
export function cut(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

export const nanLoss = (): string =>
  l10n.t(
    'The loss became NaN (not a number): what was saved since is not usable. Lower the learning rate, use mixed_precision bf16, set no_half_vae for SDXL, and delete cached .npz files.',
  );
