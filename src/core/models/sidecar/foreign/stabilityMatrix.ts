import { stemOf } from '../../modelFile';
import { civitaiBaseModel } from '../baseModelNames';
import { present } from '../present';
import { notRecognised, ofOneOfTwo } from './notices';
import { isSameName } from './siblings';
import type { ForeignFormat } from './types';
import { asId, asObject, asPhrases, asSha256, asTags, asText, presentValues } from './values';

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
  read(value, { file, model, rival }) {
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
    // What it did not download, the user has typed; its editor begins with the name of the file and with `Other`.
    const isOwn = fromCivitai && identity.modelId === undefined && identity.versionId === undefined;
    const ownName =
      isOwn && !isSameName(identity.modelName ?? '', stemOf(model)) ? identity.modelName : undefined;
    const base = asText(value.BaseModel);
    const isDoubtful = rival !== undefined && identity.versionId !== undefined;
    const picture = asText(value.ThumbnailImageUrl);
    return {
      metadata: {
        ...(!isDoubtful && { identity }),
        values: presentValues({
          name: asText(value.UserTitle) ?? ownName,
          trigger_words: asPhrases(value.TrainedWords),
          description: asText(value.ModelDescription) ?? asText(value.VersionDescription),
          base_model: isOwn ? civitaiBaseModel(base) : base,
          tags: asTags(value.Tags),
        }),
        typed: isOwn ? ['name', 'trigger_words', 'description', 'tags'] : ['name'],
        pictures: picture === undefined ? [] : [picture],
      },
      ...(isDoubtful && { notice: ofOneOfTwo(file, rival) }),
    };
  },
};
