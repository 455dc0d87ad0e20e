import type { ForeignFormat } from './types';
import { baseModelName } from './baseModelName';
import { asId, asObject, asSha256, asText, asTexts, asWeight, presentValues } from './values';
import { present } from '../present';

/** ComfyUI-Lora-Manager's `foo.metadata.json`. Its `preview_url` is a local path; `usage_tips` is JSON in a string. */
export const loraManager: ForeignFormat = {
  source: 'lora-manager',
  fileName: (stem) => `${stem}.metadata.json`,
  read(value, size, stem) {
    // A sidecar of ours for a model `foo.metadata` would have the same name; theirs always has a `file_path`.
    if (asText(value.file_path) === undefined || 'hash_sha256' in value) return undefined;
    const civitai = asObject(value.civitai);
    const model = asObject(civitai.model);
    const typed = {
      name: typedName(value.model_name, stem, model.name),
      notes: asText(value.notes),
      preferred_weight: strength(value.usage_tips),
    };
    // A header that was edited later makes another size: the identity may be of another file, the words are not.
    if (typeof value.size === 'number' && value.size > 0 && value.size !== size) {
      return {
        isOfOtherSize: true,
        values: presentValues({
          ...typed,
          trigger_words: asTexts(value.trainedWords) ?? asTexts(civitai.trainedWords),
          description: undefined,
          base_model: undefined,
          tags: asTexts(value.tags),
        }),
      };
    }
    return {
      ...present({
        modelId: asId(civitai.modelId),
        versionId: asId(civitai.id),
        modelName: asText(model.name),
        versionName: asText(civitai.name),
        type: asText(model.type),
        sha256: asSha256(value.sha256),
      }),
      values: presentValues({
        ...typed,
        trigger_words: asTexts(civitai.trainedWords) ?? asTexts(value.trainedWords),
        description: asText(value.modelDescription),
        base_model: baseModelName(value.base_model),
        tags: asTexts(value.tags),
      }),
    };
  },
};

/** Lora Manager fills in the file's name, later Civitai's: only another one was typed. */
function typedName(value: unknown, stem: string, civitaiName: unknown): string | undefined {
  const name = asText(value)?.trim();
  return name === stem || name === asText(civitaiName)?.trim() ? undefined : name;
}

function strength(tips: unknown): number | undefined {
  try {
    return asWeight(asObject(JSON.parse(asText(tips) ?? '{}')).strength);
  } catch {
    return undefined;
  }
}
