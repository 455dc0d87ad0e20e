import { metadataText } from './metadataText';

type Metadata = Readonly<Record<string, string>>;

/**
 * Base models in Civitai's words, by what kohya's `ss_base_model_version` (`sdxl_base_v1-0`, `sd_v1`, `flux1`, …) and
 * `modelspec.architecture` (`stable-diffusion-xl-v1-base`, `flux-1-dev`, …: sai_model_spec.py) call them.
 * Anything finer (Pony, Illustrious, NoobAI) is not in a header. The first that fits counts.
 */
const BASE_MODELS: readonly (readonly [pattern: RegExp, baseModel: string])[] = [
  [/^(?:sdxl|stable-diffusion-xl|sd_xl)/, 'SDXL 1.0'],
  [/^(?:sd3\.?5|stable-diffusion-3\.?5|sd3-5)[-_]?large/, 'SD 3.5 Large'],
  [/^(?:sd3\.?5|stable-diffusion-3\.?5|sd3-5)[-_]?medium/, 'SD 3.5 Medium'],
  [/^(?:sd3[.-]?5|stable-diffusion-3[.-]5)/, 'SD 3.5'],
  [/^(?:sd_?v?3|stable-diffusion-(?:v)?3)/, 'SD 3'],
  [/^(?:sd_?v?2|stable-diffusion-v2)/, 'SD 2.1'],
  [/^(?:sd_?v?1|stable-diffusion-v1)/, 'SD 1.5'],
  [/^flux[-_.]?1?[-_]?schnell/, 'Flux.1 S'],
  [/^flux[-_.]?1?[-_]?kontext/, 'Flux.1 Kontext'],
  [/^flux[-_.]?2/, 'Flux.2 D'],
  [/^flux/, 'Flux.1 D'],
  [/^chroma/, 'Chroma'],
  [/^lumina/, 'Lumina'],
  [/^anima/, 'Anima'],
  [/^hunyuan[-_]?image/, 'Hunyuan Image'],
  [/^hunyuan[-_]?video/, 'Hunyuan Video'],
  [/^qwen/, 'Qwen'],
];

/** Civitai's model types, by what follows the `/` in `modelspec.architecture`. */
const ADAPTER_TYPES: Readonly<Record<string, string>> = {
  lora: 'LORA',
  'textual-inversion': 'TextualInversion',
  hypernetwork: 'Hypernetwork',
  controlnet: 'Controlnet',
  'control-net': 'Controlnet',
};

/** The base model in Civitai's words (`SDXL 1.0`), where the header tells. */
export function baseModelOf(metadata: Metadata): string | undefined {
  for (const key of ['modelspec.architecture', 'ss_base_model_version']) {
    const value = metadataText(metadata, key)?.toLowerCase();
    const known = value === undefined ? undefined : BASE_MODELS.find(([pattern]) => pattern.test(value));
    if (known) return known[1];
  }
  return undefined;
}

/** Civitai's model type (`LORA`, `Checkpoint`, …), where the header tells. */
export function modelTypeOf(metadata: Metadata): string | undefined {
  const network = metadataText(metadata, 'ss_network_module')?.toLowerCase();
  // LyCORIS is a family of its own there, whatever the algorithm.
  if (network?.startsWith('lycoris')) return 'LoCon';
  const [base, adapter] = metadataText(metadata, 'modelspec.architecture')?.toLowerCase().split('/') ?? [];
  if (adapter !== undefined)
    return Object.hasOwn(ADAPTER_TYPES, adapter) ? ADAPTER_TYPES[adapter] : undefined;
  if (network !== undefined) return 'LORA';
  return base === undefined ? undefined : 'Checkpoint';
}
