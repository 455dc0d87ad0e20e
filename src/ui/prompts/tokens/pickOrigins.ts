import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { TokensOrigin } from '../../../protocol/tokens';
import { workspaceFolders } from '../../platform/settings';
import { filePaths, pickNearActive } from '../run/places';

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

async function originsOf(paths: readonly string[]): Promise<TokensOrigin[]> {
  const { collectPlaces } = await import('../../../core/prompts/run/collectPlaces');
  return (await collectPlaces(paths)).map(({ base, paths: inBase }) => ({ base, paths: [...inBase] }));
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
