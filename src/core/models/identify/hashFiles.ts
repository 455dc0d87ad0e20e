import { basename } from 'node:path';
import { isRefusal } from '../../problem/codes';
import { problemInfo, toProblem } from '../../problem/toProblem';
import { publishedSha256 } from '../sidecar/sameFile';
import { hashedText } from '../hashing/fileSha256';
import type { HashKind } from '../hashing/kinds';
import { isSafetensors } from '../modelFile';
import { askHashes, type HashedFile } from './askHashes';
import type { Planned } from './plan';
import { ASK_BATCH, ASKING_PERCENT, type RunContext } from './runContext';

/** A batch that is not full is asked after this time, so that one huge file does not make all the others wait. */
const ASK_AFTER_MS = 15_000;

/**
 * Hashes files and asks Civitai about their SHA-256 as soon as a batch is full, while the next files are read.
 * @param quick files that are hashed and asked about first, however long the others take
 * @throws the signal's reason; what was hashed until then is in the file index
 */
export async function hashFiles(
  context: RunContext,
  quick: readonly Planned[],
  others: readonly Planned[],
): Promise<void> {
  const { meter, signal } = context;
  const bytes = [...quick, ...others].reduce((sum, { file }) => sum + file.size, 0);
  meter.enter('hashing', bytes > 0 ? { bytes, share: [ASKING_PERCENT, 100] } : { share: [0, 100] });
  let batch: HashedFile[] = [];
  let asking = Promise.resolve();
  const askBatch = (): void => {
    const full = batch;
    batch = [];
    asking = asking.then(() => askHashes(context, full));
    // Handled by the await below; avoids an unhandled rejection.
    asking.catch(() => undefined);
  };
  const timer = setInterval(askBatch, ASK_AFTER_MS);
  const hashOne = async (item: Planned): Promise<void> => {
    const hashed = await hashFile(context, item);
    if (!hashed) return;
    batch.push(hashed);
    if (batch.length >= ASK_BATCH) askBatch();
  };
  const hashAll = async (items: readonly Planned[]): Promise<void> => {
    await Promise.all(items.map(hashOne));
    askBatch();
  };
  await Promise.all([hashAll(quick), hashAll(others)]).finally(() => clearInterval(timer));
  await asking;
  signal?.throwIfAborted();
}

/** Whether a file is one whose header tools edit: a safetensors file that is no whole model. */
function isAdapter(path: string, type: string | undefined): boolean {
  return isSafetensors(path) && type !== undefined && type !== 'Checkpoint';
}

/** Hashes one file. A failure is its result; a cancelled file has none. */
async function hashFile(
  { deps, signal, meter, recorder }: RunContext,
  { file, sidecar }: Planned,
): Promise<HashedFile | undefined> {
  const started = performance.now();
  try {
    const header = deps.fileIndex.get(file)?.header;
    // The tensors of an adapter are hashed in the same read; those of a checkpoint would cost as much again.
    const alsoTensors = header?.autov3 === undefined && isAdapter(file.path, header?.type);
    const kinds: readonly HashKind[] = alsoTensors ? ['sha256', 'autov3'] : ['sha256'];
    const { sha256, autov3 } = await deps.hasher.hash(file.path, kinds, {
      ...(signal && { signal }),
      onBytes: (bytes) => meter.addBytes(bytes),
    });
    if (typeof sha256 !== 'string') return undefined;
    deps.log.debug(hashedText(file, sha256, started));
    deps.fileIndex.set(file, { sha256 });
    return { file, sha256: publishedSha256(sidecar, sha256), autov3: header?.autov3 ?? autov3 ?? undefined };
  } catch (error) {
    if (signal?.aborted) return undefined;
    const name = basename(file.path);
    const problem = toProblem(error, name);
    deps.log.warn(`${name}: ${problem.message}`);
    recorder.recordProblem(file, isRefusal(problem) ? 'refused' : 'failed', problemInfo(problem));
    return undefined;
  }
}
