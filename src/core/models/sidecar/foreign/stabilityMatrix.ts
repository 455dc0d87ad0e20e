import { present } from '../present';
import { notRecognised, ofOneOfTwo } from './notices';
import type { ForeignFormat } from './types';
import { asId, asObject, asSha256, asText, asTexts, presentValues } from './values';

/** `Source`: 0 is Civitai; the others (OpenModelDb, …) number their models apart from Civitai's. */
const CIVITAI: ReadonlySet<unknown> = new Set([undefined, null, 0, 'Civitai']);

/** Every sidecar of StabilityMatrix has some of these. */
const KEYS = [
  'ModelId',
  'ModelName',
  'VersionId',
  'VersionName',
  'UserTitle',
  'ModelType',
  'Hashes',
  'TrainedWords',
];

/** StabilityMatrix's `foo.cm-info.json`: keys in PascalCase; `UserTitle` is the user's own name for the model. */
export const stabilityMatrix: ForeignFormat = {
  source: 'stability-matrix',
  suffix: '.cm-info.json',
  wholeName: true,
  read(value, { file, rival }) {
    if (!KEYS.some((key) => Object.hasOwn(value, key))) return { notice: notRecognised(file) };
    const fromCivitai = CIVITAI.has(value.Source);
    const identity = present({
      modelId: fromCivitai ? asId(value.ModelId) : undefined,
      versionId: fromCivitai ? asId(value.VersionId) : undefined,
      modelName: asText(value.ModelName),
      versionName: asText(value.VersionName),
      type: asText(value.ModelType),
      sha256: asSha256(asObject(value.Hashes).SHA256),
    });
    const isDoubtful = rival !== undefined && identity.versionId !== undefined;
    const picture = asText(value.ThumbnailImageUrl);
    return {
      metadata: {
        ...(!isDoubtful && { identity }),
        values: presentValues({
          name: asText(value.UserTitle),
          trigger_words: asTexts(value.TrainedWords),
          description: asText(value.ModelDescription),
          base_model: asText(value.BaseModel),
          tags: asTexts(value.Tags),
        }),
        typed: ['name'],
        pictures: picture === undefined ? [] : [picture],
      },
      ...(isDoubtful && { notice: ofOneOfTwo(file, rival) }),
    };
  },
};
