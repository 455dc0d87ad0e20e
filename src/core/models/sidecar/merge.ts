import { isDeepStrictEqual } from 'node:util';
import { EDITABLE_FIELDS, FILE_KEYS } from './fields';
import type { EditableField, EditableValues, FieldSource, IdentifiedBy, Sidecar } from './fields';
import type { Fetched } from './fromVersion';
import { isOwned, isWeaker } from './precedence';
import { present } from './present';
import { saysTheSame } from './sameWords';
import { versionResetPatch, patched } from './replaced';
import type { SidecarPatch } from './store';

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
  // The version of a stronger identity stays.
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
    ...valuesPatch(patched(current, reset), fetched.values, source, fetched.copies),
    identified_by: weaker ? current.identified_by : identifiedBy,
    civitai_checked_at: checkedAt.toISOString(),
  };
}

/** A weaker identity does not replace the hashes of a stronger one. */
function knownHashes(current: Sidecar): SidecarPatch {
  return present(Object.fromEntries(FILE_KEYS.map((key) => [key, current[key]])));
}

/**
 * The editable fields of a fetch beside those of the sidecar.
 * @param copies what else the source says of the same model: a field that holds one of these was copied from it
 */
export function valuesPatch(
  current: Sidecar,
  values: EditableValues,
  source: FieldSource,
  copies: readonly EditableValues[] = [],
): SidecarPatch {
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
    } else if (isOwned(current, field) && !isCopy(current, field, [values, ...copies])) {
      Object.assign(offers, { [field]: value });
    } else {
      Object.assign(accepted, { [field]: value });
      Reflect.deleteProperty(offers, field);
      sources[field] = source;
    }
  }
  return { ...accepted, field_sources: orAbsent(sources), civitai_offers: orAbsent(offers) };
}

/**
 * Whether a field only repeats what the source says. Sidecars of other programs do not tell what was typed; what the
 * user typed here stays as it is.
 */
function isCopy(current: Sidecar, field: EditableField, originals: readonly EditableValues[]): boolean {
  if (current.field_sources?.[field] === 'user') return false;
  return originals.some((original) => saysTheSame(field, current[field], original[field]));
}

/** Civitai does not know the hash. What it knew of the file before stays. */
export function notFoundPatch(current: Sidecar, checkedAt: Date): SidecarPatch {
  const known = current.civitai_version_id !== undefined;
  // A re-tagged copy, or a file that the user linked, has another SHA-256 than its version's file, so an unknown
  // SHA-256 does not mean that the version is gone.
  const byHash = current.identified_by === undefined || current.identified_by === 'sha256';
  if (current.civitai_state === 'unlinked') return { civitai_checked_at: checkedAt.toISOString() };
  const state = !byHash ? (current.civitai_state ?? 'found') : known ? 'gone' : 'not_found';
  return { civitai_state: state, civitai_checked_at: checkedAt.toISOString() };
}

/** A hash that the user typed, or one of the bytes, stays what is shown; a version that it is not any more does not. */
function keepOwnHash(current: Sidecar, identity: SidecarPatch): SidecarPatch {
  const { civitai_model_id: model, civitai_version_id: version } = current;
  const isMoved =
    (model !== undefined && identity.civitai_model_id !== model) ||
    (version !== undefined && identity.civitai_version_id !== version);
  if (current.hash_source === 'user' && current.hash_type === 'civitai' && isMoved)
    return { hash_source: undefined };
  const better = identity.hash_type === 'civitai' && current.hash_sha256 !== undefined;
  return better || current.hash_source === 'user' ? { hash: current.hash, hash_type: current.hash_type } : {};
}

function orAbsent<T extends object>(value: T): T | undefined {
  return Object.keys(value).length > 0 ? value : undefined;
}
