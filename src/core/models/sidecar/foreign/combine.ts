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
    const typed = typedValues(found, field);
    const chosen = typed[0] ?? found.find(({ metadata }) => metadata.values[field] !== undefined);
    if (!chosen) continue;
    Object.assign(values, { [field]: together(field, typed) ?? chosen.metadata.values[field] });
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

/** What users typed into a field, each thing once. What another tool has downloaded was only copied. */
function typedValues(found: readonly Found[], field: EditableField): Found[] {
  const having = found.filter(({ metadata }) => metadata.values[field] !== undefined);
  const typed: Found[] = [];
  const known = having.filter((one) => !isTyped(one, field));
  for (const one of having.filter((each) => isTyped(each, field))) {
    const isKnown = [...known, ...typed].some((other) =>
      saysTheSame(field, one.metadata.values[field], other.metadata.values[field]),
    );
    if (!isKnown) typed.push(one);
  }
  return typed;
}

/** Words and notes that were typed into several tools, so that none is lost; of other fields the first one counts. */
function together(field: EditableField, typed: readonly Found[]): unknown {
  if (typed.length < 2) return undefined;
  const values = typed.map(({ metadata }) => metadata.values[field]);
  if (field === 'notes' || field === 'negative_prompt') return values.join(field === 'notes' ? '\n\n' : ', ');
  return field === 'trigger_words' || field === 'tags' ? [...new Set(values.flat())] : undefined;
}

function isTyped({ metadata }: Found, field: EditableField): boolean {
  return metadata.typed?.includes(field) === true;
}

/**
 * What a tool has downloaded is Civitai's where the same field of that tool could be the user's, and the other way
 * round.
 */
function sourceOf(one: Found, field: EditableField): FieldSource {
  if (canBeTyped(one.source, field) === isTyped(one, field)) return one.source;
  return isTyped(one, field) ? 'user' : 'civitai';
}
