import { isHtml } from '../../text/htmlWords';
import type { EditableField, FieldSource, IdentifiedBy, Sidecar } from './fields';

/** How far an identity can be trusted; a weaker one never replaces a stronger one. */
const TRUST: Readonly<Record<IdentifiedBy, number>> = {
  user: 4,
  sha256: 3,
  tensors: 2,
  header: 1,
  adopted: 0,
};

/** Whether an identity found in one way must not replace one found in another way. */
export function isWeaker(one: IdentifiedBy | undefined, other: IdentifiedBy | undefined): boolean {
  return other !== undefined && (one === undefined || TRUST[one] < TRUST[other]);
}

/**
 * The fields that users fill in other tools. All else in their sidecars was guessed from the file or downloaded from
 * Civitai, as are all base models: what one can choose there is too coarse, and is guessed first.
 */
const TYPED: Readonly<Partial<Record<FieldSource, ReadonlySet<EditableField>>>> = {
  'lora-manager': new Set(['name', 'trigger_words', 'tags', 'description', 'notes', 'preferred_weight']),
  'stability-matrix': new Set(['name']),
  a1111: new Set(['trigger_words', 'description', 'notes', 'preferred_weight', 'negative_prompt']),
  swarmui: new Set(['trigger_words', 'notes', 'preferred_weight']),
};

/** Whether a field that comes from a tool may be what the user typed there. */
export function canBeTyped(source: FieldSource, field: EditableField): boolean {
  return TYPED[source]?.has(field) === true;
}

/**
 * Whether a field holds the user's own value, which no fetch and no import replaces unasked: typed here, or by hand
 * into the sidecar, or into another tool.
 */
export function isOwned(sidecar: Sidecar, field: EditableField): boolean {
  const source = sidecar.field_sources?.[field];
  // Other programs write empty values for what they do not know.
  if (source === undefined) return sidecar[field] !== undefined && sidecar[field].toString().trim() !== '';
  if (source === 'user') return true;
  return canBeTyped(source, field) && !isDownloaded(sidecar, field);
}

/** Former versions of this program took what another tool had downloaded for the user's own. */
function isDownloaded(sidecar: Sidecar, field: EditableField): boolean {
  if (field === 'name')
    return sidecar.name === sidecar.civitai_name && sidecar.field_sources?.name !== 'stability-matrix';
  // A user's own words never are HTML.
  return field === 'description' && isHtml(sidecar.description ?? '');
}
