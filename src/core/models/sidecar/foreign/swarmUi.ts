import type { ForeignFormat } from './types';
import { asText, asTexts, presentValues } from './values';

/** SwarmUI's `foo.swarm.json`: ModelSpec keys. Its hash is of the tensors, not of the file, and says nothing here. */
export const swarmUi: ForeignFormat = {
  source: 'swarmui',
  fileName: (stem) => `${stem}.swarm.json`,
  read(value) {
    const list = (text: unknown): string[] | undefined => asTexts(asText(text)?.split(','));
    return {
      values: presentValues({
        name: asText(value['modelspec.title']),
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
