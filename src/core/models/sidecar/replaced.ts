import { EDITABLE_FIELDS, FILE_KEYS, VERSION_KEYS, type Sidecar, type SidecarKey } from './fields';
import { isSameFile } from './sameFile';
import type { SidecarPatch } from './store';

/** What the user typed when they edited the hash. */
const TYPED_HASH_KEYS: ReadonlySet<SidecarKey> = new Set(['hash', 'hash_type', 'hash_source']);

/**
 * What a sidecar has to forget because the model file was replaced by another one: everything that Civitai said of
 * the old file. The user's own values, and a link that the user made, stay.
 * @param sha256 of the file as it is now
 * @returns no changes where the sidecar is of this file
 */
export function replacedFilePatch(current: Sidecar, sha256: string): SidecarPatch {
  if (isSameFile(current, sha256) || current.identified_by === 'user') return {};
  const ownHash = current.hash_source === 'user';
  if (ownHash && current.identified_by === undefined) return {};
  const forgotten = FILE_KEYS.filter((key) => !(ownHash && TYPED_HASH_KEYS.has(key)));
  return { ...versionResetPatch(current), ...removed(forgotten) };
}

/** Removes everything that Civitai said of a version, because another one may say less. */
export function versionResetPatch(current: Sidecar): SidecarPatch {
  const sources = current.field_sources ?? {};
  const fromCivitai = EDITABLE_FIELDS.filter((field) => sources[field] === 'civitai');
  const kept = Object.fromEntries(Object.entries(sources).filter(([, source]) => source !== 'civitai'));
  return {
    ...removed(fromCivitai),
    field_sources: Object.keys(kept).length > 0 ? kept : undefined,
    civitai_offers: undefined,
    ...removed(VERSION_KEYS),
  };
}

/** A change that first forgets what belongs to a replaced file. */
export function afterReplacement(
  sha256: string,
  change: (current: Sidecar) => SidecarPatch,
): (current: Sidecar) => SidecarPatch {
  return (current) => {
    const reset = replacedFilePatch(current, sha256);
    return { ...reset, ...change(patched(current, reset)) };
  };
}

/** A sidecar as a patch leaves it. */
export function patched(current: Sidecar, patch: SidecarPatch): Sidecar {
  return Object.fromEntries(
    Object.entries({ ...current, ...patch }).filter(([, value]) => value !== undefined),
  );
}

function removed(keys: readonly SidecarKey[]): SidecarPatch {
  return Object.fromEntries(keys.map((key) => [key, undefined]));
}
