import pLimit from 'p-limit';
import { findFileByHash } from '../../civitai/versionFiles';
import { tookText } from '../../log';
import { isSystemic } from '../../problem/codes';
import type { Problem } from '../../problem/problem';
import { problemInfo, toProblem } from '../../problem/toProblem';
import type { ModelFile } from '../modelFile';
import type { Sidecar } from '../sidecar/fields';
import { fromVersion } from '../sidecar/fromVersion';
import { fetchedPatch, notFoundPatch } from '../sidecar/merge';
import { sha256Patch } from '../sidecar/sha256Patch';
import { afterReplacement } from '../sidecar/replaced';
import type { SidecarPatch } from '../sidecar/store';
import { askTensors, saveSimilar } from './askTensors';
import { resolveHashes, type Resolution, type Resolved } from './resolve';
import type { RunContext } from './runContext';

/** Sidecars written at a time: a disk syncs several nearly as fast as one. */
const SAVE_AT_ONCE = 16;
/** A question about many hashes that gets no answer was asked again, and about some of them, before. */
const BULK_WEIGHT = 2;

/** A file, and the SHA-256 that Civitai may know it by. */
export interface HashedFile {
  readonly file: ModelFile;
  readonly sha256: string;
  /** Of its tensors, where it is known: what a file with another header is found by. */
  readonly autov3?: string | undefined;
  /** The hash was known before the run. */
  readonly isKnown?: boolean;
}

/** Asks about SHA-256 values in bulk and saves the answers. Where Civitai cannot answer, the hashes are saved. */
export async function askHashes(context: RunContext, items: readonly HashedFile[]): Promise<void> {
  if (items.length === 0) return;
  const { deps, signal, reachability } = context;
  const hashes = [...new Set(items.map(({ sha256 }) => sha256))];
  const started = performance.now();
  let resolution: Resolution;
  try {
    resolution = await reachability.ask(() => resolveHashes(deps.civitai, hashes, signal), {
      weight: BULK_WEIGHT,
      failureIn: noAnswer,
    });
  } catch (error) {
    // An outage ends the run as well, but what was hashed until then is kept.
    if (signal?.aborted && !reachability.outage) throw error;
    const problem = toProblem(error, 'Civitai');
    await keepHashes(context, items, problem, isSystemic(problem) ? 'all' : 'file');
    return;
  }
  const { found, unanswered } = resolution;
  const missed = hashes.filter((hash) => !found.has(hash) && !unanswered.has(hash)).length;
  deps.log.info(
    `Asked Civitai about ${hashes.length} hashes in ${tookText(started)}: ` +
      `${found.size} found, ${missed} not found, ${unanswered.size} without an answer`,
  );
  const fault = noAnswer(resolution) ? 'all' : 'file';
  const limit = pLimit(SAVE_AT_ONCE);
  await limit.map(items, async (item) => {
    const problem = unanswered.get(item.sha256);
    if (problem) return keepHashes(context, [item], problem, fault);
    const answer = found.get(item.sha256);
    const similar = answer ? undefined : await askTensors(context, item);
    return similar ? saveSimilar(context, item, similar) : saveAnswer(context, item, answer);
  });
}

async function saveAnswer(
  { deps, recorder, identified }: RunContext,
  { file, sha256 }: HashedFile,
  answer: Resolved | undefined,
): Promise<void> {
  const at = deps.clock();
  if (!answer) {
    const notFound = (current: Sidecar): SidecarPatch => ({
      ...sha256Patch(current, sha256),
      ...notFoundPatch(current, at),
    });
    await recorder.save(file, afterReplacement(sha256, notFound));
    return;
  }
  const { version, model, candidates } = answer;
  const listed = findFileByHash(version, sha256);
  const fetched = fromVersion(version, { ...(model && { model }), ...(listed && { file: listed }) });
  const found = (current: Sidecar): SidecarPatch => ({
    ...fetchedPatch(current, fetched, 'civitai', 'sha256', at),
    ...sha256Patch(current, sha256),
    civitai_candidates:
      current.identified_by === 'user' || candidates.length === 0 ? undefined : [...candidates],
  });
  await recorder.save(file, afterReplacement(sha256, found));
  identified.push({ file, version });
}

/** Why Civitai said nothing of any hash that it knows; undefined where it did. */
function noAnswer({ found, unanswered }: Resolution): Problem | undefined {
  return found.size === 0 ? [...unanswered.values()][0] : undefined;
}

/**
 * Civitai gave no answer: the hashes are kept, so that the next run asks again without reading the files.
 * @param fault whether something is wrong with these files' answers alone, or all go without: then they stay as they were
 */
async function keepHashes(
  { deps, recorder, reachability }: RunContext,
  items: readonly HashedFile[],
  problem: Problem,
  fault: 'file' | 'all',
): Promise<void> {
  const isOff = problem.code === 'requests_off';
  const isOutage = fault === 'all' && !isOff;
  if (isOutage) reachability.miss(problem);
  else deps.log.warn(`Civitai: ${problem.message}`);
  for (const { file, sha256, isKnown } of items) {
    if (isOutage && isKnown) continue;
    await recorder.save(
      file,
      afterReplacement(sha256, (current) => sha256Patch(current, sha256)),
    );
    if (!isOutage) recorder.recordProblem(file, isOff ? 'unidentified' : 'failed', problemInfo(problem));
  }
}
