import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { TokensOrigin } from '../../../protocol/tokens';
import { workspaceFolders } from '../../platform/settings';

/**
 * Where tokens are collected, one list a folder: of the files and folders that were chosen in the Explorer, else of
 * the open folders, of several those that the person picks, else of the folder of the file that is edited.
 */
export async function pickOrigins(clicked: unknown, selected: unknown): Promise<readonly TokensOrigin[]> {
  const chosen = filePaths(Array.isArray(selected) && selected.length > 0 ? selected : [clicked]);
  if (chosen.length > 0) return originsOf(chosen);
  const folders = workspaceFolders();
  if (folders.length > 1) return pickFolders(folders);
  const active = filePaths([vscode.window.activeTextEditor?.document.uri]).map((path) => dirname(path));
  const origins = (folders.length > 0 ? folders : active).map(wholeFolder);
  if (origins.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder with prompt files first.'));
  }
  return origins;
}

/** Folders each on their own; files together with those of the same folder. */
async function originsOf(paths: readonly string[]): Promise<TokensOrigin[]> {
  const origins: TokensOrigin[] = [];
  const files = new Map<string, string[]>();
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isFolder) origins.push(wholeFolder(path));
    else files.set(dirname(path), [...(files.get(dirname(path)) ?? []), path]);
  }
  for (const [base, inBase] of files) {
    // A folder that was chosen itself has these files already.
    if (!origins.some((origin) => origin.base === base)) origins.push({ base, paths: inBase });
  }
  return origins;
}

async function pickFolders(folders: readonly string[]): Promise<TokensOrigin[]> {
  const picked = await vscode.window.showQuickPick(
    folders.map((path) => ({ label: basename(path), description: path, picked: true, path })),
    { title: vscode.l10n.t('Collect the prompt tokens of which folders?'), canPickMany: true },
  );
  return (picked ?? []).map(({ path }) => wholeFolder(path));
}

function wholeFolder(path: string): TokensOrigin {
  return { base: path, paths: [path] };
}

function filePaths(uris: readonly unknown[]): string[] {
  return uris.flatMap((uri) => (uri instanceof vscode.Uri && uri.scheme === 'file' ? [uri.fsPath] : []));
}
