import * as l10n from '@vscode/l10n';
import {
  DETAILS_FIELDS,
  type DetailsDraft,
  type DetailsEdits,
  type DetailsField,
  type DetailsValues,
} from '../../src/protocol/details';

/** What each field of the form says. */
export type FormText = Record<DetailsField, string>;

/** What a user typed into a field, and what the field said when typing began. */
interface Edit {
  readonly text: string;
  readonly base: string;
}

const WEIGHT_LIMIT = 5;

/**
 * The values as the form shows them: one trigger word a line, tags by commas.
 * @param plain makes plain text of the description, where it is HTML
 */
export function formText(values: DetailsValues, plain: (html: string) => string = (text) => text): FormText {
  return {
    name: values.name ?? '',
    trigger_words: values.trigger_words?.join('\n') ?? '',
    description: plain(values.description ?? ''),
    notes: values.notes ?? '',
    base_model: values.base_model ?? '',
    preferred_weight: values.preferred_weight === undefined ? '' : String(values.preferred_weight),
    negative_prompt: values.negative_prompt ?? '',
    tags: values.tags?.join(', ') ?? '',
  };
}

/** Why a text cannot be saved, or undefined where it can. */
export function fieldError(field: DetailsField, text: string): string | undefined {
  if (field !== 'preferred_weight' || text.trim() === '') return undefined;
  const weight = parseWeight(text);
  return Math.abs(weight) <= WEIGHT_LIMIT ? undefined : l10n.t('A number from −5 to 5, or nothing.');
}

/**
 * The weight one step up or down from what is typed, kept within −5…5.
 * @param steps how many steps of 0.05
 */
export function steppedWeight(text: string, steps: number): string {
  // Without a value, the first step starts at 1: the default of every tool.
  const weight = text.trim() === '' ? 1 : parseWeight(text);
  if (Number.isNaN(weight)) return text;
  const stepped = Math.min(WEIGHT_LIMIT, Math.max(-WEIGHT_LIMIT, weight + steps * 0.05));
  return String(Number(stepped.toFixed(2)));
}

/** Only what differs from `base`: what is sent when saving. Removed values are `''`, `[]` and `null`. */
export function formDiff(base: FormText, text: FormText): DetailsEdits {
  const edits: DetailsEdits = {};
  for (const field of DETAILS_FIELDS) {
    if (sameText(field, base[field], text[field])) continue;
    if (field === 'trigger_words') edits.trigger_words = parseList(text.trigger_words, '\n');
    else if (field === 'tags') edits.tags = parseList(text.tags, ',');
    else if (field === 'preferred_weight') {
      edits.preferred_weight = text[field].trim() === '' ? null : parseWeight(text[field]);
    } else edits[field] = text[field].trim();
  }
  return edits;
}

/** The form while the user types: what the host says, and on top of it what is typed and not yet saved. */
export class DetailsForm {
  private base: FormText;
  private readonly edits = new Map<DetailsField, Edit>();

  constructor(base: FormText, draft: DetailsDraft = {}) {
    this.base = base;
    for (const field of DETAILS_FIELDS) {
      const edit = draft[field];
      if (edit) this.edits.set(field, edit);
    }
    this.dropSettled();
  }

  get dirty(): boolean {
    return this.edits.size > 0;
  }

  /** What the field shows. */
  text(field: DetailsField): string {
    return this.edits.get(field)?.text ?? this.base[field];
  }

  isEdited(field: DetailsField): boolean {
    return this.edits.has(field);
  }

  /** Keeps what the user typed. */
  type(field: DetailsField, text: string): void {
    const base = this.edits.get(field)?.base ?? this.base[field];
    if (sameText(field, text, this.base[field])) this.edits.delete(field);
    else this.edits.set(field, { text, base });
  }

  /** Replaces what the host says; what is typed stays. */
  update(base: FormText): void {
    this.base = base;
    this.dropSettled();
  }

  /** What the host says now, where that changed under the user's hands. */
  changedUnderneath(field: DetailsField): string | undefined {
    const edit = this.edits.get(field);
    return edit && !sameText(field, edit.base, this.base[field]) ? this.base[field] : undefined;
  }

  /** Discards what is typed in one field, or in all. */
  revert(field?: DetailsField): void {
    if (field) this.edits.delete(field);
    else this.edits.clear();
  }

  /** The first field that cannot be saved. */
  firstError(): DetailsField | undefined {
    return DETAILS_FIELDS.find((field) => fieldError(field, this.text(field)) !== undefined);
  }

  /** What saving sends. */
  changes(): DetailsEdits {
    return formDiff(this.base, this.texts());
  }

  texts(): FormText {
    return Object.fromEntries(DETAILS_FIELDS.map((field) => [field, this.text(field)])) as FormText;
  }

  /** After a save: what was sent is no longer a draft, unless it was typed on meanwhile. */
  saved(sent: FormText): void {
    for (const [field, edit] of this.edits) {
      if (edit.text === sent[field]) this.edits.delete(field);
      else this.edits.set(field, { text: edit.text, base: this.base[field] });
    }
    this.dropSettled();
  }

  /** What `setState` keeps. */
  draft(): DetailsDraft {
    return Object.fromEntries(this.edits);
  }

  private dropSettled(): void {
    for (const [field, edit] of this.edits) {
      if (sameText(field, edit.text, this.base[field])) this.edits.delete(field);
    }
  }
}

/** Whether two texts of a field mean the same value. */
function sameText(field: DetailsField, a: string, b: string): boolean {
  return canonical(field, a) === canonical(field, b);
}

function canonical(field: DetailsField, text: string): string {
  if (field === 'trigger_words') return parseList(text, '\n').join('\n');
  if (field === 'tags') return parseList(text, ',').join(',');
  if (field !== 'preferred_weight' || text.trim() === '') return text.trim();
  const weight = parseWeight(text);
  // What is no number is compared as typed, so that it counts as changed and its error shows.
  return Number.isNaN(weight) ? text : String(weight);
}

function parseList(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** NaN where it is no number. A decimal comma counts as a point. */
function parseWeight(text: string): number {
  return Number(text.trim().replace(',', '.').replace('−', '-'));
}
