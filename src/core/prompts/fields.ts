import type { Removed } from './filter/filterPrompt';
import { PROMPT_FIELDS, type PromptField, type PromptFields } from './promptFile';

/** One field of a file that changes. */
export interface FieldChange {
  readonly field: PromptField;
  readonly removed: readonly Removed[];
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
    fields.push({ field, removed: next.removed });
  }
  return { changes, fields };
}
