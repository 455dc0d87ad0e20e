import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ProblemInfo } from '../../../core/problem/problem';

/** Files with changes that only an editor knows (absolute paths): nothing is written under them. */
export function unsavedFiles(): Set<string> {
  return new Set(
    vscode.workspace.textDocuments
      .filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file')
      .map(({ uri }) => uri.fsPath),
  );
}

export function unsavedProblem(path: string): ProblemInfo {
  return {
    code: 'changed_meanwhile',
    message: vscode.l10n.t('{0} has changes that are not saved.', basename(path)),
    advice: vscode.l10n.t('Save it or undo them, then run the command again.'),
  };
}
