import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { workspaceFolders } from '../../platform/settings';

/** Where a command looks for prompt files. */
export interface Place {
  /** Absolute path of the folder that the files are named from. */
  readonly base: string;
  /** Absolute paths of folders and files. */
  readonly paths: readonly string[];
}

const TEXT_FILE = /\.txt$/i;

/**
 * Where a command was called: the files and folders chosen in the Explorer, the file of a tab, else what the person
 * picks of the active prompt file, its folder and the open folders.
 * @param args as VS Code passes them: a URI and all selected URIs, or nothing
 * @param title what the list asks for
 * @returns none where the person picked none or there is none, which was told
 */
export async function choosePlaces(args: readonly unknown[], title: string): Promise<readonly Place[]> {
  const { l10n, window } = vscode;
  const [clicked, selected] = args;
  const chosen = filePaths(Array.isArray(selected) && selected.length > 0 ? selected : [clicked]);
  if (chosen.length > 0) {
    const places = await placesOf(chosen);
    if (places.length === 0) {
      void window.showInformationMessage(
        l10n.t('Choose folders or .txt files: prompt files are such files.'),
      );
    }
    return places;
  }
  const near = await pickNearActive(title);
  if (near) return placesOf(near);
  const open = workspaceFolders();
  if (open.length === 0) {
    void window.showInformationMessage(
      l10n.t('Open a folder with prompt files, or one of the files, first.'),
    );
  }
  return placesOf(open);
}

/**
 * Lets the person pick the prompt file that is edited, its folder, or the open folders.
 * @param title what the list asks for
 * @returns absolute paths, none where none was picked; undefined where no prompt file is edited
 */
export async function pickNearActive(title: string): Promise<readonly string[] | undefined> {
  const { l10n, window } = vscode;
  const active = activePromptFile();
  if (active === undefined) return undefined;
  const open = workspaceFolders();
  const folder = dirname(active);
  const items = [
    { label: l10n.t('This File'), description: basename(active), paths: [active] },
    { label: l10n.t('Its Folder'), description: basename(folder), paths: [folder] },
    ...(open.length === 0
      ? []
      : [
          {
            label: l10n.t('All Open Folders'),
            description: open.map((path) => basename(path)).join(', '),
            paths: open,
          },
        ]),
  ];
  return (await window.showQuickPick(items, { title }))?.paths ?? [];
}

/** The file on disk that the active editor shows, where it may be a prompt file. */
function activePromptFile(): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme !== 'file' || !TEXT_FILE.test(uri.path) || /\/Filter_\w+\.txt$/i.test(uri.path)) {
    return undefined;
  }
  return uri.fsPath;
}

/** Folders and text files by the open folder that they lie in; those that lie in none on their own. */
async function placesOf(paths: readonly string[]): Promise<Place[]> {
  const places = new Map<string, string[]>();
  for (const path of paths) {
    const isFile = TEXT_FILE.test(path);
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    // A file that is gone is told of by the run.
    if (!isFolder && !isFile) continue;
    const open = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path))?.uri.fsPath;
    const base = open ?? (isFolder ? path : dirname(path));
    places.set(base, [...(places.get(base) ?? []), path]);
  }
  return [...places].map(([base, those]) => ({ base, paths: those }));
}

/** The absolute paths of those that are URIs of files on disk. */
export function filePaths(uris: readonly unknown[]): string[] {
  return uris.flatMap((uri) => (uri instanceof vscode.Uri && uri.scheme === 'file' ? [uri.fsPath] : []));
}
