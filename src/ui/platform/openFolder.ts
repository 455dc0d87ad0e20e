import * as vscode from 'vscode';

/** Shows a folder: in the file manager of this screen, or in a window of its own where it lies on another machine. */
export async function openFolder(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  const isHere = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  if (isHere) await vscode.commands.executeCommand('revealFileInOS', uri);
  else await vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
}
