import * as l10n from '@vscode/l10n';
import type { DetailsField } from '../../src/protocol/details';

/** What a field is called, what is said to an empty mind, and its height. */
export interface FieldText {
  readonly label: string;
  /** The name inside of a sentence. */
  readonly inSentence: string;
  readonly hint?: string;
  readonly rows?: number;
}

/** The fields in the order of the form. */
export const FIELD_ORDER: readonly DetailsField[] = [
  'name',
  'trigger_words',
  'base_model',
  'preferred_weight',
  'negative_prompt',
  'tags',
  'description',
  'notes',
];

export function fieldText(field: DetailsField): FieldText {
  switch (field) {
    case 'name':
      return { label: l10n.t('Name'), inSentence: l10n.t('name') };
    case 'trigger_words':
      return {
        label: l10n.t('Trigger words'),
        inSentence: l10n.t('trigger words'),
        hint: l10n.t('One per line.'),
        rows: 4,
      };
    case 'base_model':
      return { label: l10n.t('Base model'), inSentence: l10n.t('base model') };
    case 'preferred_weight':
      return {
        label: l10n.t('Preferred weight'),
        inSentence: l10n.t('preferred weight'),
        hint: l10n.t('−5 to 5. Arrow keys step by 0.05.'),
      };
    case 'negative_prompt':
      return {
        label: l10n.t('Negative prompt'),
        inSentence: l10n.t('negative prompt'),
        hint: l10n.t('What to keep out of pictures made with it.'),
        rows: 2,
      };
    case 'tags':
      return { label: l10n.t('Tags'), inSentence: l10n.t('tags'), hint: l10n.t('Separated by commas.') };
    case 'description':
      return { label: l10n.t('Description'), inSentence: l10n.t('description'), rows: 8 };
    case 'notes':
      return {
        label: l10n.t('Notes'),
        inSentence: l10n.t('notes'),
        hint: l10n.t('Only yours: no fetch touches them.'),
        rows: 4,
      };
  }
}
