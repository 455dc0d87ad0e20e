import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { toProblem } from '../../../core/problem/toProblem';

/**
 * Opens a file beside the table, with a token selected where it still stands there.
 * @throws Problem where the file is not there any more
 */
export async function openBeside(path: string, token?: string): Promise<void> {
  await stat(path).catch((error: unknown) => {
    throw toProblem(error, basename(path));
  });
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  const { findToken } = await import('../../../core/prompts/tokens/findToken');
  const place = token === undefined ? undefined : findToken(document.getText(), token);
  await vscode.window.showTextDocument(document, {
    // The next file replaces it, the table stays where it is.
    viewColumn: vscode.ViewColumn.Beside,
    preview: true,
    ...(place && {
      selection: new vscode.Range(document.positionAt(place.start), document.positionAt(place.end)),
    }),
  });
}
