import { isDeepStrictEqual } from 'node:util';
import type { CivitaiModel, ModelVersion, VersionFile } from '../../civitai/schemas';
import { downloadUrls, webAddress } from '../../civitai/versionFiles';
import { EDITABLE_FIELDS, FILE_KEYS } from './fields';
import type {
  EditableField,
  EditableValues,
  FieldSource,
  IdentifiedBy,
  Sidecar,
  SidecarFileInfo,
} from './fields';
import { versionResetPatch, patched } from './replaced';
import type { SidecarPatch } from './store';

/** What Civitai tells of the version that a file is: `identity` belongs to Civitai, `values` the user may edit. */
export interface Fetched {
  readonly identity: SidecarPatch;
  readonly values: EditableValues;
}

/** How far an identity can be trusted; a weaker one never replaces a stronger one. */
const TRUST: Readonly<Record<IdentifiedBy, number>> = { user: 3, sha256: 2, header: 1, adopted: 0 };

/** Whether an identity found in one way must not replace one found in another way. */
export function isWeaker(one: IdentifiedBy | undefined, other: IdentifiedBy | undefined): boolean {
  return other !== undefined && (one === undefined || TRUST[one] < TRUST[other]);
}

/**
 * What a sidecar takes from a version.
 * @param options.model the version's model, which alone has tags and often the only description
 * @param options.file the file of the version that was found by hash; without it the patch has no hash
 */
export function fromVersion(
  version: ModelVersion,
  options: { readonly model?: CivitaiModel; readonly file?: VersionFile } = {},
): Fetched {
  const { model, file } = options;
  const name = version.model?.name ?? model?.name;
  const type = version.model?.type ?? model?.type;
  const description = nonBlank(version.description) ?? nonBlank(model?.description);
  const triggerWords = version.trainedWords?.map((word) => word.trim()).filter((word) => word !== '');
  return {
    identity: present({
      ...hashesOf(version, file),
      civitai_model_id: version.modelId ?? model?.id,
      civitai_version_id: version.id,
      civitai_name: name,
      civitai_version_name: version.name,
      civitai_type: type,
      model_type: type,
      preview_url: version.images?.flatMap(({ url }) => webAddress(url) ?? []).at(0),
      nsfw_level: version.nsfwLevel ?? model?.nsfwLevel,
      download_urls: nonEmpty(downloadUrls(version)),
      file_info: file && fileInfoOf(file),
      civitai_state: 'found',
    }),
    values: present({
      name,
      trigger_words: nonEmpty(triggerWords),
      description,
      base_model: version.baseModel,
      tags: nonEmpty(model?.tags),
    }),
  };
}

/**
 * The changes that a fetch makes. The user's own fields stay; where Civitai has another value, it becomes
 * an offer. What Civitai leaves out stays as it was, unless it belonged to another version.
 * @param identifiedBy how the version was found
 */
export function fetchedPatch(
  current: Sidecar,
  fetched: Fetched,
  source: FieldSource,
  identifiedBy: IdentifiedBy,
  checkedAt: Date,
): SidecarPatch {
  const weaker = isWeaker(identifiedBy, current.identified_by);
  const other = fetched.identity.civitai_version_id !== current.civitai_version_id;
  // The user or the bytes named another version, and a weaker identity does not overrule them.
  if (weaker && other && current.civitai_version_id !== undefined) {
    return { civitai_checked_at: checkedAt.toISOString() };
  }
  const moved =
    other && current.civitai_version_id !== undefined && fetched.identity.civitai_version_id !== undefined;
  const reset = moved ? versionResetPatch(current) : {};
  return {
    ...reset,
    ...fetched.identity,
    ...(weaker && knownHashes(current)),
    ...keepOwnHash(current, fetched.identity),
    ...valuesPatch(patched(current, reset), fetched.values, source),
    identified_by: weaker ? current.identified_by : identifiedBy,
    civitai_checked_at: checkedAt.toISOString(),
  };
}

/** A weaker identity does not replace the hashes of a stronger one. */
function knownHashes(current: Sidecar): SidecarPatch {
  return present(Object.fromEntries(FILE_KEYS.map((key) => [key, current[key]])));
}

/** Tools whose values the user may have typed. Civitai Helper's are Civitai's. */
const TOOLS: ReadonlySet<FieldSource> = new Set(['lora-manager', 'a1111', 'swarmui']);

/**
 * Whether a field holds the user's own value, which no fetch and no import replaces unasked: typed here, or by hand
 * into the sidecar, or perhaps into another tool.
 */
export function isOwned(sidecar: Sidecar, field: EditableField): boolean {
  const source = sidecar.field_sources?.[field];
  if (source === undefined) return sidecar[field] !== undefined;
  // In StabilityMatrix the user fills only the name; A1111's choice of base models is too coarse to be kept.
  if (field === 'name' && source === 'stability-matrix') return true;
  if (field === 'base_model' && source === 'a1111') return false;
  return source === 'user' || TOOLS.has(source);
}

/** The editable fields of a fetch beside those of the sidecar. */
export function valuesPatch(current: Sidecar, values: EditableValues, source: FieldSource): SidecarPatch {
  const accepted: EditableValues = {};
  const sources: Partial<Record<EditableField, FieldSource>> = { ...current.field_sources };
  const offers: EditableValues = { ...current.civitai_offers };
  for (const field of EDITABLE_FIELDS) {
    const value = values[field];
    if (value === undefined) continue;
    if (isDeepStrictEqual(current[field], value)) {
      Reflect.deleteProperty(offers, field);
      // A value that the user did not type follows this source from now on.
      if (sources[field] !== 'user') sources[field] = source;
    } else if (isOwned(current, field)) Object.assign(offers, { [field]: value });
    else {
      Object.assign(accepted, { [field]: value });
      sources[field] = source;
    }
  }
  return { ...accepted, field_sources: orAbsent(sources), civitai_offers: orAbsent(offers) };
}

/**
 * The hashes that a file's SHA-256 gives. A `hash` that the user typed stays what is shown.
 * @param sha256 the one that the world knows the file by
 */
export function sha256Patch(current: Sidecar, sha256: string): SidecarPatch {
  const autov2 = sha256.slice(0, 10).toUpperCase();
  const isOther = current.rewritten_sha256 !== undefined && current.hash_sha256 !== sha256.toLowerCase();
  return {
    ...(current.hash_source !== 'user' && { hash: `AUTOV2: ${autov2}`, hash_type: 'AUTOV2' as const }),
    hash_autov2: autov2,
    hash_sha256: sha256.toLowerCase(),
    // It belongs to the former published hash.
    ...(isOther && { rewritten_sha256: undefined }),
  };
}

/** Civitai does not know the hash. What it knew of the file before stays. */
export function notFoundPatch(current: Sidecar, checkedAt: Date): SidecarPatch {
  const known = current.civitai_version_id !== undefined;
  // A re-tagged copy, or a file that the user linked, has another SHA-256 than its version's file, so an unknown
  // SHA-256 does not mean that the version is gone.
  const byHash = current.identified_by === undefined || current.identified_by === 'sha256';
  const state = !byHash ? (current.civitai_state ?? 'found') : known ? 'gone' : 'not_found';
  return { civitai_state: state, civitai_checked_at: checkedAt.toISOString() };
}

/** A hash that the user typed, or one of the bytes, stays what is shown. */
function keepOwnHash(current: Sidecar, identity: SidecarPatch): SidecarPatch {
  const better = identity.hash_type === 'civitai' && current.hash_sha256 !== undefined;
  return better || current.hash_source === 'user' ? { hash: current.hash, hash_type: current.hash_type } : {};
}

function hashesOf(version: ModelVersion, file: VersionFile | undefined): SidecarPatch {
  const hash = (kind: string): string | undefined =>
    Object.entries(file?.hashes ?? {}).find(([name]) => name.toLowerCase() === kind)?.[1];
  const sha256 = hash('sha256');
  if (sha256 !== undefined && /^[0-9a-f]{64}$/i.test(sha256)) {
    const autov3 = hash('autov3');
    return {
      ...sha256Patch({}, sha256),
      ...(autov3 !== undefined && { hash_autov3: autov3.toLowerCase() }),
    };
  }
  const autov2 = hash('autov2')?.toUpperCase();
  if (autov2 !== undefined) return { hash: `AUTOV2: ${autov2}`, hash_type: 'AUTOV2', hash_autov2: autov2 };
  if (version.modelId === undefined || version.id === undefined) return {};
  return { hash: `civitai: ${version.modelId} @ ${version.id}`, hash_type: 'civitai' };
}

function fileInfoOf({ id, name, sizeKB, downloadUrl }: VersionFile): SidecarFileInfo {
  return present({ id, name, sizeKB, downloadUrl: webAddress(downloadUrl) });
}

function nonBlank(text: string | undefined): string | undefined {
  return text?.trim() === '' ? undefined : text;
}

function nonEmpty(list: string[] | undefined): string[] | undefined {
  return list && list.length > 0 ? list : undefined;
}

function orAbsent<T extends object>(value: T): T | undefined {
  return Object.keys(value).length > 0 ? value : undefined;
}

/** Without the keys that are undefined: absent is not empty. */
function present<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
