import { asFields, asList, asText, type Fields } from '../fields';

const KSAMPLER = ['seed', 'steps', 'cfg', 'sampler_name', 'scheduler', 'denoise'];
const LATENT = ['width', 'height', 'batch_size'];

/** The widgets of the usual classes in their order: older files do not name them. */
const WIDGETS: Readonly<Record<string, readonly string[]>> = {
  KSampler: KSAMPLER,
  'KSampler (Efficient)': KSAMPLER,
  KSamplerAdvanced: ['add_noise', 'noise_seed', 'steps', 'cfg', 'sampler_name', 'scheduler', 'start_at_step', 'end_at_step', 'return_with_leftover_noise'], // prettier-ignore
  SamplerCustom: ['add_noise', 'noise_seed', 'cfg'],
  RandomNoise: ['noise_seed'],
  KSamplerSelect: ['sampler_name'],
  BasicScheduler: ['scheduler', 'steps', 'denoise'],
  KarrasScheduler: ['steps', 'sigma_max', 'sigma_min', 'rho'],
  AlignYourStepsScheduler: ['model_type', 'steps', 'denoise'],
  CFGGuider: ['cfg'],
  FluxGuidance: ['guidance'],
  CLIPTextEncode: ['text'],
  CLIPTextEncodeFlux: ['clip_l', 't5xxl', 'guidance'],
  CLIPTextEncodeSD3: ['clip_l', 'clip_g', 't5xxl', 'empty_padding'],
  CLIPTextEncodeSDXL: [
    'width',
    'height',
    'crop_w',
    'crop_h',
    'target_width',
    'target_height',
    'text_g',
    'text_l',
  ],
  CLIPTextEncodeSDXLRefiner: ['ascore', 'width', 'height', 'text'],
  CheckpointLoaderSimple: ['ckpt_name'],
  CheckpointLoader: ['config_name', 'ckpt_name'],
  UNETLoader: ['unet_name', 'weight_dtype'],
  UnetLoaderGGUF: ['unet_name'],
  LoraLoader: ['lora_name', 'strength_model', 'strength_clip'],
  LoraLoaderModelOnly: ['lora_name', 'strength_model'],
  EmptyLatentImage: LATENT,
  EmptySD3LatentImage: LATENT,
  ImpactWildcardProcessor: ['wildcard_text', 'populated_text', 'mode', 'seed'],
  PrimitiveNode: ['value'],
  PrimitiveString: ['value'],
  PrimitiveStringMultiline: ['value'],
  PrimitiveInt: ['value'],
  PrimitiveFloat: ['value'],
  StringConcatenate: ['string_a', 'string_b', 'delimiter'],
  'Seed (rgthree)': ['seed'],
  'CR Seed': ['seed'],
  unCLIPCheckpointLoader: ['ckpt_name'],
  'SDXL Empty Latent Image (rgthree)': ['dimensions', 'clip_scale', 'batch_size'],
  'SDXLEmptyLatentSizePicker+': ['resolution', 'batch_size', 'width_override', 'height_override'],
  'CR LoRA Stack': [1, 2, 3].flatMap((slot) => ['switch', 'lora_name', 'model_weight', 'clip_weight'].map((name) => `${name}_${slot}`)), // prettier-ignore
  'Efficient Loader': ['ckpt_name', 'vae_name', 'clip_skip', 'lora_name', 'lora_model_strength', 'lora_clip_strength', 'positive', 'negative', 'token_normalization', 'weight_interpretation', 'empty_latent_width', 'empty_latent_height', 'batch_size'], // prettier-ignore
};
/** The widget that the editor puts behind a seed; at first it was a switch. */
const AFTER_SEED = /^(?:fixed|increment|decrement|randomize|enable|disable|true|false)(?: \(\w+\))?$/;

/**
 * The values of a node's widgets by their names.
 * @param node a node as the editor saves it
 * @param linked the names of inputs that are linked
 */
export function widgetInputs(node: Fields, linked: ReadonlySet<string>): Record<string, unknown> {
  const saved = node.widgets_values;
  if (asFields(saved)) return { ...asFields(saved) };
  const values = asList(saved);
  const type = asText(node.type) ?? '';
  const names = WIDGETS[type] ?? namedWidgets(node);
  if (names.length === 0) return unnamed(type, values);
  // Some writers leave out the widgets whose inputs are linked.
  const own = names.filter((name) => !linked.has(name));
  return assign(values.length < names.length ? own : names, values);
}

function assign(names: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const inputs: Record<string, unknown> = {};
  let at = 0;
  for (const name of names) {
    if (at >= values.length) break;
    inputs[name] = values[at];
    at += 1;
    if (name.endsWith('seed') && AFTER_SEED.test(String(values[at]))) at += 1;
  }
  return inputs;
}

/** Newer files name each widget among the inputs. */
function namedWidgets(node: Fields): readonly string[] {
  return asList(node.inputs).flatMap((input) => asText(asFields(asFields(input)?.widget)?.name) ?? []);
}

/** Of a class that is not known, a text can be told: the first of an encoder, and the only one of any other. */
function unnamed(type: string, values: readonly unknown[]): Record<string, unknown> {
  const loras = values.flatMap((value, index) =>
    asFields(value) ? [[`lora_${index}`, value] as const] : [],
  );
  const [text, ...others] = values.filter((value) => typeof value === 'string');
  const isText = /encode|text|prompt|string/i.test(type);
  return {
    ...(/lora/i.test(type) && Object.fromEntries(loras)),
    ...(isText ? { text } : text !== undefined && others.length === 0 && { value: text }),
  };
}
