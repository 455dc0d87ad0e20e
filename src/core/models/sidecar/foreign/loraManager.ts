import type { ForeignFormat } from './types';
import { asId, asObject, asSha256, asText, asTexts, asWeight, presentValues } from './values';
import { present } from '../present';

/** ComfyUI-Lora-Manager's `foo.metadata.json`. Its `preview_url` is a local path; `usage_tips` is JSON in a string. */
export const loraManager: ForeignFormat = {
  source: 'lora-manager',
  fileName: (stem) => `${stem}.metadata.json`,
  read(value, size) {
    // A sidecar of ours for a model `foo.metadata` would have the same name; theirs always has a `file_path`.
    if (asText(value.file_path) === undefined || 'hash_sha256' in value) return undefined;
    if (typeof value.size === 'number' && value.size > 0 && value.size !== size) return undefined;
    const civitai = asObject(value.civitai);
    const model = asObject(civitai.model);
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
        name: asText(value.model_name),
        trigger_words: asTexts(civitai.trainedWords) ?? asTexts(value.trainedWords),
        description: asText(value.modelDescription),
        notes: asText(value.notes),
        base_model: knownBaseModel(value.base_model),
        preferred_weight: strength(value.usage_tips),
        tags: asTexts(value.tags),
      }),
    };
  },
};

function knownBaseModel(value: unknown): string | undefined {
  const name = asText(value);
  return name?.toLowerCase() === 'unknown' ? undefined : name;
}

function strength(tips: unknown): number | undefined {
  try {
    return asWeight(asObject(JSON.parse(asText(tips) ?? '{}')).strength);
  } catch {
    return undefined;
  }
}
