import { baseModelOf } from '../../models/header/architecture';
import { modelTypeOf } from '../../models/header/modelType';
import { readHeader } from '../../models/header/read';
import { FAMILIES, type Family } from '../options/families';

/** What the base models of a family are called in a header that tells it. */
const NAMES: Readonly<Record<Family, RegExp>> = {
  sd15: /^SD [12]\b/,
  sdxl: /^(?:SDXL|Pony|Illustrious|NoobAI)/,
  flux: /^(?:Flux\.1|Chroma)/,
  sd3: /^SD 3/,
  lumina: /^Lumina/,
  hunyuan_image: /^Hunyuan/,
  anima: /^Anima/,
};

/** The family of a base model in Civitai's words; undefined for one that none can train. */
export const familyOfBase = (baseModel: string): Family | undefined =>
  FAMILIES.find((family) => NAMES[family].test(baseModel));

/** What a training has to know of the file that it starts from. */
export interface ModelKind {
  readonly family: Family;
  /** In Civitai's words: `Flux.1 D`, `Chroma`. */
  readonly baseModel: string;
}

/** What a base model is by its header; undefined where that tells nothing, or it is no base model. @param path absolute */
export function kindOfModel(path: string): ModelKind | undefined {
  try {
    const { metadata, tensors } = readHeader(path);
    const type = modelTypeOf(metadata, tensors);
    if (type !== undefined && type !== 'Checkpoint') return undefined;
    const baseModel = baseModelOf(metadata, tensors)?.baseModel;
    const family = baseModel === undefined ? undefined : familyOfBase(baseModel);
    return family && baseModel !== undefined ? { family, baseModel } : undefined;
  } catch {
    return undefined;
  }
}
