import { modelTypeOf } from '../../models/header/modelType';
import type { SafetensorsHeader } from '../../models/header/read';

/** Tensors by which the files beside a base model are told apart, numbers as `#`. */
const KINDS: readonly (readonly [kind: Kind, form: RegExp])[] = [
  ['T5', /encoder\.block\.#\.layer\.#\.SelfAttention/],
  ['CLIP', /text_model\.encoder\.layers\.#\./],
  ['language model', /(?:^|\.)layers\.#\.self_attn\.q_proj/],
];
type Kind = 'T5' | 'CLIP' | 'language model' | 'VAE';

/** What each of them has to be; those that are not here may be of several kinds. */
const WANTED: Readonly<Record<string, Kind>> = {
  ae: 'VAE',
  vae: 'VAE',
  clip_l: 'CLIP',
  clip_g: 'CLIP',
  t5xxl: 'T5',
  byt5: 'T5',
  qwen3: 'language model',
  gemma2: 'language model',
  text_encoder: 'language model',
};

/** How wide the text encoders of CLIP are, which have the same tensors otherwise. */
const CLIP_WIDTHS: Readonly<Record<string, number>> = { clip_l: 768, clip_g: 1280 };

/**
 * What a file beside the base model is, where it is not what its name asks for.
 * @returns words for the user; undefined where it fits, or where its header does not tell
 */
export function componentFault(name: string, { metadata, tensors }: SafetensorsHeader): string | undefined {
  const wanted = Object.hasOwn(WANTED, name) ? WANTED[name] : undefined;
  if (wanted === undefined) return undefined;
  const forms = [...tensors.forms];
  const type = modelTypeOf(metadata, tensors);
  const kind =
    type === 'VAE' ? 'VAE' : KINDS.find(([, pattern]) => forms.some(([form]) => pattern.test(form)))?.[0];
  // A whole model holds them all, and some trainers take their part of it.
  if (type === 'Checkpoint') return wanted === 'VAE' ? undefined : 'Checkpoint';
  if (kind === undefined) return type === 'LORA' || type === 'LoCon' ? type : undefined;
  if (kind !== wanted) return kind;
  const width = forms.find(([form]) => form.endsWith('token_embedding.weight'))?.[1][1];
  const right = CLIP_WIDTHS[name];
  return right === undefined || width === undefined || width === right ? undefined : `CLIP ${width}`;
}
