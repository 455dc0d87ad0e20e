import type { FileIndex } from '../scan/fileIndex';
import type { Hasher } from './hasher';
import type { ModelFile } from '../modelFile';
import { statModel } from '../scan/statModel';

/**
 * The SHA-256 of a file (64 hex digits, lower case), from the cache where the file has not changed since.
 * @param options.onBytes the bytes read since the last call
 * @throws Problem as `Hasher.hash`
 */
export async function fileSha256(
  file: ModelFile,
  deps: { readonly fileIndex: FileIndex; readonly hasher: Pick<Hasher, 'hash'> },
  options: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void } = {},
): Promise<string> {
  const known = deps.fileIndex.get(file)?.sha256;
  if (known !== undefined) return known;
  const { sha256 } = await deps.hasher.hash(file.path, ['sha256'], options);
  if (typeof sha256 !== 'string') throw new Error('SHA-256 applies to every file');
  deps.fileIndex.set(file, { sha256 });
  return sha256;
}

/** `fileSha256` of a path; undefined where there is no file. @throws as `fileSha256` does */
export async function sha256Of(
  path: string,
  deps: { readonly fileIndex: FileIndex; readonly hasher: Hasher },
): Promise<string | undefined> {
  const file = await statModel(path).catch(() => undefined);
  return file && fileSha256(file, deps);
}
