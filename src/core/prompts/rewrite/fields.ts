import type { Removed } from '../filter/filterPrompt';
import { movableTags } from '../grammar/loraTags';
import { PROMPT_FIELDS, type PromptField, type PromptFields } from '../promptFile';

/** One field of a file that changes. */
export interface FieldChange {
  readonly field: PromptField;
  readonly removed: readonly Removed[];
  /** LoRA tags that it had and has no more, in their order; absent where it keeps them all. */
  readonly lostTags?: readonly string[];
}

/** What becomes of the fields of a file. */
export interface FieldsOutcome {
  /** New texts of the fields that change; none: the file stays as it is. */
  readonly changes: PromptFields;
  readonly fields: readonly FieldChange[];
}

/** Compares new fields with the old ones. */
export function fieldsOutcome(
  old: PromptFields,
  made: Partial<Record<PromptField, { readonly text: string; readonly removed: readonly Removed[] }>>,
): FieldsOutcome {
  const changes: PromptFields = {};
  const fields: FieldChange[] = [];
  for (const field of PROMPT_FIELDS) {
    const next = made[field];
    if (!next || next.text === old[field]) continue;
    changes[field] = next.text;
    const lostTags = lost(old[field] ?? '', next.text);
    fields.push({ field, removed: next.removed, ...(lostTags.length > 0 && { lostTags }) });
  }
  return { changes, fields };
}

function lost(before: string, after: string): string[] {
  const kept = new Set(movableTags(after));
  return movableTags(before).filter((tag) => !kept.has(tag));
}
