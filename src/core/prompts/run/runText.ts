import { formatDuration } from '../../text/amounts';
import { english, type Translate } from '../../text/translate';
import type { FieldChange } from '../fields';
import type { Removed } from '../filter/filterPrompt';
import type { FilterGroup } from '../filter/filterWords';
import type { ChangedFile, PromptProgress, SkipReason } from './types';

/** One line that says how far a run is: files, rate, time left. */
export function promptProgressText(progress: PromptProgress, t: Translate = english): string {
  const { phase, files, filesDone, filesPerSecond, secondsLeft } = progress;
  const amount = (value: number) => Math.round(value).toLocaleString('en');
  if (files === 0) return phaseText(phase, t);
  return [
    phaseText(phase, t),
    t('{0} of {1} files', amount(filesDone), amount(files)),
    ...(filesPerSecond >= 1 ? [t('{0} files/s', amount(filesPerSecond))] : []),
    ...(secondsLeft === undefined ? [] : [t('{0} left', formatDuration(secondsLeft, t))]),
  ].join(' · ');
}

function phaseText(phase: PromptProgress['phase'], t: Translate): string {
  switch (phase) {
    case 'finding':
      return t('Looking for prompt files');
    case 'reading':
      return t('Reading');
    case 'writing':
      return t('Writing');
    case 'restoring':
      return t('Restoring');
  }
}

/** Why a file was left alone, and what to do where something can be done. */
export function skipText(reason: SkipReason, t: Translate = english): string {
  switch (reason) {
    case 'plain_text':
      return t('It is plain text, such as a caption, and no prompt file.');
    case 'not_json':
      return t('It is not valid JSON. Open it to see where, and correct it.');
    case 'not_utf8':
      return t('It is not UTF-8. Save it with that encoding if it is meant to be a prompt file.');
    case 'too_large':
      return t('It is too large for a prompt file.');
    case 'no_prompt':
      return t('It has neither "raw_prompt" nor "prompt" with a text.');
    case 'no_raw_prompt':
      return t('Its "raw_prompt" is missing or empty: there is nothing to make prompts from.');
    case 'no_lora':
      return t('Its folder has no LoRA. Put the .safetensors beside it, or use Refilter.');
  }
}

/** The name of a group of filter words. */
export function groupText(group: FilterGroup, t: Translate = english): string {
  switch (group) {
    case 'sex':
      return t('Sex');
    case 'clothes':
      return t('Clothes');
    case 'etc':
      return t('Etc');
  }
}

/**
 * What becomes of a file: what rules took out of it, each token once, as `without hat (Clothes), nude (Sex)`; else which
 * of its fields change.
 */
export function changeText({ fields }: Pick<ChangedFile, 'fields'>, t: Translate = english): string {
  const removed = fields.flatMap((field): readonly Removed[] => field.removed);
  const words = removed.map(({ token, group }) => `${token} (${groupText(group, t)})`);
  const gone = [...new Set([...words, ...lostTags(fields)])];
  if (gone.length > 0) return t('without {0}', gone.join(', '));
  return t('changes {0}', fields.map(({ field }) => field).join(', '));
}

/** The LoRA tags that fields have no more, each once. */
export function lostTags(fields: readonly FieldChange[]): string[] {
  return [...new Set(fields.flatMap((field): readonly string[] => field.lostTags ?? []))];
}
