import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';
import {
  crashed,
  fileIn,
  illegalInstruction,
  killed,
  missingPackage,
  noPictures,
  PACKAGES,
} from './causeTexts';

/** Causes in packages, paths and programs, and ends without words; the first row that fits counts. */
export const PACKAGE_CAUSES: readonly Cause[] = [
  // Packages.
  {
    id: 'accelerate_missing',
    match:
      /No module named '?accelerate|accelerate\b.{0,20}(?:command not found|is not recognized|: not found)/,
    say: () => l10n.t('accelerate is missing in this Python. Choose the Python of the trainer (its venv), or install it: pip install accelerate'), // prettier-ignore
  },
  {
    id: 'trainer_missing',
    match: /can't open file '?(.{1,500}?\.py)/,
    say: (match) => l10n.t('The script of the trainer was not found: {0}. Correct the folder of sd-scripts.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'trainer_folder',
    match: /No module named '(?:library|networks)(?:\.\w+)*'/,
    say: () => l10n.t('The trainer was started in a wrong folder, or its checkout is not whole, as its own modules are missing. Start it in the folder of sd-scripts.'), // prettier-ignore
  },
  {
    id: 'bitsandbytes',
    match: /No bitsandbytes|No module named 'bitsandbytes|bitsandbytes|libbitsandbytes/i,
    say: () => l10n.t('The package bitsandbytes is missing or has no support for this GPU. Install it (pip install -U bitsandbytes), or choose an optimizer that does without: AdamW.'), // prettier-ignore
  },
  {
    id: 'xformers',
    match: /No xformers|No module named 'xformers|xformers|memory_efficient_attention/i,
    say: () => l10n.t('The package xformers is missing or built for another torch. Use sdpa = true in place of xformers = true, or install an xformers that fits your torch.'), // prettier-ignore
  },
  {
    id: 'triton',
    match: /No module named 'triton|triton|torch\._dynamo|inductor/i,
    say: () => l10n.t('triton, which compiles for the GPU, is missing or failed. Set dynamo_backend to no and turn torch_compile off, or install triton (on Windows triton-windows).'), // prettier-ignore
  },
  {
    id: 'missing_module',
    match: /No module named '([^'.]{1,100})/,
    say: (match) => missingPackage(PACKAGES[match[1] ?? ''] ?? match[1] ?? ''),
  },
  {
    id: 'missing_package',
    match:
      /(?:ImportError: )No (\w{1,60})(?: is installed)? ?(?:\/|$)|(\w+) is not installed|requires? (?:the )?`?([\w-]{1,60})`? (?:library|package)/,
    say: (match) => missingPackage(match[1] ?? match[2] ?? match[3] ?? ''),
  },
  {
    id: 'broken_package',
    match:
      /DLL load failed.{0,200}|cannot import name .{1,200}|undefined symbol.{0,200}|\.so(?:\.\d+)*: cannot open shared object|numpy\.core\.multiarray|_ARRAY_API|operator torchvision::|WinError 12[67]\b|version `GLIBC\w+|ImportError/i,
    say: () => l10n.t('Python packages of the trainer do not fit each other, or one is broken. Install its requirements again (pip install -r requirements.txt, in its own venv) and a torchvision of the same build as torch.'), // prettier-ignore
  },
  {
    id: 'unknown_optimizer',
    match:
      /module 'torch\.optim(?:\.\w+)?' has no attribute '(\w{1,80})'|Unknown optimizer|invalid optimizer/i,
    say: (match) => l10n.t('The optimizer {0} is not known. Correct optimizer_type, or install the package that has it.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'unknown_argument',
    match: /got an unexpected keyword argument '(\w{1,80})'/,
    say: (match) => l10n.t('An option of optimizer_args, network_args or lr_scheduler_args is not known: {0}. Remove it or correct its name.', match[1] ?? ''), // prettier-ignore
  },
  // Paths.
  {
    id: 'no_pictures',
    match: /No data found|num_samples should be a positive integer|No image files? found|no images? found/i,
    say: () => noPictures(),
  },
  {
    id: 'file_missing',
    match:
      /FileNotFoundError.{0,60}?(?:: '([^']{1,1000})'|$)|No such file or directory(?:: (.{1,1000}))?|NotADirectoryError|WinError [23]\b|The system cannot find the/i,
    say: (match, { text }) => l10n.t('A file or folder was not found: {0}. Correct its path.', match[1] ?? match[2] ?? fileIn(text, '')), // prettier-ignore
  },
  // Docker and schedulers.
  {
    id: 'docker',
    match: /^docker: (.{1,400})/i,
    say: (match) => l10n.t('Docker could not start the trainer: {0}. Check that Docker runs, that the image exists, and that the NVIDIA container toolkit is there.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'time_limit',
    match: /DUE TO TIME LIMIT/,
    say: () => l10n.t('The cluster ended the training at its time limit. Ask for more time, or save states and resume.'), // prettier-ignore
  },
  // Ends without words.
  {
    id: 'segfault',
    match: /Segmentation fault|access violation/i,
    vague: true,
    say: () => crashed(),
  },
  {
    id: 'bus_error',
    match: /Bus error/i,
    vague: true,
    say: () => l10n.t('The trainer ended with a bus error: shared memory or a disk ran full, or a model file was cut off while it was read. Set max_data_loader_n_workers to 0, in Docker use --ipc=host.'), // prettier-ignore
  },
  { id: 'illegal_instruction', match: /Illegal instruction/i, vague: true, say: () => illegalInstruction() },
  { id: 'killed', match: /^(?:.{0,200}\s)?Killed\b/, vague: true, say: () => killed() },
  {
    id: 'aborted',
    match:
      /^terminate called|^what\(\)|^Aborted|^free\(\)|^double free|^munmap|^malloc|^corrupted|Fatal Python error/,
    vague: true,
    say: () => crashed(),
  },
];
