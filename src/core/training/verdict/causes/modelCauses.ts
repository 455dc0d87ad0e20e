import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';
import { fileIn } from './causeTexts';

/** Causes in the base model and its parts; the first row that fits counts. */
export const MODEL_CAUSES: readonly Cause[] = [
  // Base model and its parts.
  {
    id: 'network_module_missing',
    match: /'NoneType' object has no attribute 'startswith'/,
    frames: /import_module/,
    say: () =>
      l10n.t('network_module is missing. Set network_module = "networks.lora", or that of the base model.'),
  },
  {
    id: 'base_model_missing',
    match: /lstat: path should be string/,
    say: () => l10n.t('The base model is missing. Set pretrained_model_name_or_path to a checkpoint.'),
  },
  {
    id: 'tokenizer',
    match: /expected str, bytes or os\.PathLike object, not NoneType|Can't load tokenizer|load the tokenizer/,
    frames: /tokeniz|from_pretrained/,
    say: () => l10n.t('The tokenizer could not be loaded: it is asked from Hugging Face even for local models. Go online once, or set tokenizer_cache_dir to a folder that has it.'), // prettier-ignore
  },
  {
    id: 'output_dir_missing',
    match: /expected str, bytes or os\.PathLike object, not NoneType/,
    frames: /save_model|\bsave_|makedirs|train_network\.py:train/,
    say: () =>
      l10n.t('output_dir is missing, so that nothing could be saved. Set output_dir and train again.'),
  },
  {
    id: 'gated_model',
    match:
      /GatedRepoError|gated repo|401 Client Error|403 Client Error|Invalid (?:user ?name or password|credentials)|awaiting a review/i,
    say: () => l10n.t('Hugging Face refused the model: it needs a login or its licence accepted. Accept it on its page, and set HF_TOKEN in the environment.'), // prettier-ignore
  },
  {
    id: 'base_model_path',
    match:
      /"?(.{0,500}?)"? is neither a valid local path nor a valid repo id|Repo id must be in the form|HFValidationError|Error no file named|RepositoryNotFoundError|404 Client Error/i,
    say: (match) => l10n.t('The base model was not found: {0}. Correct the path pretrained_model_name_or_path.', /"([^"]{1,500})$/.exec(match[1] ?? '')?.[1] ?? l10n.t('the path is wrong')), // prettier-ignore
  },
  {
    id: 'offline',
    match: /LocalEntryNotFoundError|OfflineModeIsEnabled|couldn't connect to|We couldn't connect|Cannot find the requested files in the (?:disk )?cache|MaxRetryError|ConnectionError|Temporary failure in name resolution|getaddrinfo failed|ReadTimeout|ConnectTimeout|ProxyError|SSLError|CERTIFICATE_VERIFY_FAILED|Can't load tokenizer|outgoing traffic has been disabled/i, // prettier-ignore
    say: () => l10n.t('A file of the model or its tokenizer is not on this computer, and Hugging Face could not be reached. Go online once, set a proxy, or give local paths (tokenizer_cache_dir, pretrained_model_name_or_path).'), // prettier-ignore
  },
  {
    id: 'resume_missing',
    match:
      /Tried to find (.{1,1000}?) but folder does not exist|load_state|random_states_0\.pkl|Found no .{1,80}optimizer|loaded state dict (?:has a different number|contains a parameter group)/,
    say: (match) => l10n.t('The state to resume from is missing, not whole, or of other settings: {0}. Choose a whole state folder, or begin anew.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'resume_broken',
    match: /.+/,
    frames: /accelerator\.py:load_state|checkpointing\.py:load/,
    say: () => l10n.t('The state to resume from could not be loaded: it is not whole, or of other settings. Choose an earlier state folder, or begin anew.'), // prettier-ignore
  },
  {
    id: 'safetensors_broken',
    match: /HeaderTooLarge|HeaderTooSmall|InvalidHeader|MetadataIncompleteBuffer|InvalidOffset|incomplete metadata|Error while deserializing header|PytorchStreamReader failed|unexpected EOF|UnpicklingError|invalid load key|file in archive is not in a subdirectory|failed finding central directory/i, // prettier-ignore
    say: (_, sign) => l10n.t('A model file is corrupted or cut off (or a web page was saved in its place): {0}. Download the base model, VAE or weights again.', fileIn(sign.text, sign.told) || l10n.t('its name is not told')), // prettier-ignore
  },
  {
    id: 'weights_only',
    match: /Weights only load failed|weights_only/i,
    say: () =>
      l10n.t('torch refused to load a .ckpt or state, because it may run code. Use a .safetensors model.'),
  },
  {
    id: 'wrong_base_model',
    match: /size mismatch for|Missing key\(s\) in state_dict|Unexpected key\(s\) in state_dict|KeyError: '(?:time_embed|model\.diffusion_model|conditioner|first_stage|img_in|double_blocks|joint_blocks|cond_stage)[^']{0,200}|Error\(s\) in loading state_dict/i, // prettier-ignore
    say: () => l10n.t('The base model (or its VAE or text encoder) is of another kind than this training, or not whole. Choose a checkpoint of the base family: SD 1.5, SDXL, Flux, SD3.'), // prettier-ignore
  },
  {
    id: 'shapes',
    match:
      /mat1 and mat2 shapes cannot be multiplied|The size of tensor a|Sizes of tensors must match|shape '.{1,60}' is invalid/i,
    say: () => l10n.t('The shapes of tensors do not fit: the base model is of another kind than this training (SDXL in the SD 1.5 trainer?), or cached .npz files are of another one. Choose the right base family, and delete the .npz files.'), // prettier-ignore
  },
];
