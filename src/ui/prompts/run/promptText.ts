import type { PromptCommand } from '../../../core/prompts/run/types';
import type { Translate } from '../../../core/text/translate';

/** The short name of a command, in a title. */
export function commandText(command: PromptCommand, t: Translate): string {
  switch (command) {
    case 'refilter':
      return t('Refilter');
    case 'regenerate':
      return t('Regenerate');
  }
}

/** `1 file`, `12,000 files`. */
export function filesText(count: number, t: Translate): string {
  return count === 1 ? t('1 file') : t('{0} files', count.toLocaleString('en'));
}
