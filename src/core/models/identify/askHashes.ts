import pLimit from 'p-limit';
import { findFileByHash } from '../../civitai/versionFiles';
import { tookText } from '../../log';
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

/** A file, and the SHA-256 that Civitai may know it by. */
export interface HashedFile {
  readonly file: ModelFile;
  readonly sha256: string;
  /** Of its tensors, where it is known: what a file with another header is found by. */
  readonly autov3?: string | undefined;
}

/** Asks about SHA-256 values in bulk and saves the answers. Where Civitai cannot answer, the hashes are saved. */
export async function askHashes(context: RunContext, items: readonly HashedFile[]): Promise<void> {
  if (items.length === 0) return;
  const { deps, signal, reachability } = context;
  const hashes = [...new Set(items.map(({ sha256 }) => sha256))];
  const started = performance.now();
  let resolution: Resolution;
  try {
    resolution = await reachability.ask(() => resolveHashes(deps.civitai, hashes, signal));
  } catch (error) {
    if (signal?.aborted) throw error;
    await keepHashes(context, items, toProblem(error, 'Civitai'));
    return;
  }
  const { found, unanswered } = resolution;
  const missed = hashes.filter((hash) => !found.has(hash) && !unanswered.has(hash)).length;
  deps.log.info(
    `Asked Civitai about ${hashes.length} hashes in ${tookText(started)}: ` +
      `${found.size} found, ${missed} not found, ${unanswered.size} without an answer`,
  );
  const limit = pLimit(SAVE_AT_ONCE);
  await limit.map(items, async (item) => {
    const problem = unanswered.get(item.sha256);
    if (problem) return keepHashes(context, [item], problem);
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

/** Civitai gave no answer: the hashes are kept, so that the next run asks again without reading the files. */
async function keepHashes(
  { deps, recorder }: RunContext,
  items: readonly HashedFile[],
  problem: Problem,
): Promise<void> {
  deps.log.warn(`Civitai: ${problem.message}`);
  const state = problem.code === 'requests_off' ? 'unidentified' : 'failed';
  for (const { file, sha256 } of items) {
    await recorder.save(
      file,
      afterReplacement(sha256, (current) => sha256Patch(current, sha256)),
    );
    recorder.recordProblem(file, state, problemInfo(problem));
  }
}
