import * as vscode from 'vscode';

/** Opens a prompt file beside the table, with the token selected where it still stands there. */
export async function openAtToken(path: string, token: string | undefined): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  const { findToken } = await import('../../../core/prompts/findToken');
  const place = token === undefined ? undefined : findToken(document.getText(), token);
  await vscode.window.showTextDocument(document, {
    // The next file takes its place, the table stays where it is.
    viewColumn: vscode.ViewColumn.Beside,
    preview: true,
    ...(place && {
      selection: new vscode.Range(document.positionAt(place.start), document.positionAt(place.end)),
    }),
  });
}
