import * as vscode from 'vscode';

/** The file whose preview is the active editor, as an absolute path: a picture, say. Texts are not meant. */
export function activeFile(): string | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.uri.scheme === 'file' ? input.uri.fsPath : undefined;
}
