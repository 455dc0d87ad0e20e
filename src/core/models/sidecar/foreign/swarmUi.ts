import type { ForeignFormat } from './types';
import { asText, asTexts, presentValues } from './values';

/** SwarmUI's `foo.swarm.json`: ModelSpec keys. Its hash is of the tensors, not of the file, and says nothing here. */
export const swarmUi: ForeignFormat = {
  source: 'swarmui',
  fileName: (stem) => `${stem}.swarm.json`,
  read(value, _size, stem) {
    // It joins several trigger phrases by `;`, and a phrase may have commas.
    const list = (text: unknown): string[] | undefined => {
      const joined = asText(text);
      return asTexts(joined?.split(joined.includes(';') ? ';' : ','));
    };
    const title = asText(value['modelspec.title']);
    return {
      values: presentValues({
        name: title?.trim() === stem ? undefined : title,
        trigger_words: asTexts(value.trainedWords) ?? list(value['modelspec.trigger_phrase']),
        description: asText(value['modelspec.description']),
        notes: undefined,
        base_model: undefined,
        preferred_weight: undefined,
        tags: list(value['modelspec.tags']),
      }),
    };
  },
};
