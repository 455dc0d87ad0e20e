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

/** What a user types into other tools. All else there is guessed by the tool, or is Civitai's. */
const TYPED_IN: Readonly<Partial<Record<FieldSource, ReadonlySet<EditableField>>>> = {
  'lora-manager': new Set(['name', 'notes', 'preferred_weight', 'trigger_words', 'tags']),
  'stability-matrix': new Set(['name']),
  a1111: new Set(['notes', 'description', 'preferred_weight', 'trigger_words']),
  swarmui: new Set(['name', 'description', 'trigger_words', 'tags']),
};

/**
 * Whether a field holds the user's own value, which no fetch and no import replaces unasked: typed here, or by hand
 * into the sidecar, or into another tool.
 */
export function isOwned(sidecar: Sidecar, field: EditableField): boolean {
  const source = sidecar.field_sources?.[field];
  if (source === undefined) return sidecar[field] !== undefined;
  return source === 'user' || TYPED_IN[source]?.has(field) === true;
}
