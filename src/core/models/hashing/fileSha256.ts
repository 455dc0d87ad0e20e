import { basename } from 'node:path';
import { silentLog, tookText, type Log } from '../../log';
import { formatBytes } from '../../text/amounts';
import type { FileIndex } from '../scan/fileIndex';
import type { Hasher } from './hasher';
import type { ModelFile } from '../modelFile';
import { statModel } from '../scan/statModel';

interface HashDeps {
  readonly fileIndex: FileIndex;
  readonly hasher: Pick<Hasher, 'hash'>;
  readonly log?: Log;
}

/** What the log says of a file that was read. @param started as `performance.now()` gave it */
export function hashedText({ path, size }: ModelFile, sha256: string, started: number): string {
  return `${basename(path)}: SHA-256 ${sha256} of ${formatBytes(size)} in ${tookText(started)}`;
}

/**
 * The SHA-256 of a file (64 hex digits, lower case), from the cache where the file has not changed since.
 * @param options.onBytes the bytes read since the last call
 * @throws Problem as `Hasher.hash`
 */
export async function fileSha256(
  file: ModelFile,
  { fileIndex, hasher, log = silentLog }: HashDeps,
  options: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void } = {},
): Promise<string> {
  const name = basename(file.path);
  const known = fileIndex.get(file)?.sha256;
  if (known !== undefined) {
    log.debug(`${name}: SHA-256 ${known} is known`);
    return known;
  }
  const started = performance.now();
  const { sha256 } = await hasher.hash(file.path, ['sha256'], options);
  if (typeof sha256 !== 'string') throw new Error('SHA-256 applies to every file');
  log.debug(hashedText(file, sha256, started));
  fileIndex.set(file, { sha256 });
  return sha256;
}

/** `fileSha256` of a path; undefined where there is no file. @throws as `fileSha256` does */
export async function sha256Of(path: string, deps: HashDeps): Promise<string | undefined> {
  const file = await statModel(path).catch(() => undefined);
  return file && fileSha256(file, deps);
}
