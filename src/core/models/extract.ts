import { basename } from 'node:path';
import pLimit from 'p-limit';
import type { CivitaiClient } from '../civitai/client';
import { downloadUrls, fileInfo, type FileInfo } from '../civitai/versionFiles';
import type { Log } from '../log';
import type { Hasher } from './hashing/hasher';

/** Requests at a time (S1-47). */
const MAX_CONCURRENT = 5;

/** What Civitai says of one file (S1-22…34). A field that Civitai leaves out is `null`. */
export interface Extracted {
  readonly file_path: string;
  /** SHA-256, lower case. */
  readonly model_hash: string;
  readonly model_id: number | null;
  readonly version_id: number | null;
  /** Of the version. */
  readonly name: string | null;
  readonly description: string | null;
  readonly nsfw_level: number | null;
  readonly trained_words: readonly string[];
  readonly base_model: string | null;
  readonly base_model_type: string | null;
  readonly created_at: string | null;
  readonly updated_at: string | null;
  readonly download_urls: readonly string[];
  readonly file_info: FileInfo | null;
}

interface Parts {
  readonly client: CivitaiClient;
  readonly hasher: Hasher;
  readonly log: Log;
}

/**
 * Identifies a file by its SHA-256, whatever its name, and returns what Civitai says of it. Null, with a line in
 * the log, where nothing is found or something fails.
 */
export async function extractMetadata(
  path: string,
  parts: Parts,
  signal?: AbortSignal,
): Promise<Extracted | null> {
  const { client, hasher, log } = parts;
  try {
    const { sha256 } = await hasher.hash(path, ['sha256'], signal ? { signal } : {});
    if (typeof sha256 !== 'string') return null;
    const version = await client.versionByHash(sha256, signal);
    if (!version) {
      log.warn(`No metadata found for hash: ${sha256.slice(0, 16)}...`);
      return null;
    }
    const extracted: Extracted = {
      file_path: path,
      model_hash: sha256,
      model_id: version.modelId ?? null,
      version_id: version.id ?? null,
      name: version.name ?? null,
      description: version.description ?? null,
      nsfw_level: version.nsfwLevel ?? null,
      trained_words: version.trainedWords ?? [],
      base_model: version.baseModel ?? null,
      base_model_type: version.baseModelType ?? null,
      created_at: version.createdAt ?? null,
      updated_at: version.updatedAt ?? null,
      download_urls: downloadUrls(version, log),
      file_info: fileInfo(version) ?? null,
    };
    log.info(`Metadata extracted for: ${basename(path)}`);
    return extracted;
  } catch (error) {
    if (signal?.aborted) throw error;
    log.error(
      `Error extracting metadata: ${basename(path)}: ${error instanceof Error ? error.message : 'failed'}`,
    );
    return null;
  }
}

/** Extracts many files, a few at a time; those of which nothing is known are left out. */
export async function extractAll(
  paths: readonly string[],
  parts: Parts,
  signal?: AbortSignal,
): Promise<Extracted[]> {
  parts.log.info(`Found ${paths.length} model files`);
  const limit = pLimit(MAX_CONCURRENT);
  const all = await Promise.all(paths.map((path) => limit(() => extractMetadata(path, parts, signal))));
  const extracted = all.filter((result) => result !== null);
  parts.log.info(`Successfully extracted metadata for ${extracted.length} files`);
  return extracted;
}
