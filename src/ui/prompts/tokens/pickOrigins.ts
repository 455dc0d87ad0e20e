import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { isInside } from '../../../core/files/expandPath';
import type { TokensOrigin } from '../../../protocol/tokens';
import { workspaceFolders } from '../../platform/settings';
import { filePaths, pickNearActive } from '../places';

/**
 * Where tokens are collected, one list a folder: of the files and folders that were chosen in the Explorer, else what
 * the person picks near the prompt file that is edited, else of the open folders, of several those that are picked.
 */
export async function pickOrigins(clicked: unknown, selected: unknown): Promise<readonly TokensOrigin[]> {
  const chosen = filePaths(Array.isArray(selected) && selected.length > 0 ? selected : [clicked]);
  if (chosen.length > 0) return originsOf(chosen);
  const near = await pickNearActive(vscode.l10n.t('Collect the prompt tokens of what?'));
  if (near) return originsOf(near);
  const folders = workspaceFolders();
  if (folders.length > 1) return pickFolders(folders);
  if (folders.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Open a folder with prompt files, or one of the files, first.'),
    );
  }
  return folders.map(wholeFolder);
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
  const folders = origins.map(({ base }) => base);
  for (const [base, inBase] of files) {
    // A folder that was chosen itself has these files already.
    if (!folders.some((folder) => isInside(base, folder))) origins.push({ base, paths: inBase });
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
