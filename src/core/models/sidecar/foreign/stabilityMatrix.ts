import { baseModelName } from './baseModelName';
import type { ForeignFormat } from './types';
import { asId, asObject, asSha256, asText, asTexts, presentValues } from './values';
import { present } from '../present';

/** StabilityMatrix's `foo.cm-info.json`: keys in PascalCase; `UserTitle` is the user's own name for the model. */
export const stabilityMatrix: ForeignFormat = {
  source: 'stability-matrix',
  fileName: (stem) => `${stem}.cm-info.json`,
  read(value) {
    // Its other sources (OpenModelDb, …) number their models apart from Civitai's.
    const fromCivitai = value.Source === undefined || value.Source === 0;
    return {
      ...present({
        modelId: fromCivitai ? asId(value.ModelId) : undefined,
        versionId: fromCivitai ? asId(value.VersionId) : undefined,
        modelName: asText(value.ModelName),
        versionName: asText(value.VersionName),
        type: asText(value.ModelType),
        sha256: asSha256(asObject(value.Hashes).SHA256),
      }),
      values: presentValues({
        name: asText(value.UserTitle),
        trigger_words: asTexts(value.TrainedWords),
        description: asText(value.ModelDescription),
        notes: undefined,
        base_model: baseModelName(value.BaseModel),
        preferred_weight: undefined,
        tags: asTexts(value.Tags),
      }),
    };
  },
};
