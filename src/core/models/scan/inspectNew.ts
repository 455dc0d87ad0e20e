import type { FileIndex } from './fileIndex';
import { isRefusal } from '../../problem/codes';
import type { ModelFile } from '../modelFile';
import type { Scanner } from './scanner';

/**
 * Looks into the files that nobody has looked into yet (their headers only) and remembers what it sees.
 * A file that is still growing, or could not be read, is looked at again next time.
 */
export async function inspectNew(
  files: readonly ModelFile[],
  deps: { readonly scanner: Scanner; readonly fileIndex: FileIndex },
  signal?: AbortSignal,
): Promise<void> {
  const fresh = files.filter((file) => deps.fileIndex.get(file)?.inspected !== true);
  if (fresh.length === 0) return;
  const byPath = new Map(fresh.map((file) => [file.path, file]));
  for (const { path, header, problem } of await deps.scanner.inspect(fresh, signal ? { signal } : {})) {
    const file = byPath.get(path);
    if (!file) continue;
    const settled = !problem || (isRefusal(problem) && problem.code !== 'growing');
    deps.fileIndex.set(file, {
      ...(settled && { inspected: true }),
      ...(header && { header }),
      ...(problem && { problem }),
    });
  }
}
