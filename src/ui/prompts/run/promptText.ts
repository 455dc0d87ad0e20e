import * as vscode from 'vscode';
import type { PromptCommand } from '../../../core/prompts/run/types';

/** The short name of a command, in a title. */
export function commandText(command: PromptCommand): string {
  switch (command) {
    case 'refilter':
      return vscode.l10n.t('Refilter');
    case 'regenerate':
      return vscode.l10n.t('Regenerate');
  }
}

/** `1 file`, `12,000 files`. */
export function filesText(count: number): string {
  return count === 1 ? vscode.l10n.t('1 file') : vscode.l10n.t('{0} files', count.toLocaleString('en'));
}
