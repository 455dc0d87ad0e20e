import { metadataText } from './metadataText';
import type { TensorForms } from './tensorForms';

/** Civitai's model types, by what tensors are called. The first that fits counts. */
const BY_TENSORS: readonly (readonly [form: RegExp, type: string])[] = [
  [
    /lllite|controlnet_cond_embedding|controlnet_blocks|control_model|input_hint_block|controlnet_x_embedder|zero_convs/,
    'Controlnet',
  ],
  [/motion_modules/, 'MotionModule'],
  [/dora_scale|lora_magnitude_vector/, 'DoRA'],
  [/lokr_|hada_|oft_|\.glora|(?:^|[._])on_input$|boft/, 'LoCon'],
  [/lora_(?:up|down|A|B|mid)|[._]lora[._]|lora_linear_layer|to_[kqv]_lora|processor.*lora/, 'LORA'],
  [/^emb_params$|^string_to_(?:param|token)|bundle_emb|^<.*>$|^\*$/, 'TextualInversion'],
];

/** An embedding has one tensor for each text encoder, and nothing else. */
const EMBEDDING = /^(?:clip_[lg](?:_out)?|t#(?:xxl)?(?:_out)?|qwen\S*|text_encoder_?#?)$/;
const DIFFUSION =
  /diffusion_model|double_blocks|single_blocks|joint_blocks|double_layers|double_stream_blocks|transformer_blocks|(?:input|output|down|up)_blocks|middle_block|mid_block|patchify_proj|patch_embedding|x_embedder|img_in|vision_in|blocks[._]#[._](?:cross|self)_attn|layers[._]#[._]attention[._]|clip_txt_/;
const AUTOENCODER =
  /^(?:first_stage_model[._]|vae[._])?(?:(?:decoder|encoder)[._](?:conv|mid|down|up)|(?:post_)?quant_conv|vquantizer)/;
const TEXT_ENCODER =
  /text_model[._]encoder|encoder[._]block[._]#[._]layer|transformer[._]resblocks|model[._]layers[._]#[._]self_attn|(?:^|[._])blk[._]#[._]attn_q/;
const VISION = /vision_model[._]encoder|visual[._]transformer/;
const UPSCALER = /conv_first|body[._]#[._]rdb#|model[._]#[._]sub[._]#|upsample[._]#|upconv#/;

/** Civitai's model types, by what follows the `/` in `modelspec.architecture`. */
const BY_SPEC: readonly (readonly [suffix: RegExp, type: string])[] = [
  [/^lora/, 'LORA'],
  [/^(?:textual-inversion|embedding)/, 'TextualInversion'],
  [/^hypernetwork/, 'Hypernetwork'],
  [/^control-?net|^controllora/, 'Controlnet'],
  [/^vae/, 'VAE'],
];

/** Suffixes of whole models. */
const WHOLE = /^(?:kontext|inpaint|inpainting|fill|depth|canny|refiner|edit|base|turbo|unet)/;

/**
 * Civitai's model type (`LORA`, `Checkpoint`, …): what the tensors are, then what the trainer made, then the model spec.
 * @returns undefined where nothing tells it
 */
export function modelTypeOf(
  metadata: Readonly<Record<string, string>>,
  tensors: TensorForms,
): string | undefined {
  const forms = [...tensors.forms.keys()];
  const has = (pattern: RegExp) => forms.some((form) => pattern.test(form));
  const network = metadataText(metadata, 'ss_network_module')?.toLowerCase();
  const [base, suffix] = metadataText(metadata, 'modelspec.architecture')?.toLowerCase().split('/') ?? [];
  const told = BY_TENSORS.find(([pattern]) => has(pattern))?.[1];
  // LyCORIS is a type of its own on Civitai, whatever the algorithm.
  if (told === 'LORA' && network?.startsWith('lycoris') === true) return 'LoCon';
  if (told !== undefined) return told;
  if (forms.length > 0 && forms.length <= 4 && forms.every((form) => EMBEDDING.test(form)))
    return 'TextualInversion';
  if (has(DIFFUSION)) return 'Checkpoint';
  if (has(AUTOENCODER)) return 'VAE';
  if (has(VISION)) return 'CLIPVision';
  if (has(TEXT_ENCODER)) return 'TextEncoder';
  if (network !== undefined) return network.startsWith('lycoris') ? 'LoCon' : 'LORA';
  if (suffix !== undefined)
    return (
      BY_SPEC.find(([pattern]) => pattern.test(suffix))?.[1] ??
      (WHOLE.test(suffix) ? 'Checkpoint' : undefined)
    );
  if (has(UPSCALER)) return 'Upscaler';
  return base === undefined || forms.length > 0 ? undefined : 'Checkpoint';
}
