import { fileBytes } from '../../../civitai/versionFiles';
import { parseModelVersion } from '../../../civitai/schemas';
import type { ToolMetadata, ForeignFormat } from './types';
import { asId, asObject, asSha256, asText, asTexts, presentValues } from './values';
import { present } from '../present';

/** Civitai Helper's `foo.civitai.info`: the API's version object, `{}` or a skeleton where nothing was found. */
export const civitaiHelper: ForeignFormat = {
  source: 'civitai-helper',
  fileName: (stem) => `${stem}.civitai.info`,
  read: readVersion,
};

function readVersion(value: Readonly<Record<string, unknown>>, size: number): ToolMetadata | undefined {
  const helper = asObject(asObject(value.extensions).sd_civitai_helper);
  const version = parseModelVersion(value);
  if (
    !version ||
    value.skeleton_file === true ||
    helper.skeleton_file === true ||
    asId(version.id) === undefined
  ) {
    return undefined;
  }
  // The version may have several files, and the hashes of another one are not this file's.
  const file = version.files?.find((candidate) => fileBytes(candidate) === size);
  if (version.files && version.files.length > 0 && !file) return undefined;
  const model = asObject(value.model);
  return {
    ...present({
      modelId: asId(version.modelId),
      versionId: asId(version.id),
      modelName: asText(version.model?.name),
      versionName: asText(version.name),
      type: asText(version.model?.type),
      sha256: asSha256(file?.hashes?.SHA256),
    }),
    values: presentValues({
      name: asText(version.model?.name),
      trigger_words: asTexts(version.trainedWords),
      description: asText(model.description) ?? asText(version.description),
      notes: undefined,
      base_model: asText(version.baseModel),
      preferred_weight: undefined,
      tags: asTexts(model.tags),
    }),
  };
}
