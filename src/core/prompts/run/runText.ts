import type { FieldChange } from '../rewrite/fields';
import * as l10n from '@vscode/l10n';

import type { Removed } from '../filter/filterPrompt';
import type { FilterGroup } from '../filter/filterWords';
import type { ChangedFile, SkipReason } from './types';

/** Why a file was left alone, and what to do where something can be done. */
export function skipText(reason: SkipReason): string {
  switch (reason) {
    case 'plain_text':
      return l10n.t('It is plain text, such as a caption, and no prompt file.');
    case 'not_json':
      return l10n.t('It is not valid JSON. Open it to see where, and correct it.');
    case 'not_utf8':
      return l10n.t('It is not UTF-8. Save it with that encoding if it is meant to be a prompt file.');
    case 'too_large':
      return l10n.t(
        'It is too large for a prompt file: more than 16 MB, or prompts of more than a million characters.',
      );
    case 'no_prompt':
      return l10n.t('It has neither "raw_prompt" nor "prompt" with a text.');
    case 'no_raw_prompt':
      return l10n.t('Its "raw_prompt" is missing or empty: there is nothing to make prompts from.');
    case 'no_lora':
      return l10n.t('Its folder has no LoRA. Put the .safetensors beside it, or use Refilter.');
  }
}

/** The name of a group of filter words. */
export function groupText(group: FilterGroup): string {
  switch (group) {
    case 'sex':
      return l10n.t('Sex');
    case 'clothes':
      return l10n.t('Clothes');
    case 'etc':
      return l10n.t('Etc');
  }
}

/**
 * What becomes of a file: what rules took out of it, each token once, as `without hat (Clothes), nude (Sex)`; else which
 * of its fields change.
 */
export function changeText({ fields }: Pick<ChangedFile, 'fields'>): string {
  const removed = fields.flatMap((field): readonly Removed[] => field.removed);
  const words = removed.map(({ token, group }) => `${token} (${groupText(group)})`);
  const gone = [...new Set([...words, ...lostTags(fields)])];
  if (gone.length > 0) return l10n.t('without {0}', gone.join(', '));
  return l10n.t('changes {0}', fields.map(({ field }) => field).join(', '));
}

/** The LoRA tags that fields have no more, each once. */
export function lostTags(fields: readonly FieldChange[]): string[] {
  return [...new Set(fields.flatMap((field): readonly string[] => field.lostTags ?? []))];
}
