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
  isOpenFolder: (path) => workspaceFolders().includes(path),
  settings: (path) =>
    trainingSettings(writtenTrainingSettings(path), {
      workspaceFolder:
        vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path))?.uri.fsPath ?? workspaceFolders()[0],
    }),
};
