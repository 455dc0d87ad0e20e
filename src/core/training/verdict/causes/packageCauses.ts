import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';
import { fileIn, missingPackage, noPictures, packageOf, withoutBitsandbytes } from './causeTexts';

/** Packages of the trainer's Python, its own files, and paths. */
export const PACKAGE_CAUSES: readonly Cause[] = [
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
    match: /No module named '(?:library(?:\.\w+)*|networks)'/,
    say: () => l10n.t('The trainer was started in a wrong folder, or its checkout is not whole, as its own modules are missing. Start it in the folder of sd-scripts.'), // prettier-ignore
  },
  {
    id: 'python_version',
    match: /SyntaxError|unsupported operand type\(s\) for \||'(?:type|ABCMeta|_GenericAlias)' object is not subscriptable|No module named '(?:tomllib|zoneinfo|distutils)'|cannot import name '\w+' from 'typing'|requires a different Python/, // prettier-ignore
    say: (match) => l10n.t('A file of the trainer or of a package does not fit this version of Python ({0}). Use Python 3.10 or 3.11 for the trainer; where a file was edited or updated by half, check it out again.', match[0]), // prettier-ignore
  },
  {
    id: 'bitsandbytes',
    match: /bitsandbytes|CUDA Setup failed|compiled without GPU support/i,
    say: () => withoutBitsandbytes(),
  },
  {
    // Its own parts are missing at the first use: any error there.
    id: 'bitsandbytes',
    match: /^(?:NameError|AttributeError|OSError|RuntimeError)/,
    frames: /\bbitsandbytes\//,
    say: () => withoutBitsandbytes(),
  },
  {
    id: 'xformers',
    match: /xformers|memory_efficient_attention/i,
    say: () => l10n.t('The package xformers is missing or built for another torch. Use sdpa = true in place of xformers = true, or install an xformers that fits your torch.'), // prettier-ignore
  },
  {
    id: 'triton',
    match: /triton|torch\._dynamo|inductor|Failed to find C compiler/i,
    say: () => l10n.t('triton, which compiles for the GPU, is missing or failed. Set dynamo_backend to no and turn torch_compile off, or install triton (on Windows triton-windows).'), // prettier-ignore
  },
  {
    id: 'missing_module',
    match: /No module named '([^'.]{1,100})/,
    say: (match) => missingPackage(packageOf(match[1] ?? '')),
  },
  {
    id: 'missing_package',
    match:
      /Could not load (?:Sage Attention|flash attention)\. Please install (?:\S*\/)?(\w{1,60})|(?:ImportError: )No (\w{1,60})(?: is installed)? ?(?:\/|$)|(\w{1,60}) is not installed|requires? (?:the )?`?([\w-]{1,60})`? (?:library|package)|No package metadata was found for (?:The ')?([\w-]{1,60})/,
    say: (match) => missingPackage(packageOf(match.slice(1).find(Boolean) ?? '')),
  },
  {
    id: 'unknown_optimizer',
    match:
      /module 'torch\.optim(?:\.\w+)?' has no attribute '(\w{1,80})'|Unknown optimizer(?: type)?:? ?(\w{0,80})|invalid optimizer/i,
    say: (match) => l10n.t('The optimizer {0} is not known. Correct optimizer_type, or install the package that has it.', match[1] ?? match[2] ?? ''), // prettier-ignore
  },
  {
    id: 'broken_package',
    match:
      /DLL load failed.{0,200}|cannot import name .{1,200}|undefined symbol.{0,200}|\.so(?:\.\d+)*: cannot open shared object|numpy\.core\.multiarray|_ARRAY_API|operator torchvision::|WinError (?:12[67]|182|193|1114)\b|numpy\.\w+ size changed|Numpy is not available|module '(?:torch|numpy|transformers|diffusers|huggingface_hub)[\w.]{0,80}' has no attribute|Descriptors cannot be created directly|Failed to import transformers|version `GLIBC\w+|ImportError/i,
    say: () => l10n.t('Python packages of the trainer do not fit each other, or one is broken. Install its requirements again (pip install -r requirements.txt, in its own venv) and a torchvision of the same build as torch.'), // prettier-ignore
  },
  {
    id: 'unknown_argument',
    match: /got an unexpected keyword argument '(\w{1,80})'/,
    say: (match) => l10n.t('An option of optimizer_args, network_args or lr_scheduler_args is not known: {0}. Remove it or correct its name.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'no_pictures',
    match: /No data found|num_samples should be a positive integer|No image files? found|no images? found/i,
    say: () => noPictures(),
  },
  {
    id: 'folder_for_file',
    match: /(?:IsADirectoryError|(?:Errno|os error) 21\b).{0,60}?(?:['"]([^'"]{1,1000})['"]|$)/,
    say: (match) => l10n.t('A folder was given where a file is needed: {0}. Name the file in it.', match[1] ?? l10n.t('its name is not told')), // prettier-ignore
  },
  {
    id: 'file_missing',
    match:
      /FileNotFoundError.{0,60}?(?:: ['"]([^'"]{1,1000})['"]|$)|FileNotFoundError: File (?:not found: )?(\S{1,1000})|FileNotFoundError: .{1,80}? not found at (\S{1,1000}?)\.(?: |$)|No such file or directory(?:: ['"]?([^'"]{1,1000}))?|NotADirectoryError|WinError [23]\b|The system cannot find the/i,
    say: (match, { text }) => l10n.t('A file or folder was not found: {0}. Correct its path.', match.slice(1).find(Boolean) ?? (fileIn(text, '') || l10n.t('its name is not told'))), // prettier-ignore
  },
];
