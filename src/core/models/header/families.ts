/**
 * The architectures of models: what their tensors are called, and which base models Civitai tells apart within each
 * (its list of base models: src/shared/constants/basemodel.constants.ts in github.com/civitai/civitai).
 */
export type Family =
  | 'sd1'
  | 'sd2'
  | 'sdxl'
  | 'kolors'
  | 'svd'
  | 'cascade'
  | 'sd3'
  | 'flux1'
  | 'flux2'
  | 'chroma'
  | 'aura'
  | 'pixart'
  | 'hunyuan1'
  | 'hunyuan-video'
  | 'wan'
  | 'ltx'
  | 'mochi'
  | 'cogvideo'
  | 'hidream'
  | 'lumina'
  | 'zimage'
  | 'qwen'
  | 'anima'
  | 'playground'
  /** An architecture that Civitai has no base model for. */
  | 'other';

/** The base model of a family where nothing finer is told; a family without one stays unknown. */
export const GENERIC: Readonly<Partial<Record<Family, string>>> = {
  sd1: 'SD 1.5',
  sd2: 'SD 2.1',
  sdxl: 'SDXL 1.0',
  kolors: 'Kolors',
  svd: 'SVD',
  cascade: 'Stable Cascade',
  sd3: 'SD 3',
  flux1: 'Flux.1 D',
  flux2: 'Flux.2 D',
  chroma: 'Chroma',
  aura: 'AuraFlow',
  hunyuan1: 'Hunyuan 1',
  'hunyuan-video': 'Hunyuan Video',
  wan: 'Wan Video',
  ltx: 'LTXV',
  mochi: 'Mochi',
  cogvideo: 'CogVideoX',
  hidream: 'HiDream',
  lumina: 'Lumina',
  qwen: 'Qwen',
  anima: 'Anima',
  playground: 'Playground v2',
};

/** The families whose noise is predicted by a UNet; all others have a transformer. */
export const UNETS: ReadonlySet<Family> = new Set<Family>([
  'sd1',
  'sd2',
  'sdxl',
  'kolors',
  'svd',
  'playground',
]);

/** Tensors that only these families have, numbers as `#`. Names of LoRAs join the same words by `_`. */
export const TENSOR_FAMILIES: readonly (readonly [form: RegExp, families: readonly Family[]])[] = [
  [/llm_adapter/, ['anima']],
  [/adaln_modulation_(?:cross_attn|self_attn|mlp)/, ['anima', 'other']],
  [/double_stream_blocks|single_stream_blocks|shared_experts/, ['hidream']],
  [/joint_blocks|context_block[._]/, ['sd3']],
  [/double_layers|single_layers|joint_transformer_blocks/, ['aura']],
  [/distilled_guidance_layer/, ['chroma']],
  [/individual_token_refiner|vision_in[._]|byt#_in|(?:img|txt)_mod[._]linear/, ['hunyuan-video']],
  [/(?:double|single)_stream_modulation/, ['flux2']],
  [/double_blocks|(?:^|[._])single_blocks/, ['flux1', 'flux2', 'chroma', 'hunyuan-video']],
  [/single_transformer_blocks/, ['flux1', 'flux2', 'chroma', 'aura', 'hunyuan-video', 'other']],
  [/transformer_blocks[._]#[._](?:img|txt)_(?:mlp|mod)/, ['qwen']],
  [
    /transformer_blocks[._]#[._]attn[._]add_[kqv]_proj/,
    ['sd3', 'flux1', 'flux2', 'chroma', 'qwen', 'hunyuan-video', 'other'],
  ],
  [/blocks[._]#[._](?:cross|self)_attn[._](?:k|q|v|o)(?:_img)?[._]/, ['wan']],
  [
    /noise_refiner|context_refiner|cap_embedder|layers[._]#[._]attention[._]|layers[._]#[._]adaLN/,
    ['lumina', 'zimage'],
  ],
  [/patchify_proj|adaln_single.*av_ca|av_ca_/, ['ltx']],
  [/vquantizer|effnet_mapper|clip_txt_(?:pooled_)?mapper/, ['cascade']],
  [/mlp_t#\b|style_embedder|pooler[._]positional/, ['hunyuan1']],
  [/t#_yproj|t#_y_embedder/, ['mochi']],
  [/cross_attn[._]kv_linear|csize_embedder|y_embedder[._]y_embedding/, ['pixart']],
  [/time_stack|temporal_transformer_block|time_mixer/, ['svd']],
  [/encoder_hid_proj/, ['kolors']],
  [/cond_stage_model[._]transformer/, ['sd1']],
  [/cond_stage_model[._]model[._]/, ['sd2']],
  [/conditioner[._]embedders|label_emb[._]|add_embedding[._]/, ['sdxl', 'kolors', 'svd', 'playground']],
  [
    /(?:input|output)_blocks|(?:down|up)_blocks|mid_block|middle_block/,
    ['sd1', 'sd2', 'sdxl', 'kolors', 'svd', 'playground'],
  ],
];

/** The width of the text that a UNet listens to, by which the versions of Stable Diffusion differ. */
export const TEXT_WIDTHS: Readonly<Record<number, readonly Family[]>> = {
  768: ['sd1'],
  1024: ['sd2'],
  2048: ['sdxl', 'playground', 'kolors'],
  4096: ['kolors'],
};

/** Tensors whose input width tells a base model within a family. */
export const WIDTHS: readonly (readonly [
  form: RegExp,
  widths: Readonly<Record<number, readonly [Family, string]>>,
])[] = [
  [
    /(?:double_blocks|single_blocks|single_transformer_blocks).*(?:qkv|to_q|to_k|to_v|linear#|attn_proj)/,
    { 6144: ['flux2', 'Flux.2 D'], 4096: ['flux2', 'Flux.2 Klein 9B'] },
  ],
  [
    /blocks[._]#[._]self_attn[._](?:k|q|v|o)[._]/,
    { 1536: ['wan', 'Wan Video 1.3B t2v'], 3072: ['wan', 'Wan Video 2.2 TI2V-5B'] },
  ],
  [
    /layers[._]#[._]attention[._](?:qkv|to_[qkv])/,
    { 3840: ['zimage', 'ZImageTurbo'], 2304: ['lumina', 'Lumina'] },
  ],
];
