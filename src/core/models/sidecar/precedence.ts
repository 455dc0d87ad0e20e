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
