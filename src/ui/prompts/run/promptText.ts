import * as l10n from '@vscode/l10n';
import type { PromptCommand } from '../../../core/prompts/run/types';

/** The short name of a command, in a title. */
export function commandText(command: PromptCommand): string {
  switch (command) {
    case 'refilter':
      return l10n.t('Refilter');
    case 'regenerate':
      return l10n.t('Regenerate');
  }
}

/** `1 file`, `12,000 files`. */
export function filesText(count: number): string {
  return count === 1 ? l10n.t('1 file') : l10n.t('{0} files', count.toLocaleString('en'));
}
