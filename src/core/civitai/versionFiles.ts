import { silentLog, type Log } from '../log';
import { webAddress } from './webAddress';
import { parseModelVersion, type ModelVersion, type VersionFile } from './schemas';

/** What the sidecar keeps of a version's primary file. */
export interface FileInfo {
  id?: number;
  name?: string;
  /** KiB. */
  sizeKB?: number;
  downloadUrl?: string;
}

/**
 * The file of a version that has a hash (of any kind, in any case). Undefined when none has: Civitai leaves replaced
 * and hidden files out, so no other file of the version may stand in for it.
 */
export function findFileByHash(version: ModelVersion, hash: string): VersionFile | undefined {
  const wanted = hash.toLowerCase();
  return version.files?.find((file) =>
    Object.values(file.hashes ?? {}).some((value) => value.toLowerCase() === wanted),
  );
}

/** The first file that is a model and marked as primary (S1-14); a missing mark means that it is not. */
export function primaryFile(version: ModelVersion): VersionFile | undefined {
  return version.files?.find(isPrimary);
}

function isPrimary(file: VersionFile): boolean {
  return file.type === 'Model' && file.primary === true;
}

/** The size in bytes: `sizeKB` holds KiB with a fraction that gives the exact size. */
export function fileBytes(file: VersionFile): number | undefined {
  return file.sizeKB === undefined || file.sizeKB < 0 ? undefined : Math.round(file.sizeKB * 1024);
}

/**
 * Where the primary files of a version can be downloaded: Civitai's own address first, then the mirrors
 * that still exist (S1-13…16). A value that is no version gives an empty list and a line in the log (S1-18).
 */
export function downloadUrls(version: unknown, log: Log = silentLog): string[] {
  const parsed = parseModelVersion(version);
  if (!parsed) {
    log.error('Error extracting download URLs: this is not a model version');
    return [];
  }
  const urls = (parsed.files ?? [])
    .filter(isPrimary)
    .flatMap(({ downloadUrl, mirrors }) => [
      downloadUrl,
      ...(mirrors ?? []).filter(({ deletedAt }) => !deletedAt).map(({ url }) => url),
    ])
    .flatMap((url) => webAddress(url) ?? []);
  log.info(`Extracted ${urls.length} download URLs`);
  return urls;
}

/** Id, name, size and address of the primary file (S1-19); undefined when the version has none. */
export function fileInfo(version: ModelVersion): FileInfo | undefined {
  const file = primaryFile(version);
  if (!file) return undefined;
  const { id, name, sizeKB } = file;
  const downloadUrl = webAddress(file.downloadUrl);
  return {
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...(sizeKB !== undefined && { sizeKB }),
    ...(downloadUrl !== undefined && { downloadUrl }),
  };
}
