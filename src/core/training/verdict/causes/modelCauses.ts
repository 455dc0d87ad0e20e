import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';
import { fileIn } from './causeTexts';

/** What loads a part of the model, by the option that names its file. */
const COMPONENT_FRAME = /:load_(ae|clip_l|clip_g|t5xxl|gemma2|byt5|vae|qwen2_5_vl|qwen3_text_encoder)\b/;
const COMPONENT_OPTIONS: Readonly<Record<string, string>> = {
  qwen2_5_vl: 'text_encoder',
  qwen3_text_encoder: 'qwen3',
};

function componentOf(frames: string): string {
  const name = COMPONENT_FRAME.exec(frames)?.[1] ?? '';
  return COMPONENT_OPTIONS[name] ?? name;
}

/** The base model and its parts, the network, and states to resume from. */
export const MODEL_CAUSES: readonly Cause[] = [
  {
    id: 'network_module_missing',
    match: /'NoneType' object has no attribute 'startswith'/,
    frames: /import_module/,
    say: () =>
      l10n.t('network_module is missing. Set network_module = "networks.lora", or that of the base model.'),
  },
  {
    id: 'network_module_unknown',
    match: /No module named '(networks\.\w{1,80})'|module '([\w.]{1,80})' has no attribute 'create_network/,
    say: (match) => l10n.t('network_module is wrong: {0} is no network that this trainer has. Set network_module = "networks.lora", or that of the base model.', match[1] ?? match[2] ?? ''), // prettier-ignore
  },
  {
    id: 'component_missing',
    match: /not '?NoneType'?/,
    frames: COMPONENT_FRAME,
    say: (_, { frames }) => l10n.t('A file that this kind of base model needs beside it is not named: {0}. Set it to that file.', componentOf(frames)), // prettier-ignore
  },
  {
    id: 'base_model_missing',
    match: /lstat: path should be string/,
    say: () => l10n.t('The base model is missing. Set pretrained_model_name_or_path to a checkpoint.'),
  },
  {
    id: 'output_dir_missing',
    match: /expected str, bytes or os\.PathLike object, not NoneType/,
    frames: /save_model|\bsave_|makedirs|train_network\.py:train$/,
    say: () =>
      l10n.t('output_dir is missing, so that nothing could be saved. Set output_dir and train again.'),
  },
  {
    id: 'resume_missing',
    match:
      /Tried to find (.{1,1000}?) but folder does not exist|random_states_\d+\.pkl|Found no .{1,80}optimizer|loaded state dict (?:has a different number|contains a parameter group)|No files found in the specified repo id/,
    say: (match) => l10n.t('The state to resume from is missing, not whole, or of other settings: {0}. Choose a whole state folder, or begin anew.', match[1] ?? l10n.t('its name is not told')), // prettier-ignore
  },
  {
    id: 'resume_broken',
    match: /.+/,
    frames: /accelerator\.py:load_state\b|accelerate\/checkpointing\.py:load/,
    say: () => l10n.t('The state to resume from could not be loaded: it is not whole, or of other settings. Choose an earlier state folder, or begin anew.'), // prettier-ignore
  },
  {
    id: 'weights_only',
    match: /Weights only load failed|weights_only/i,
    say: () =>
      l10n.t('torch refused to load a .ckpt or state, because it may run code. Use a .safetensors model.'),
  },
  {
    id: 'safetensors_broken',
    match: /HeaderTooLarge|HeaderTooSmall|InvalidHeader|MetadataIncompleteBuffer|InvalidOffset|incomplete metadata|Error while deserializing header|PytorchStreamReader failed|unexpected EOF|UnpicklingError|invalid load key|file in archive is not in a subdirectory|EOFError: Ran out of input|file not fully covered|InvalidHeaderDeserialization|failed finding central directory/i, // prettier-ignore
    say: (_, sign) => l10n.t('A model file is corrupted or cut off (or a web page was saved in its place): {0}. Download the base model, VAE or weights again.', fileIn(sign.text, sign.told) || l10n.t('its name is not told')), // prettier-ignore
  },
  {
    id: 'network_weights',
    match: /Error\(s\) in loading state_dict for \w*(?:LoRA|Lora|LyCORIS|Lycoris|OFT|LoHa|LoKr)\w*|size mismatch for (?:lora|lycoris|oft)_/, // prettier-ignore
    say: () => l10n.t('network_weights does not fit: it was trained with another network_dim, other network_args or another base family. Set dim_from_weights or the network_dim of that LoRA, or choose another one.'), // prettier-ignore
  },
  {
    id: 'wrong_base_model',
    match: /(?:Missing|Unexpected) keys? in checkpoint|Key not found in diffusers_to_bfl_map|text encoder is not \w+Model|not found in conversion map|(?:UNet2DConditionModel|AutoencoderKL|CLIPTextModel\w*)\.load_state_dict|size mismatch for|Missing key\(s\) in state_dict|Unexpected key\(s\) in state_dict|Cannot copy out of meta tensor|KeyError: '(?:time_embed|double_blocks|model\.diffusion_model|conditioner|first_stage|img_in|double_blocks|joint_blocks|cond_stage)[^']{0,200}|Error\(s\) in loading state_dict/i, // prettier-ignore
    say: () => l10n.t('The base model (or its VAE or text encoder) is of another kind than this training, or not whole. Choose a checkpoint of the base family: SD 1.5, SDXL, Flux, SD3.'), // prettier-ignore
  },
  {
    id: 'shapes',
    match:
      /mat1 and mat2 shapes cannot be multiplied|The size of tensor a|Sizes of tensors must match|shape '.{1,60}' is invalid|Given groups=\d+, (?:expected )?weight of size/i,
    say: () => l10n.t('The shapes of tensors do not fit: the base model is of another kind than this training (SDXL in the SD 1.5 trainer?), or cached .npz files are of another one. Choose the right base family, and delete the .npz files.'), // prettier-ignore
  },
];
