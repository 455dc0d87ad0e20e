import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';
import { badPicture, cut, fileIn } from './causeTexts';

/** Causes in pictures, captions and their loader; the first row that fits counts. */
export const PICTURE_CAUSES: readonly Cause[] = [
  // Data loader and its workers.
  {
    id: 'persistent_workers',
    match: /persistent_workers option needs num_workers > 0/,
    say: () => l10n.t('persistent_data_loader_workers needs at least one worker. Set max_data_loader_n_workers to 1 or more, or turn persistent_data_loader_workers off.'), // prettier-ignore
  },
  {
    id: 'picture_too_large',
    match: /DecompressionBomb/,
    say: (_, sign) => l10n.t('A picture is larger than the trainer reads (179 megapixels): {0}. Make it smaller; the resolution of the training is enough.', fileIn(sign.text, sign.told) || l10n.t('its name is not told')), // prettier-ignore
  },
  {
    id: 'picture_truncated',
    match: /image file is truncated|truncated (?:PNG|JPEG|file)|broken (?:PNG|data stream)|not a (?:PNG|JPEG|TIFF|WEBP|BMP) file|UnidentifiedImageError|cannot identify image file|unrecognized data stream contents|Invalid (?:signature|file type) box|Invalid X?LBox|Truncated File Read|(?:de|en)coder error -\d|!_?(?:ssize|src|img)\.empty\(\)/i, // prettier-ignore
    say: (_, sign) => badPicture(sign),
  },
  {
    id: 'picture_truncated',
    match: /struct\.error|zlib\.error|EOFError|IndexError|cv2\.error/,
    frames: /load_image|PIL\/|get_image_size|imagesize/,
    say: (_, sign) => badPicture(sign),
  },
  {
    id: 'picture_sizes',
    match:
      /stack expects each tensor to be equal size|image too large, but cropping and bucketing are disabled/,
    say: () => l10n.t('The pictures have different sizes, and nothing makes them alike. Turn enable_bucket on, and delete cached .npz files.'), // prettier-ignore
  },
  {
    id: 'masks_missing',
    match: /(missing|extra) conditioning data for .{1,200}|size of conditioning image is not match/,
    say: (match) => l10n.t('The masks of conditioning_data_dir do not fit the pictures: {0}. Give each picture one mask of its name and size, and no others.', cut(match[0], 200)), // prettier-ignore
  },
  {
    id: 'picture_size_zero',
    match: /ZeroDivisionError/,
    frames: /select_bucket|make_buckets/,
    say: (_, sign) => badPicture(sign),
  },
  {
    id: 'no_batches',
    match: /ZeroDivisionError/,
    frames: /_network\.py:train\b/,
    say: () => l10n.t('An epoch has no batch for each process: there are too few pictures. Add pictures or repeats, lower train_batch_size and gradient_accumulation_steps, or train on one GPU.'), // prettier-ignore
  },
  {
    id: 'picture_small',
    match: /image size is small.{0,80}?: (.{1,1000})/,
    say: (match) => l10n.t('A picture does not have the size that is trained: {0}. Turn enable_bucket on, or choose a resolution that can be divided by 64, and replace pictures that are too small.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'picture_shape',
    match: /aspect is illegal/,
    say: () => l10n.t('A picture is far too long for its width, or the other way round. Check the training to see which one, and cut it to what matters.'), // prettier-ignore
  },
  {
    id: 'caption_empty',
    match: /caption file is empty.{0,80}?: (.{1,1000})/,
    say: (match) =>
      l10n.t('A caption file is empty: {0}. Write a caption into it, or delete it.', match[1] ?? ''),
  },
  {
    id: 'console_encoding',
    match: /UnicodeEncodeError|UnicodeDecodeError: '(?!utf)[\w-]{1,30}' codec/,
    say: () => l10n.t('The trainer could not read or print a character, because its Python does not use UTF-8. Set PYTHONUTF8=1 and PYTHONIOENCODING=utf-8 in the environment and train again.'), // prettier-ignore
  },
  {
    id: 'caption_encoding',
    match: /UnicodeDecodeError/,
    say: (_, { told, text }) => l10n.t('A caption or settings file is not UTF-8: {0}. Save it as UTF-8.', fileIn(text, told) || told || l10n.t('its name is not told')), // prettier-ignore
  },
  {
    id: 'nan_latents',
    match: /NaN detected in latents:? ?(.{0,1000})/,
    say: (match) => l10n.t('The VAE gave NaN for a picture: {0}. Set no_half_vae (SDXL in fp16 needs it) or another VAE, and delete cached .npz files.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'nan_text_encoder',
    match: /NaN detected in text encoder outputs:? ?(.{0,1000})/,
    say: (match) => l10n.t('The text encoder gave NaN for a caption: {0}. Use mixed_precision bf16, and delete cached .npz files.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'cache_broken',
    match:
      /BadZipFile|Failed to interpret file .{1,300} as a pickle|No data left in file|cannot reshape array|is not a file in the archive|cache outputs to disk not found|internal error, illegal trimmed size|\.npz\b/i,
    say: (_, sign) => l10n.t('A cached file (.npz) is broken or out of date: {0}. Delete the .npz files beside the pictures and train again.', fileIn(sign.text, sign.told) || l10n.t('its name is not told')), // prettier-ignore
  },
  {
    id: 'worker_died',
    match:
      /DataLoader worker \(pid(?:\(s\))? [\d, ]{1,80}\) (?:exited unexpectedly|is killed by signal: .{1,60})/,
    say: () => l10n.t('A data loader worker ended without a word, most often because memory ran out. Set max_data_loader_n_workers to 0.'), // prettier-ignore
  },
  {
    id: 'worker_spawn',
    match:
      /freeze_support|An attempt has been made to start a new process|cannot pickle|Can't pickle|WinError 87\b/i,
    say: () => l10n.t('The data loader workers could not be started. Set max_data_loader_n_workers to 0.'),
  },
  {
    id: 'too_many_files',
    match: /Too many open files|received 0 items of ancdata/i,
    say: () => l10n.t('Too many files were open. Set max_data_loader_n_workers to 0, or raise the limit (ulimit -n).'), // prettier-ignore
  },
  // Buckets and resolution.
  {
    id: 'bucket_steps',
    match: /bucket_reso_steps is (\d+)\. it must be divisible by (\d+)/,
    say: (match) => l10n.t('bucket_reso_steps is {0}, and must be divisible by {1} for this kind of model. Set bucket_reso_steps to {1}.', match[1] ?? '', match[2] ?? ''), // prettier-ignore
  },
  {
    id: 'bucket_bounds',
    match: /(?:min|max)_bucket_reso\b|the max_size should be larger than/,
    say: () => l10n.t('The bounds of the buckets do not fit the resolution: min_bucket_reso must not be above the resolution, and max_bucket_reso not below it.'), // prettier-ignore
  },
  {
    id: 'resolution_missing',
    match: /resolution is required/,
    say: () => l10n.t('The resolution is missing. Set resolution, such as "512" or "1024,1024".'),
  },
  {
    id: 'resolution_wrong',
    match:
      /invalid literal for int\(\)|'int' object has no attribute 'split'|resolution must be|not enough values to unpack/,
    frames: /prepare_dataset_args/,
    say: () => l10n.t('The resolution is not understood. Write it as a text, such as "512" or "512,768".'),
  },
];
