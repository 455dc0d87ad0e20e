import * as v from 'valibot';
import type { Page } from './cursorPages';
import {
  field,
  flag,
  id,
  isRecord,
  list,
  nextCursor,
  number,
  pageMetadata,
  parserOf,
  record,
  text,
  texts,
} from './looseSchemas';

const hashes = v.pipe(
  v.unknown(),
  v.check(isRecord),
  v.record(v.string(), v.unknown()),
  v.transform((value) =>
    Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  ),
);

const versionFile = record({
  id,
  name: text,
  type: text,
  /** KiB, with a fraction. */
  sizeKB: number,
  primary: flag,
  /** Keys AutoV1, AutoV2, AutoV3, SHA256, CRC32, BLAKE3, …; hex in any case. */
  hashes: field(hashes),
  downloadUrl: text,
  /** What sets the files of one version apart. */
  metadata: field(record({ format: text, size: text, fp: text })),
  pickleScanResult: text,
  virusScanResult: text,
  /** Not Civitai's: archives that speak the same language list them. */
  mirrors: field(list(record({ url: text, deletedAt: v.optional(v.unknown()) }))),
});

const versionImage = record({
  url: text,
  /** Bits: PG 1, PG-13 2, R 4, X 8, XXX 16, Blocked 32; 0 or absent means unrated. */
  nsfwLevel: number,
  width: number,
  height: number,
  /** `image`, `video` or `audio`. */
  type: text,
});

const modelVersion = record({
  id,
  modelId: id,
  name: text,
  baseModel: text,
  baseModelType: text,
  description: text,
  trainedWords: texts,
  nsfwLevel: number,
  createdAt: text,
  updatedAt: text,
  publishedAt: text,
  downloadUrl: text,
  model: field(record({ name: text, type: text, nsfw: flag, mode: text, description: text, tags: texts })),
  files: field(list(versionFile)),
  images: field(list(versionImage)),
});

const civitaiModel = record({
  id,
  name: text,
  type: text,
  description: text,
  nsfw: flag,
  nsfwLevel: number,
  mode: text,
  tags: texts,
  creator: field(record({ username: text })),
  modelVersions: field(list(modelVersion)),
});

const hashMatch = record({ modelVersionId: id, modelId: id, hash: text });

/** A file of a version. */
export type VersionFile = v.InferOutput<typeof versionFile>;
/** A picture or video that shows what a version makes. */
export type VersionImage = v.InferOutput<typeof versionImage>;
/** A version as any endpoint gives it. */
export type ModelVersion = v.InferOutput<typeof modelVersion>;
/** A model with its versions. */
export type CivitaiModel = v.InferOutput<typeof civitaiModel>;

/** A hash that Civitai knows, and the version it belongs to. */
export interface HashMatch {
  /** Lower case. */
  readonly hash: string;
  readonly versionId: number;
  readonly modelId?: number;
}

/** Reads a version; undefined when the answer is no object. */
export const parseModelVersion = parserOf(modelVersion);
/** Reads a model; undefined when the answer is no object. */
export const parseModel = parserOf(civitaiModel);
/** Reads a list of versions, without its null entries; undefined when the answer is no array. */
export const parseVersions = parserOf(list(modelVersion));
/** Reads the owner of a token; undefined when the answer has no user name. */
export const parseUser = parserOf(v.object({ username: v.string() }));

const readPage = parserOf(record({ items: field(list(civitaiModel)), metadata: pageMetadata }));
const readMatch = parserOf(hashMatch);

/** Reads a page of models; undefined when the answer has no items. */
export function parseModelPage(answer: unknown): Page<CivitaiModel> | undefined {
  const page = readPage(answer);
  return page?.items && { items: page.items, ...nextCursor(page.metadata) };
}

const readCreators = parserOf(record({ items: field(list(record({ username: text, modelCount: number }))) }));

/** Reads creators with the number of their models; undefined when the answer has no items. */
export const parseCreators = (answer: unknown) => readCreators(answer)?.items;

/** More versions than this of one hash would help no user to choose. */
const MAX_VERSIONS_OF_HASH = 50;

/**
 * Reads a `by-hash/ids` answer. A hash that it leaves out is not on Civitai, so that every entry has to be one of a hash
 * that was asked about: an entry that says anything else may stand for the one that is missing.
 * @param asked hashes, lower case
 * @returns undefined when the answer is no array of such entries
 */
export function parseHashMatches(answer: unknown, asked: ReadonlySet<string>): HashMatch[] | undefined {
  if (!Array.isArray(answer)) return undefined;
  const counts = new Map<string, number>();
  const matches: HashMatch[] = [];
  for (const entry of answer as unknown[]) {
    const { hash, modelVersionId, modelId } = readMatch(entry) ?? {};
    const known = hash?.toLowerCase();
    if (known === undefined || modelVersionId === undefined || !asked.has(known)) return undefined;
    const count = (counts.get(known) ?? 0) + 1;
    counts.set(known, count);
    if (count > MAX_VERSIONS_OF_HASH) continue;
    matches.push({ hash: known, versionId: modelVersionId, ...(modelId !== undefined && { modelId }) });
  }
  return matches;
}
