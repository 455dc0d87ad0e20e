import * as vscode from 'vscode';
import { touches } from '../platform/settings';

/** Tells when the folders with models or with pictures may be others than before. */
export function watchRoots(onChanged: () => void): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeWorkspaceFolders(onChanged),
    // Settings of the workspace count from then on.
    vscode.workspace.onDidGrantWorkspaceTrust(onChanged),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (touches(event, 'models.directories', 'images.outputPath', 'downloads.root')) onChanged();
    }),
  );
}
