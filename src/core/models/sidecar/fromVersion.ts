import type { CivitaiModel, ModelVersion, VersionFile } from '../../civitai/schemas';
import { downloadUrls } from '../../civitai/versionFiles';
import { webAddress } from '../../civitai/webAddress';
import type { EditableValues, SidecarFileInfo } from './fields';
import { present } from './present';
import { sha256Patch } from './sha256Patch';
import type { SidecarPatch } from './store';

/** What Civitai tells of the version that a file is: `identity` belongs to Civitai, `values` the user may edit. */
export interface Fetched {
  readonly identity: SidecarPatch;
  readonly values: EditableValues;
  /** What else Civitai says of the model, and other programs may have copied: its other texts, its other versions. */
  readonly copies?: readonly EditableValues[];
}

/**
 * What Civitai says of a version, by the keys of a sidecar.
 * @param options.model the version's model, which alone has tags and often the only description
 * @param options.file the file of the version that was found by hash; without it the patch has no hash
 */
export function fromVersion(
  version: ModelVersion,
  options: { readonly model?: CivitaiModel; readonly file?: VersionFile } = {},
): Fetched {
  const { model, file } = options;
  const name = version.model?.name ?? model?.name;
  const type = version.model?.type ?? model?.type;
  const description = nonBlank(version.description) ?? nonBlank(model?.description);
  const triggerWords = version.trainedWords?.map((word) => word.trim()).filter((word) => word !== '');
  return {
    identity: present({
      ...hashesOf(version, file),
      civitai_model_id: version.modelId ?? model?.id,
      civitai_version_id: version.id,
      civitai_name: name,
      civitai_version_name: version.name,
      civitai_creator: nonBlank(model?.creator?.username),
      civitai_type: type,
      model_type: type,
      preview_url: version.images?.flatMap(({ url }) => webAddress(url) ?? []).at(0),
      nsfw_level: version.nsfwLevel ?? model?.nsfwLevel,
      base_model_type: nonBlank(version.baseModelType),
      created_at: nonBlank(version.createdAt),
      updated_at: nonBlank(version.updatedAt),
      download_urls: nonEmpty(downloadUrls(version)),
      file_info: file && fileInfoOf(file),
      civitai_state: 'found',
    }),
    values: present({
      name,
      trigger_words: nonEmpty(triggerWords),
      description,
      base_model: version.baseModel,
      tags: nonEmpty(model?.tags),
    }),
    copies: [
      present({ description: nonBlank(model?.description) }),
      ...[version, ...(model?.modelVersions ?? [])].map(valuesOf),
    ],
  };
}

function valuesOf({ description, trainedWords, baseModel }: ModelVersion): EditableValues {
  return present({
    description: nonBlank(description),
    trigger_words: nonEmpty(trainedWords),
    base_model: baseModel,
  });
}

function hashesOf(version: ModelVersion, file: VersionFile | undefined): SidecarPatch {
  const hash = (kind: string): string | undefined =>
    Object.entries(file?.hashes ?? {}).find(([name]) => name.toLowerCase() === kind)?.[1];
  const sha256 = hash('sha256');
  if (sha256 !== undefined && /^[0-9a-f]{64}$/i.test(sha256)) {
    const autov3 = hash('autov3');
    return {
      ...sha256Patch({}, sha256),
      ...(autov3 !== undefined && { hash_autov3: autov3.toLowerCase() }),
    };
  }
  const autov2 = hash('autov2')?.toUpperCase();
  if (autov2 !== undefined) return { hash: `AUTOV2: ${autov2}`, hash_type: 'AUTOV2', hash_autov2: autov2 };
  if (version.modelId === undefined || version.id === undefined) return {};
  return { hash: `civitai: ${version.modelId} @ ${version.id}`, hash_type: 'civitai' };
}

function fileInfoOf({ id, name, sizeKB, downloadUrl }: VersionFile): SidecarFileInfo {
  return present({ id, name, sizeKB, downloadUrl: webAddress(downloadUrl) });
}

function nonBlank(text: string | undefined): string | undefined {
  return text?.trim() === '' ? undefined : text;
}

function nonEmpty(list: string[] | undefined): string[] | undefined {
  return list && list.length > 0 ? list : undefined;
}
