import type * as vscode from 'vscode';
import { FormPanel, type FormPanelDeps } from './formPanel';

/** Opens training files as a form; VS Code itself keeps, undoes and restores what is changed in it. */
export class TrainingFormProvider implements vscode.CustomTextEditorProvider {
  constructor(private readonly deps: FormPanelDeps) {}

  resolveCustomTextEditor(document: vscode.TextDocument, panel: vscode.WebviewPanel): void {
    const form = new FormPanel(document, panel, this.deps);
    panel.onDidDispose(() => form.dispose());
  }
}
