import type { FileIndex } from './fileIndex';
import { isRefusal } from '../../problem/codes';
import type { ModelFile } from '../modelFile';
import type { Scanner } from './scanner';

/**
 * Inspects the files that were not inspected yet (their headers only) and records what it finds.
 * A file that is still growing, or could not be read, is inspected again next time.
 */
export async function inspectNew(
  files: readonly ModelFile[],
  deps: { readonly scanner: Pick<Scanner, 'inspect'>; readonly fileIndex: FileIndex },
  signal?: AbortSignal,
): Promise<void> {
  const fresh = files.filter((file) => deps.fileIndex.get(file)?.inspected !== true);
  if (fresh.length === 0) return;
  const inspections = await deps.scanner.inspect(fresh, signal ? { signal } : {});
  inspections.forEach(({ header, problem, sha256 }, index) => {
    const file = fresh[index];
    if (!file) return;
    const isFinal = !problem || (isRefusal(problem) && problem.code !== 'growing');
    deps.fileIndex.set(file, {
      ...(isFinal && { inspected: true }),
      ...(header && { header }),
      ...(problem && { problem }),
      ...(sha256 !== undefined && { sha256 }),
    });
  });
}
