import type { CivitaiClient } from '../../civitai/client';
import type { CivitaiModel, ModelVersion } from '../../civitai/schemas';
import { isUnreachable } from '../../problem/codes';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';

/** What Civitai says of one hash: the version it belongs to, or several that share the very file. */
export interface Resolved {
  readonly version: ModelVersion;
  readonly model: CivitaiModel | undefined;
  /** Empty, or all versions that have the hash. */
  readonly candidates: readonly { readonly model_id: number; readonly version_id: number }[];
}

/** What Civitai says of many hashes. */
export interface Resolution {
  /** Those that it knows. */
  readonly found: ReadonlyMap<string, Resolved>;
  /** Those that it gave no answer for: they are neither known nor unknown. */
  readonly unanswered: ReadonlyMap<string, Problem>;
}

/**
 * Asks Civitai about many hashes with few requests: which of them it knows (thousands a request), then
 * their versions and the models of these (100 a request). Answers are matched by hash, never by position.
 * @param sha256s lower case; a hash that is in neither list of the result is not on Civitai
 */
export async function resolveHashes(
  civitai: () => CivitaiClient,
  sha256s: readonly string[],
  signal?: AbortSignal,
): Promise<Resolution> {
  const versionIds = new Map<string, Set<number>>();
  const modelIds = new Map<number, number>();
  const matches = await civitai().matchHashes(sha256s, signal);
  for (const match of matches.answers) {
    if (match.modelId !== undefined) modelIds.set(match.versionId, match.modelId);
    const ids = versionIds.get(match.hash) ?? new Set();
    versionIds.set(match.hash, ids.add(match.versionId));
  }
  const { versions, failed } = await versionsOf(civitai, versionIds, signal);
  const models = await modelsOf(civitai, versions.values(), signal);

  const found = new Map<string, Resolved>();
  const unanswered = new Map(matches.failed);
  for (const [hash, ids] of versionIds) {
    const inOrder = [...ids].sort((a, b) => a - b);
    const problem = inOrder.map((id) => failed.get(id)).find((each) => each !== undefined);
    if (problem && !inOrder.some((id) => versions.has(id))) {
      unanswered.set(hash, problem);
      continue;
    }
    const shown = inOrder.flatMap((id) => versions.get(id) ?? []);
    // Civitai may match a version that it does not show (an unrated one): that version is known all the same.
    const known = shown.length > 0 ? shown : inOrder.map((id) => unshown(id, modelIds.get(id)));
    const [version] = known;
    if (!version) continue;
    const candidates = known.flatMap(({ id, modelId }) =>
      id !== undefined && modelId !== undefined ? [{ model_id: modelId, version_id: id }] : [],
    );
    found.set(hash, {
      version,
      model: models.get(version.modelId ?? 0),
      candidates: candidates.length > 1 ? candidates : [],
    });
  }
  return { found, unanswered };
}

function unshown(id: number, modelId: number | undefined): ModelVersion {
  return modelId === undefined ? { id } : { id, modelId };
}

/** Versions that are asked for alone, at most: a server that leaves out all of them is not asked thousands of times. */
const MAX_SINGLE_VERSIONS = 100;
/** Failures in a row after which no further version is asked for alone: each may take a minute. */
const MAX_SINGLE_FAILURES = 5;

/** The versions by id. One that the bulk answer leaves out (its entry was `null`) is asked for alone. */
async function versionsOf(
  civitai: () => CivitaiClient,
  versionIds: ReadonlyMap<string, ReadonlySet<number>>,
  signal: AbortSignal | undefined,
): Promise<{ versions: Map<number, ModelVersion>; failed: Map<number, Problem> }> {
  const versions = new Map<number, ModelVersion>();
  const failed = new Map<number, Problem>();
  const keep = (version: ModelVersion | undefined): void => {
    if (version?.id !== undefined) versions.set(version.id, version);
  };
  const bulk = await civitai().versionsByHashes([...versionIds.keys()], signal);
  bulk.answers.forEach(keep);
  for (const [hash, ids] of versionIds) {
    const problem = bulk.failed.get(hash);
    // What failed in bulk may still be answered alone.
    if (problem) for (const id of ids) failed.set(id, problem);
  }
  const missing = [...new Set([...versionIds.values()].flatMap((ids) => [...ids]))].filter(
    (id) => !versions.has(id),
  );
  let failures = 0;
  for (const [index, id] of missing.slice(0, MAX_SINGLE_VERSIONS).entries()) {
    try {
      keep(await civitai().version(id, signal));
      failed.delete(id);
      failures = 0;
    } catch (error) {
      if (signal?.aborted || (error instanceof Problem && isUnreachable(error))) throw error;
      const problem = toProblem(error, 'Civitai');
      failures++;
      const isDown = problem.code === 'timeout' || failures === MAX_SINGLE_FAILURES;
      for (const each of isDown ? missing.slice(index) : [id]) failed.set(each, problem);
      if (isDown) break;
    }
  }
  return { versions, failed };
}

/**
 * The models of versions, by id, a hundred a request: only they have tags, and often the description. One that Civitai
 * cannot give costs its version nothing.
 */
export async function modelsOf(
  civitai: () => CivitaiClient,
  versions: Iterable<ModelVersion>,
  signal: AbortSignal | undefined,
): Promise<Map<number, CivitaiModel>> {
  const ids = new Set([...versions].flatMap(({ modelId }) => modelId ?? []));
  try {
    const { answers } = await civitai().models([...ids], signal);
    return new Map(answers.flatMap((model) => (model.id === undefined ? [] : [[model.id, model] as const])));
  } catch (error) {
    if (signal?.aborted) throw error;
    return new Map();
  }
}
