import * as vscode from 'vscode';

/** Shows a file or folder: in the Explorer where it is in the workspace, else in the file manager of this screen. */
export async function reveal(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  const isOpen = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  await vscode.commands.executeCommand(isOpen ? 'revealInExplorer' : 'revealFileInOS', uri);
}
