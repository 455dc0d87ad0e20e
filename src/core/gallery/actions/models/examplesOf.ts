import pLimit from 'p-limit';
import { readImageRecord } from '../../../images/imageRecord';

/** Reads at a time: enough to hide a disk's latency. */
const READS_AT_ONCE = 32;

/** The model whose examples are meant: all of its versions, or one of them. */
export interface ExamplesModel {
  readonly modelId: number;
  readonly versionId?: number | undefined;
}

/**
 * The pictures whose records say that they are examples of a model, as the records are now: what an index remembers may be
 * of yesterday, and these are to be deleted. `planTrash` says how many files and bytes they are.
 * @param candidates absolute paths
 */
export async function examplesOf(
  candidates: readonly string[],
  { modelId, versionId }: ExamplesModel,
  signal?: AbortSignal,
): Promise<string[]> {
  const found = await pLimit(READS_AT_ONCE).map(candidates, async (path) => {
    signal?.throwIfAborted();
    const model = (await readImageRecord(path))?.model;
    const isMeant = model?.modelId === modelId && (versionId === undefined || model.versionId === versionId);
    return isMeant ? [path] : [];
  });
  return found.flat();
}
