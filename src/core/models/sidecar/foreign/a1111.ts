import type { ForeignFormat } from './types';
import { asId, asSha256, asText, asWeight, presentValues } from './values';
import { present } from '../present';

/** A1111's coarse `sd version`; what it calls `Unknown` or `Other` says nothing. */
const SD_VERSIONS: Readonly<Record<string, string>> = {
  SD1: 'SD 1.5',
  SD2: 'SD 2.1',
  SDXL: 'SDXL 1.0',
  SD3: 'SD 3',
};

/** What the Civitai extension for A1111 writes for every model: not the user's choice. */
const DEFAULT_WEIGHT = 0.8;

/** A1111's user metadata `foo.json`, also as the Browser+ family extends it. SD.Next puts Civitai's model there. */
export const a1111: ForeignFormat = {
  source: 'a1111',
  fileName: (stem) => `${stem}.json`,
  read(value) {
    if (Array.isArray(value.modelVersions)) return undefined;
    if (!('activation text' in value || 'sd version' in value || 'sha256' in value)) return undefined;
    const notes = asText(value.notes);
    const weight = asWeight(value['preferred weight']);
    return {
      ...present({
        modelId: asId(value.modelId),
        versionId: asId(value.modelVersionId),
        sha256: asSha256(value.sha256),
      }),
      values: presentValues({
        name: undefined,
        trigger_words: activationTexts(value['activation text']),
        description: asText(value.description),
        notes,
        base_model: SD_VERSIONS[asText(value['sd version']) ?? ''],
        preferred_weight: weight === DEFAULT_WEIGHT && notes === undefined ? undefined : weight,
        tags: undefined,
      }),
    };
  },
};

/** One text: either groups of words between `||`, or one group. */
function activationTexts(value: unknown): string[] | undefined {
  const groups = (asText(value) ?? '')
    .split('||')
    .map((group) => group.trim().replace(/,$/, ''))
    .filter((group) => group !== '');
  return groups.length > 0 ? groups : undefined;
}
