import { EDITABLE_FIELDS, type EditableField, type EditableValues, type FieldSource } from '../fields';
import { canBeTyped } from '../precedence';
import { saysTheSame } from '../sameWords';
import type { ForeignMetadata, ToolMetadata } from './types';

/** What one tool says. */
export interface Found {
  readonly source: FieldSource;
  readonly metadata: ToolMetadata;
}

/**
 * Puts together what several tools say, in the order of trust. The first that knows a version gives the identity; of
 * each field, what a user typed counts before what was guessed or downloaded.
 * @returns undefined where they say nothing
 */
export function combine(
  found: readonly Found[],
  previewPath: string | undefined,
): ForeignMetadata | undefined {
  const first = found.find(({ metadata }) => metadata.identity?.versionId !== undefined) ?? found[0];
  const values: EditableValues = {};
  const valueSources: Partial<Record<EditableField, FieldSource>> = {};
  for (const field of EDITABLE_FIELDS) {
    const chosen =
      typedValue(found, field) ?? found.find(({ metadata }) => metadata.values[field] !== undefined);
    if (!chosen) continue;
    Object.assign(values, { [field]: chosen.metadata.values[field] });
    valueSources[field] = sourceOf(chosen, field);
  }
  const hasContent = first?.metadata.identity?.versionId !== undefined || Object.keys(values).length > 0;
  if (!first || !hasContent) return undefined;
  return {
    ...first.metadata.identity,
    source: first.source,
    values,
    valueSources,
    ...(previewPath !== undefined && { previewPath }),
  };
}

/** The first value that a user typed. What another tool has downloaded was only copied. */
function typedValue(found: readonly Found[], field: EditableField): Found | undefined {
  const having = found.filter(({ metadata }) => metadata.values[field] !== undefined);
  const downloaded = having.filter((one) => !isTyped(one, field));
  return having.find(
    (one) =>
      isTyped(one, field) &&
      !downloaded.some((other) =>
        saysTheSame(field, one.metadata.values[field], other.metadata.values[field]),
      ),
  );
}

function isTyped({ metadata }: Found, field: EditableField): boolean {
  return metadata.typed?.includes(field) === true;
}

/** What a tool has downloaded is Civitai's where the same field of that tool could be the user's. */
function sourceOf(one: Found, field: EditableField): FieldSource {
  return canBeTyped(one.source, field) && !isTyped(one, field) ? 'civitai' : one.source;
}
