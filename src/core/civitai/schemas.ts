import * as v from 'valibot';

/*
 * What Civitai answers. Its shapes change without notice, so every field is optional: a value of a wrong
 * type (or null) counts as absent, null entries of arrays are dropped, and keys that are not named here are
 * kept in the value as they came.
 */

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that is absent where its value is not what it should be. */
function field<T>(schema: v.GenericSchema<unknown, T>) {
  return v.optional(v.fallback(v.optional(schema), undefined));
}

/** An object of which unknown keys are kept and fields without a usable value are left out. */
function record<const Entries extends v.ObjectEntries>(entries: Entries) {
  // The unknown keys stay in the value, but its type offers only the known ones.
  type Known = v.InferOutput<v.ObjectSchema<Entries, undefined>>;
  return v.pipe(
    v.unknown(),
    v.check(isRecord),
    v.looseObject(entries),
    v.transform(
      (value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Known,
    ),
  );
}

/** An array without the entries that are not what they should be. */
function list<T>(item: v.GenericSchema<unknown, T>) {
  return v.pipe(
    v.unknown(),
    v.array(v.unknown()),
    v.transform((items) =>
      items.flatMap((one): T[] => {
        const parsed = v.safeParse(item, one);
        return parsed.success ? [parsed.output] : [];
      }),
    ),
  );
}

const text = field(v.string());
const flag = field(v.boolean());
const number = field(v.pipe(v.number(), v.finite()));
/** Civitai's ids are positive PostgreSQL integers. */
const id = field(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1)));
const texts = field(list(v.string()));

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

function parserOf<T>(schema: v.GenericSchema<unknown, T>): (answer: unknown) => T | undefined {
  return (answer) => {
    const parsed = v.safeParse(schema, answer);
    return parsed.success ? parsed.output : undefined;
  };
}

/** Reads a version; undefined when the answer is no object. */
export const parseModelVersion = parserOf(modelVersion);
/** Reads a model; undefined when the answer is no object. */
export const parseModel = parserOf(civitaiModel);
/** Reads a list of versions, without its null entries; undefined when the answer is no array. */
export const parseVersions = parserOf(list(modelVersion));
/** Reads the owner of a token; undefined when the answer has no user name. */
export const parseUser = parserOf(v.object({ username: v.string() }));

const readPage = parserOf(record({ items: field(list(civitaiModel)) }));
const readMatch = parserOf(hashMatch);

/** Reads the models of a page (`{ items }`); undefined when the answer has no items. */
export function parseModelPage(answer: unknown): CivitaiModel[] | undefined {
  return readPage(answer)?.items;
}

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
