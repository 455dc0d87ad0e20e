import * as vscode from 'vscode';
import { workspaceFolders, writtenTrainingSettings } from '../platform/settings';
import { TRAINING_LANGUAGE } from './language/trainingLanguage';
import type { TrainingEditor } from './trainingEditor';
import { trainingSettings } from './trainingSettings';

/** What VS Code has open. */
export const vscodeTrainingEditor: TrainingEditor = {
  activeFile: () => {
    const document = vscode.window.activeTextEditor?.document;
    return document?.languageId === TRAINING_LANGUAGE && document.uri.scheme === 'file'
      ? document.uri.fsPath
      : undefined;
  },
  openText: (path) =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === path)?.getText(),
  save: async (path) => {
    const document = vscode.workspace.textDocuments.find(
      ({ uri }) => uri.scheme === 'file' && uri.fsPath === path,
    );
    return document?.isDirty !== true || (await document.save());
  },
  write: async (texts) => {
    const edit = new vscode.WorkspaceEdit();
    for (const { path, before, after } of texts) {
      const uri = vscode.Uri.file(path);
      if (before === undefined) edit.createFile(uri, { contents: Buffer.from(after) });
      else edit.replace(uri, wholeOf(before), after);
    }
    // As a refactoring, so that files that are not open are saved.
    await vscode.workspace.applyEdit(edit, { isRefactoring: true });
  },
  isOpenFolder: (path) => workspaceFolders().includes(path),
  settings: (path) =>
    trainingSettings(writtenTrainingSettings(path), {
      workspaceFolder:
        vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path))?.uri.fsPath ?? workspaceFolders()[0],
    }),
};

function wholeOf(text: string): vscode.Range {
  const lines = text.split(/\r\n|\r|\n/);
  return new vscode.Range(0, 0, lines.length - 1, lines.at(-1)?.length ?? 0);
}
