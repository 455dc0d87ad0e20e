import { isDeepStrictEqual } from 'node:util';
import {
  EDITABLE_FIELDS,
  IDENTITY_KEYS,
  type EditableField,
  type EditableValues,
  type FieldSource,
  type Sidecar,
} from '../sidecar/fields';
import { isOwned, isWeaker } from '../sidecar/precedence';
import { isSameFile } from '../sidecar/sameFile';
import type { SidecarPatch } from '../sidecar/store';

const TYPED_HASH: ReadonlySet<string> = new Set(['hash', 'hash_type', 'hash_source']);

/** What would be lost of the user's own: fields, a hash, and the link to a version. */
export type ImportConflict = EditableField | 'hash' | 'civitai_version_id';

/** What an import makes of one sidecar. */
export interface ImportedChanges {
  readonly patch: SidecarPatch;
  /** The user's own values that the import has other values for. */
  readonly conflicts: readonly ImportConflict[];
}

/**
 * The changes that an imported sidecar makes. What the user typed here, and a link of the user, stay unless they are to
 * be overwritten; a weaker identity does not replace a stronger one; what the import leaves out stays as it was.
 * @param options.otherFile the import is of a file of another size: its hashes are not of this file, and its
 * identity has yet to be confirmed
 */
export function importPatch(
  current: Sidecar,
  metadata: Sidecar,
  options: { readonly overwriteUser: boolean; readonly otherFile: boolean },
): ImportedChanges {
  const { overwriteUser } = options;
  const imported = options.otherFile ? asOtherFile(metadata) : metadata;
  const own = EDITABLE_FIELDS.filter((field) => isOwned(current, field));
  const conflicts: ImportConflict[] = own.filter(
    (field) => imported[field] !== undefined && !isDeepStrictEqual(current[field], imported[field]),
  );
  if (movesOwnLink(current, imported)) conflicts.push('civitai_version_id');
  const ownHash = current.hash_source === 'user';
  if (ownHash && imported.hash !== undefined && imported.hash !== current.hash) conflicts.push('hash');
  const identity = IDENTITY_KEYS.filter((key) => !(ownHash && !overwriteUser && TYPED_HASH.has(key)));
  const kept: ReadonlySet<string> = new Set(overwriteUser ? [] : own);
  const accepted = EDITABLE_FIELDS.filter((field) => imported[field] !== undefined && !kept.has(field));
  const patch: SidecarPatch = {
    ...(acceptsIdentity(current, imported, overwriteUser) && pick(imported, identity)),
    ...pick(imported, accepted),
    ...provenance(current, imported, accepted),
  };
  const changed = Object.entries(patch).filter(
    ([key, value]) => !isDeepStrictEqual(value, current[key as keyof Sidecar]),
  );
  return { patch: Object.fromEntries(changed), conflicts };
}

function asOtherFile(metadata: Sidecar): Sidecar {
  const other: Sidecar = { ...metadata };
  delete other.hash_sha256;
  delete other.hash_autov3;
  delete other.rewritten_sha256;
  if (other.identified_by !== undefined) other.identified_by = 'adopted';
  return other;
}

function movesOwnLink(current: Sidecar, imported: Sidecar): boolean {
  return (
    current.identified_by === 'user' &&
    imported.civitai_version_id !== undefined &&
    imported.civitai_version_id !== current.civitai_version_id
  );
}

function acceptsIdentity(current: Sidecar, imported: Sidecar, overwriteUser: boolean): boolean {
  if (isOfOtherBytes(current, imported)) return false;
  const link = current.civitai_version_id ?? current.civitai_model_id;
  if (link === undefined) return true;
  if (imported.civitai_version_id === undefined) return false;
  if (overwriteUser && movesOwnLink(current, imported)) return true;
  return !isWeaker(imported.identified_by, current.identified_by);
}

function isOfOtherBytes(one: Sidecar, other: Sidecar): boolean {
  if (one.hash_sha256 === undefined || other.hash_sha256 === undefined) return false;
  // Either of them may know the file by its rewritten hash.
  return !isSameFile(one, other.hash_sha256) && !isSameFile(other, one.hash_sha256);
}

/** Where the fields come from afterwards, and what Civitai offers beside them. */
function provenance(current: Sidecar, imported: Sidecar, accepted: readonly EditableField[]): SidecarPatch {
  const sources: Partial<Record<EditableField, FieldSource>> = {};
  const offers: EditableValues = {};
  for (const field of EDITABLE_FIELDS) {
    const mine = current.field_sources?.[field];
    const theirs = imported.field_sources?.[field];
    const isAccepted = accepted.includes(field);
    const same = isDeepStrictEqual(current[field], imported[field]);
    // A field that the user emptied there, and that is empty here, stays empty.
    const source = isAccepted ? (theirs ?? (same ? mine : undefined)) : (mine ?? theirs);
    if (source !== undefined) sources[field] = source;
    const offer = isAccepted
      ? imported.civitai_offers?.[field]
      : (current.civitai_offers?.[field] ?? imported.civitai_offers?.[field]);
    if (offer !== undefined && source !== 'civitai') Object.assign(offers, { [field]: offer });
  }
  return { field_sources: orAbsent(sources), civitai_offers: orAbsent(offers) };
}

function orAbsent<T extends object>(value: T): T | undefined {
  return Object.keys(value).length > 0 ? value : undefined;
}

function pick(sidecar: Sidecar, keys: readonly (keyof Sidecar)[]): SidecarPatch {
  return Object.fromEntries(keys.flatMap((key) => (sidecar[key] === undefined ? [] : [[key, sidecar[key]]])));
}
