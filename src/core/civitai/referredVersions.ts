import type { CivitaiClient } from './client';
import type { CivitaiReference } from './reference';
import type { CivitaiModel, ModelVersion } from './schemas';

type Asked = Pick<CivitaiClient, 'model' | 'version' | 'versionByHash' | 'images'>;

/** Versions that are looked up for one post: more could not be chosen from. */
const MOST_VERSIONS = 50;

/** Whether only Civitai can tell which versions a reference means. */
export const isIndirect = ({ modelId, versionId }: CivitaiReference): boolean =>
  modelId === undefined && versionId === undefined;

/**
 * The versions that a reference leads to: the one that it names, all of its model, those that an image or the images of
 * a post were made with, or the one that has a file with its hash.
 * @returns nothing where Civitai has no such thing, or names no model for it
 * @throws Problem where the network fails
 */
export async function referredVersions(
  client: Asked,
  { modelId, versionId, imageId, postId, hash }: CivitaiReference,
  signal?: AbortSignal,
): Promise<readonly ModelVersion[]> {
  if (versionId !== undefined) return present(await client.version(versionId, signal));
  if (modelId !== undefined) {
    const model = await client.model(modelId, signal);
    return (model?.modelVersions ?? []).map((version) => ofModel(version, model));
  }
  if (hash !== undefined) return present(await client.versionByHash(hash, signal));
  if (imageId !== undefined) return versionsOfImages(client, { imageId }, signal);
  return postId === undefined ? [] : versionsOfImages(client, { postId }, signal);
}

async function versionsOfImages(
  client: Asked,
  wanted: { readonly imageId?: number; readonly postId?: number },
  signal: AbortSignal | undefined,
): Promise<readonly ModelVersion[]> {
  const { items } = await client.images(wanted, signal);
  const ids = items
    // A parameter that the server does not know gives the images of everyone.
    .filter(({ id, postId }) => id === wanted.imageId || (postId !== undefined && postId === wanted.postId))
    .flatMap(({ modelVersionIds }) => modelVersionIds ?? []);
  const some = [...new Set(ids)].slice(0, MOST_VERSIONS);
  // An unrated version has no page of its own in the API; it can be chosen by its id.
  return Promise.all(some.map(async (id) => (await client.version(id, signal)) ?? { id }));
}

/** A version as the model's page lists it, completed by what the version's own page would say of the model. */
export function ofModel(version: ModelVersion, model: CivitaiModel | undefined): ModelVersion {
  return {
    ...version,
    ...(model?.id !== undefined && { modelId: model.id }),
    model: { ...version.model, name: model?.name, type: model?.type },
  };
}

const present = (version: ModelVersion | undefined): readonly ModelVersion[] => (version ? [version] : []);
