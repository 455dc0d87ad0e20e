import type { CivitaiClient } from '../../civitai/client';
import type { CivitaiModel, ModelVersion } from '../../civitai/schemas';

/** What Civitai says of one hash: the version it belongs to, or several that share the very file. */
export interface Resolved {
  readonly version: ModelVersion;
  readonly model: CivitaiModel | undefined;
  /** Empty, or all versions that have the hash. */
  readonly candidates: readonly { readonly model_id: number; readonly version_id: number }[];
}

/**
 * Asks Civitai about many hashes with few requests: which of them it knows (thousands a request), then
 * their versions and the models of these (100 a request). Answers are matched by hash, never by position.
 * @param sha256s lower case; a hash that is absent from the answer is not on Civitai
 */
export async function resolveHashes(
  civitai: () => CivitaiClient,
  sha256s: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, Resolved>> {
  const versionIds = new Map<string, Set<number>>();
  const modelIds = new Map<number, number>();
  for (const match of await civitai().matchHashes(sha256s, signal)) {
    if (match.modelId !== undefined) modelIds.set(match.versionId, match.modelId);
    const ids = versionIds.get(match.hash) ?? new Set();
    versionIds.set(match.hash, ids.add(match.versionId));
  }
  const versions = await versionsOf(civitai, versionIds, signal);
  const models = await modelsOf(civitai, versions.values(), signal);

  const resolved = new Map<string, Resolved>();
  for (const [hash, ids] of versionIds) {
    const inOrder = [...ids].sort((a, b) => a - b);
    const shown = inOrder.flatMap((id) => versions.get(id) ?? []);
    // Civitai may match a version that it does not show (an unrated one): that version is known all the same.
    const known = shown.length > 0 ? shown : inOrder.map((id) => unshown(id, modelIds.get(id)));
    const [version] = known;
    if (!version) continue;
    const candidates = known.flatMap(({ id, modelId }) =>
      id !== undefined && modelId !== undefined ? [{ model_id: modelId, version_id: id }] : [],
    );
    resolved.set(hash, {
      version,
      model: models.get(version.modelId ?? 0),
      candidates: candidates.length > 1 ? candidates : [],
    });
  }
  return resolved;
}

function unshown(id: number, modelId: number | undefined): ModelVersion {
  return modelId === undefined ? { id } : { id, modelId };
}

/** The versions by id. One that the bulk answer leaves out (its entry was `null`) is asked for alone. */
async function versionsOf(
  civitai: () => CivitaiClient,
  versionIds: ReadonlyMap<string, ReadonlySet<number>>,
  signal: AbortSignal | undefined,
): Promise<Map<number, ModelVersion>> {
  const versions = new Map<number, ModelVersion>();
  const keep = (version: ModelVersion | undefined): void => {
    if (version?.id !== undefined) versions.set(version.id, version);
  };
  (await civitai().versionsByHashes([...versionIds.keys()], signal)).forEach(keep);
  const missing = new Set(
    [...versionIds.values()].flatMap((ids) => [...ids]).filter((id) => !versions.has(id)),
  );
  for (const id of missing) keep(await civitai().version(id, signal));
  return versions;
}

/** The models of versions, by id, a hundred a request: only they have tags, and often the description. */
export async function modelsOf(
  civitai: () => CivitaiClient,
  versions: Iterable<ModelVersion>,
  signal: AbortSignal | undefined,
): Promise<Map<number, CivitaiModel>> {
  const ids = new Set([...versions].flatMap(({ modelId }) => modelId ?? []));
  const models = await civitai().models([...ids], signal);
  return new Map(models.flatMap((model) => (model.id === undefined ? [] : [[model.id, model] as const])));
}
