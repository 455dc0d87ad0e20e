import { basename } from 'node:path';
import pLimit from 'p-limit';
import type { CivitaiClient } from '../../civitai/client';
import type { ModelVersion } from '../../civitai/schemas';
import { downloadUrls, fileInfo, type FileInfo } from '../../civitai/versionFiles';
import type { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { Meter } from '../../progress/meter';
import type { OnProgress } from '../../progress/progress';
import { tookText, type Log } from '../../log';
import type { FileIndex } from '../scan/fileIndex';
import { fileSha256 } from '../hashing/fileSha256';
import type { Hasher } from '../hashing/hasher';
import type { ModelFile } from '../modelFile';
import { publishedSha256 } from '../sidecar/sameFile';
import { readSidecar } from '../sidecar/store';
import { Reachability } from './reachability';

/** Files at a time (S1-47). */
const MAX_CONCURRENT = 5;

/** What Civitai says of one file (S1-22…34). A field that Civitai leaves out is `null`. */
export interface Extracted {
  readonly file_path: string;
  /** SHA-256, lower case: the one that Civitai knows the file by. */
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

/** What extracting needs. */
export interface ExtractDeps {
  /** Asked at each use, since a changed setting replaces it. */
  readonly civitai: () => CivitaiClient;
  /** How many requests have left for Civitai so far. */
  readonly requestCount: () => number;
  readonly hasher: Pick<Hasher, 'hash'>;
  readonly fileIndex: FileIndex;
  readonly log: Log;
}

export interface ExtractOptions {
  readonly signal?: AbortSignal;
  /** The bytes hashed since the last call. */
  readonly onBytes?: (bytes: number) => void;
  /** Called for a file that failed; one that Civitai does not know has not. */
  readonly onProblem?: (file: ModelFile, problem: Problem) => void;
}

/** Of a batch, which counts its files and bytes itself. */
export interface BatchOptions extends Omit<ExtractOptions, 'onBytes'> {
  readonly onProgress?: OnProgress;
}

/** What the files of one batch share. */
interface Batch {
  /** By SHA-256, so that copies of a file are asked about once (S1-48). */
  readonly answers: Map<string, Promise<ModelVersion | undefined>>;
  readonly reachability: Reachability;
}

function newBatch({ civitai }: ExtractDeps): Batch {
  return { answers: new Map(), reachability: new Reachability(civitai) };
}

/**
 * Identifies a file by its SHA-256, whatever its name, and returns what Civitai says of it (S1-20). Null, with a line
 * in the log, where nothing is found or something fails. Throws the signal's reason.
 */
export async function extractMetadata(
  file: ModelFile,
  deps: ExtractDeps,
  options: ExtractOptions = {},
  { answers, reachability }: Batch = newBatch(deps),
): Promise<Extracted | null> {
  const { civitai, log } = deps;
  const { signal } = options;
  const name = basename(file.path);
  try {
    const read = await readSidecar(file.path);
    const sidecar = read.kind === 'ok' ? read.sidecar : undefined;
    const sha256 = publishedSha256(sidecar, await fileSha256(file, deps, options));
    const answer = answers.get(sha256) ?? reachability.ask(() => civitai().versionByHash(sha256, signal));
    answers.set(sha256, answer);
    const version = await answer;
    if (!version) {
      log.warn(`No metadata found for hash: ${sha256.slice(0, 16)}...`);
      return null;
    }
    const extracted = merge(file.path, sha256, version, log);
    log.info(`Metadata extracted for: ${name}`);
    return extracted;
  } catch (error) {
    if (signal?.aborted) throw error;
    const problem = toProblem(error, name);
    options.onProblem?.(file, problem);
    const { message, advice } = problem;
    const text = message.includes(name) ? message : `${name}: ${message}`;
    log.error(`Error extracting metadata: ${text} ${advice}`);
    return null;
  }
}

/**
 * Extracts many files, a few at a time. Returns those of which something is known, in their order. A failure of one
 * file leaves the others alone (S1-36), and a cancelled batch returns what it has.
 */
export async function extractBatch(
  files: readonly ModelFile[],
  deps: ExtractDeps,
  { onProgress, ...options }: BatchOptions = {},
): Promise<Extracted[]> {
  const { log, fileIndex, requestCount } = deps;
  log.info(`Found ${files.length} model files`);
  const [started, before] = [performance.now(), requestCount()];
  const meter = new Meter(onProgress, { requests: () => requestCount() - before });
  const unread = files.filter((file) => fileIndex.get(file)?.sha256 === undefined);
  meter.enter('hashing', {
    files: files.length,
    bytes: unread.reduce((sum, { size }) => sum + size, 0),
  });
  const each = { ...options, onBytes: (bytes: number) => meter.addBytes(bytes) };
  const limit = pLimit(MAX_CONCURRENT);
  const batch = newBatch(deps);
  const extractOne = async (file: ModelFile): Promise<Extracted | null> => {
    options.signal?.throwIfAborted();
    return extractMetadata(file, deps, each, batch).finally(() => meter.addFiles());
  };
  const outcomes = await Promise.allSettled(files.map((file) => limit(extractOne, file)));
  // Only a cancelled batch rejects, so one line is enough for all of its files.
  const failure = outcomes.find((result) => result.status === 'rejected');
  if (failure) log.error(`Batch extraction error: ${toProblem(failure.reason, 'the batch').message}`);
  const extracted = outcomes.flatMap((result) =>
    result.status === 'fulfilled' && result.value ? result.value : [],
  );
  // What was hashed is kept, so that asking again reads no file.
  await fileIndex.flush();
  log.info(`Successfully extracted metadata for ${extracted.length} files`);
  log.info(`Extracting took ${tookText(started)} and ${requestCount() - before} requests`);
  return extracted;
}

function merge(path: string, sha256: string, version: ModelVersion, log: Log): Extracted {
  return {
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
}
