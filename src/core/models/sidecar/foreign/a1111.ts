import { baseModelName } from './baseModelName';
import type { ForeignFormat } from './types';
import { asId, asSha256, asText, asWeight, presentValues } from './values';
import { present } from '../present';

/** What the Civitai extension for A1111 writes for every model: not the user's choice. */
const DEFAULT_WEIGHT = 0.8;

/** A1111's user metadata `foo.json`, also as the Browser+ family extends it. SD.Next puts Civitai's model there. */
export const a1111: ForeignFormat = {
  source: 'a1111',
  fileName: (stem) => `${stem}.json`,
  read(value) {
    if (Array.isArray(value.modelVersions)) return undefined;
    if (!(
      'activation text' in value ||
      'sd version' in value ||
      'sha256' in value ||
      'negative text' in value
    ))
      return undefined;
    const typed = asText(value.notes);
    const negative = asText(value['negative text']);
    const notes =
      negative === undefined ? typed : [typed, `Negative prompt: ${negative}`].filter(Boolean).join('\n');
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
        base_model: baseModelName(value['sd version']),
        preferred_weight: weight === DEFAULT_WEIGHT && typed === undefined ? undefined : weight,
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
