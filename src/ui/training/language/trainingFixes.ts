import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { nameFix } from '../../../core/training/language/nameFix';
import { rangeOf } from './ranges';
import { SOURCE, type TrainingDiagnostics } from './trainingDiagnostics';

export const FIX_KINDS = [vscode.CodeActionKind.QuickFix];

/** Offers the nearest name for a field, option or argument that is misspelt. */
export function trainingFixes(diagnostics: TrainingDiagnostics): vscode.CodeActionProvider {
  return {
    provideCodeActions: (document, _range, context) => {
      const ours = context.diagnostics.filter(({ source }) => source === SOURCE);
      if (ours.length === 0) return [];
      const findings = diagnostics.of(document.uri.fsPath);
      return ours.flatMap((diagnostic) => {
        const finding = findings.find(
          ({ code, range }) => code === diagnostic.code && range && rangeOf(range).isEqual(diagnostic.range),
        );
        const fix = finding && nameFix(finding, document.getText(diagnostic.range));
        if (!fix) return [];
        const action = new vscode.CodeAction(
          l10n.t('Change to “{0}”', fix.name),
          vscode.CodeActionKind.QuickFix,
        );
        action.diagnostics = [diagnostic];
        action.isPreferred = true;
        action.edit = new vscode.WorkspaceEdit();
        action.edit.replace(document.uri, diagnostic.range, fix.text);
        return action;
      });
    },
  };
}
