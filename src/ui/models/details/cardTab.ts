import { extname } from 'node:path';
import * as vscode from 'vscode';
import { DETAILS_OFFERED_FOR, EDITORS } from '../../platform/contributions/views';

/** The type of the custom editor that is the card of a file, so that VS Code and the views open the same one. */
export function cardType(uri: vscode.Uri): string {
  return DETAILS_OFFERED_FOR.has(extname(uri.fsPath).toLowerCase())
    ? EDITORS.detailsOffered
    : EDITORS.details;
}

/** Whether a tab is the card of a file. */
function isCardOf(uri: vscode.Uri, { input }: vscode.Tab): boolean {
  return (
    input instanceof vscode.TabInputCustom &&
    input.viewType === cardType(uri) &&
    input.uri.toString() === uri.toString()
  );
}

/** Whether the card of a file is the active editor. */
export function isActiveCard(uri: vscode.Uri): boolean {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  return tab !== undefined && isCardOf(uri, tab);
}

/** Opens the card of a file in the active group of editors, or shows it in the group where it is open. */
export async function showCard(
  uri: vscode.Uri,
  options: Pick<vscode.TextDocumentShowOptions, 'preview' | 'preserveFocus'>,
): Promise<void> {
  const open = vscode.window.tabGroups.all.find(({ tabs }) => tabs.some((tab) => isCardOf(uri, tab)));
  await vscode.commands.executeCommand('vscode.openWith', uri, cardType(uri), {
    ...options,
    ...(open && { viewColumn: open.viewColumn }),
  });
}
