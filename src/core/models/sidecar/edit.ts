import { isDeepStrictEqual } from 'node:util';
import type { ParsedHash } from '../../civitai/hashFormats';
import { requireFits } from './limits';
import { EDITABLE_FIELDS, type EditableField, type EditableValues, type Sidecar } from './fields';
import { versionResetPatch } from './replaced';
import type { SidecarPatch } from './store';

/** Fields that the user changed; an absent value, an empty text or an empty list removes the field. */
export type EditedValues = { readonly [K in EditableField]?: EditableValues[K] | undefined };

/**
 * The changes that the user makes. What they typed is theirs from now on, also when they emptied it, and Civitai's
 * value, if there is one, becomes an offer.
 * @throws Problem `bad_input` where a text is too long to be kept
 */
export function editPatch(current: Sidecar, values: EditedValues): SidecarPatch {
  requireFits(values);
  const changed = EDITABLE_FIELDS.filter((field) => field in values);
  const offers: EditableValues = { ...current.civitai_offers };
  for (const field of changed) {
    if (current.field_sources?.[field] === 'civitai' && current[field] !== undefined) {
      Object.assign(offers, { [field]: current[field] });
    }
    // A value that equals Civitai's needs no offer.
    if (isDeepStrictEqual(offers[field], values[field])) Reflect.deleteProperty(offers, field);
  }
  return {
    ...Object.fromEntries(changed.map((field) => [field, orRemoved(values[field])])),
    field_sources: {
      ...current.field_sources,
      ...Object.fromEntries(changed.map((field) => [field, 'user'])),
    },
    civitai_offers: Object.keys(offers).length > 0 ? offers : undefined,
  };
}

/** Replaces a field by Civitai's value; from now on it follows Civitai again. */
export function offerPatch(current: Sidecar, field: EditableField): SidecarPatch {
  const { [field]: value, ...rest } = current.civitai_offers ?? {};
  if (value === undefined) return {};
  return {
    [field]: value,
    field_sources: { ...current.field_sources, [field]: 'civitai' },
    civitai_offers: Object.keys(rest).length > 0 ? rest : undefined,
  };
}

/**
 * The hash that the user gives a model. A `civitai: MODEL @ VERSION` is also a link to that version; a hash says
 * nothing of the version, which the next fetch will find.
 */
export function typedHashPatch(current: Sidecar, hash: ParsedHash): SidecarPatch {
  const linked = hash.modelId !== undefined || hash.versionId !== undefined;
  const relinked =
    linked && (hash.modelId !== current.civitai_model_id || hash.versionId !== current.civitai_version_id);
  return {
    // What Civitai said was of the other version.
    ...(relinked && current.civitai_version_id !== undefined && versionResetPatch(current)),
    hash: hash.display,
    hash_type: hash.type,
    hash_source: 'user',
    ...(!linked && digestsPatch(current, hash)),
    ...(linked && {
      civitai_model_id: hash.modelId,
      civitai_version_id: hash.versionId,
      identified_by: 'user' as const,
    }),
    ...((relinked || (linked && current.civitai_state === 'unlinked')) && {
      civitai_state: undefined,
      civitai_candidates: undefined,
    }),
  };
}

/**
 * The digests beside a typed one, which never contradict each other: those of a file that was hashed stay its own, since
 * they tell when it is replaced; a whole SHA-256 takes their place.
 */
function digestsPatch(current: Sidecar, { sha256, autov2, autov3 }: ParsedHash): SidecarPatch {
  const known = current.hash_sha256;
  if (known !== undefined && (sha256 === undefined || sha256 === known)) return {};
  return {
    hash_autov2: autov2,
    hash_sha256: sha256,
    hash_autov3: autov3,
    rewritten_sha256: undefined,
  };
}

function orRemoved<T>(value: T): T | undefined {
  const empty = value === '' || (Array.isArray(value) && value.length === 0);
  return empty ? undefined : value;
}
