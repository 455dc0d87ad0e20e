import * as vscode from 'vscode';
import { dateText } from '../../platform/dates';
import { filterFolder, promptSettings, workspaceFolders } from '../../platform/settings';
import type { PromptEditor } from './promptEditor';

/** What VS Code has open. */
export const vscodePromptEditor: PromptEditor = {
  activeFile: () => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    return uri?.scheme === 'file' ? uri.fsPath : undefined;
  },
  folders: workspaceFolders,
  folderOf: (path) => vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path))?.uri.fsPath,
  unsavedFiles: () =>
    new Set(
      vscode.workspace.textDocuments
        .filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file')
        .map(({ uri }) => uri.fsPath),
    ),
  rules: promptSettings,
  filterFolder,
  dateText,
};
