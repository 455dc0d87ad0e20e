import * as l10n from '@vscode/l10n';
import { parseModelVersion, type VersionFile } from '../../../civitai/schemas';
import { fileBytes } from '../../../civitai/versionFiles';
import { present } from '../present';
import { listsNoSuchSize, notRecognised, ofOneOfTwo, ofPage } from './notices';
import type { ForeignFormat } from './types';
import { asId, asObject, asPhrases, asSha256, asTags, asText, presentValues } from './values';

/** Civitai Helper's `foo.civitai.info`: the API's version object, `{}` or a skeleton where nothing was found. */
export const civitaiHelper: ForeignFormat = {
  source: 'civitai-helper',
  suffix: '.civitai.info',
  wholeName: true,
  read(value, { file, size, rival }) {
    const helper = asObject(asObject(value.extensions).sd_civitai_helper);
    if (value.skeleton_file === true || helper.skeleton_file === true) {
      return {
        notice: l10n.t('{0} was not taken: it stands for a model that was not found on Civitai.', file),
      };
    }
    if (Array.isArray(value.modelVersions)) return { notice: ofPage(file) };
    const version = parseModelVersion(value);
    const versionId = asId(value.id);
    if (!version || versionId === undefined) return { notice: notRecognised(file) };
    // The version may have several files, and the hashes of another one are not this file's.
    const sized = (version.files ?? []).filter((each) => fileBytes(each) !== undefined);
    const listed = sized.find((each) => hasSize(each, size));
    if (sized.length > 0 && !listed) return { notice: listsNoSuchSize(file) };
    const isDoubtful = rival !== undefined && !listed;
    const model = asObject(value.model);
    const identity = present({
      modelId: asId(value.modelId),
      versionId,
      modelName: asText(version.model?.name),
      versionName: asText(version.name),
      creator: asText(asObject(value.creator).username) ?? asText(asObject(model.creator).username),
      type: asText(version.model?.type),
      sha256: asSha256(listed?.hashes?.SHA256),
    });
    return {
      metadata: {
        ...(!isDoubtful && { identity }),
        values: presentValues({
          name: asText(version.model?.name),
          trigger_words: asPhrases(value.trainedWords),
          description: asText(model.description) ?? asText(version.description),
          base_model: asText(version.baseModel),
          tags: asTags(model.tags),
        }),
        pictures: pictures(value.images),
      },
      ...(isDoubtful && { notice: ofOneOfTwo(file, rival) }),
    };
  },
};

/** Civitai gives sizes in KiB with a fraction; a tool that leaves the fraction out leaves less certainty. */
function hasSize(file: VersionFile, size: number): boolean {
  const isWhole = Number.isInteger(file.sizeKB) && file.sizeKB === Math.floor(size / 1024);
  return fileBytes(file) === size || isWhole;
}

/** The pictures that zixaphir's Civitai Helper has downloaded. */
function pictures(images: unknown): string[] {
  return Array.isArray(images)
    ? images.flatMap((image: unknown) => asText(asObject(image).local_file) ?? [])
    : [];
}
