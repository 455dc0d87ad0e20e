import { isUsableHash } from '../../civitai/hashFormats';
import type { ModelVersion, VersionFile } from '../../civitai/schemas';
import { findFileByHash } from '../../civitai/versionFiles';
import { toProblem } from '../../problem/toProblem';
import { fromVersion } from '../sidecar/fromVersion';
import { fetchedPatch } from '../sidecar/merge';
import { afterReplacement } from '../sidecar/replaced';
import { sha256Patch } from '../sidecar/sha256Patch';
import type { HashedFile } from './askHashes';
import type { RunContext } from './runContext';

/** A version that has a file with the same tensors under another header. */
export interface SimilarVersion {
  readonly version: ModelVersion;
  readonly listed: VersionFile;
}

/**
 * Asks about the hash of the tensors, for a file whose SHA-256 Civitai does not know: a published file whose header was
 * edited keeps it.
 */
export async function askTensors(
  { deps, signal, reachability }: RunContext,
  { autov3 }: HashedFile,
): Promise<SimilarVersion | undefined> {
  if (autov3 === undefined || !isUsableHash(autov3)) return undefined;
  try {
    const version = await reachability.ask(() => deps.civitai().versionByHash(autov3, signal));
    const listed = version && findFileByHash(version, autov3);
    return version && listed ? { version, listed } : undefined;
  } catch (error) {
    if (signal?.aborted) throw error;
    // The SHA-256 has its answer already; this question is asked again with it.
    deps.log.warn(`AutoV3: ${toProblem(error, 'Civitai').message}`);
    return undefined;
  }
}

/** Saves what was found by the tensors: provisional, since an edited header may belong to another training. */
export async function saveSimilar(
  { deps, recorder, identified }: RunContext,
  { file, sha256 }: HashedFile,
  { version, listed }: SimilarVersion,
): Promise<void> {
  const fetched = fromVersion(version, { file: listed });
  await recorder.save(
    file,
    afterReplacement(sha256, (current) => ({
      ...fetchedPatch(current, fetched, 'civitai', 'tensors', deps.clock()),
      ...sha256Patch(current, sha256),
    })),
  );
  identified.push({ file, version });
}
