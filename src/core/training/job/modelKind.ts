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

/** The family of a base model by its header; undefined where that tells none, or it is no base model. @param path absolute */
export function familyOfModel(path: string): Family | undefined {
  try {
    const { metadata, tensors } = readHeader(path);
    const type = modelTypeOf(metadata, tensors);
    if (type !== undefined && type !== 'Checkpoint') return undefined;
    const told = baseModelOf(metadata, tensors);
    return told && familyOfBase(told.baseModel);
  } catch {
    return undefined;
  }
}
