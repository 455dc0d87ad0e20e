import * as vscode from 'vscode';
import type { Subscription } from '../platform/emitter';
import { workspaceFolders } from '../platform/settings';
import { OutsideFolders } from './outsideFolders';

/** Pictures, videos and their records. */
const PATTERN = '**/*.{png,jpg,jpeg,webp,gif,avif,mp4,webm,json}';
/** Several changes soon after each other are told at once, milliseconds. */
const GATHER_MS = 300;

/**
 * Tells of pictures and records that came, changed or went: in the open folders, and in the others that galleries show.
 * @param roots absolute paths of the folders with models and with pictures
 * @param onChanged absolute paths
 */
export function watchPictures(
  roots: () => readonly string[],
  onChanged: (paths: readonly string[]) => void,
): Subscription & { readonly outside: OutsideFolders } {
  const paths = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const changed = ({ fsPath, scheme }: vscode.Uri) => {
    // Other JSON is not ours.
    if (scheme !== 'file' || (fsPath.endsWith('.json') && !fsPath.endsWith('.metadata.json'))) return;
    paths.add(fsPath);
    timer ??= setTimeout(() => {
      timer = undefined;
      const told = [...paths];
      paths.clear();
      onChanged(told);
    }, GATHER_MS);
  };
  const watch = (pattern: vscode.GlobPattern) => {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(changed),
      watcher.onDidChange(changed),
      watcher.onDidDelete(changed),
    );
  };
  const inside = watch(PATTERN);
  const outside = new OutsideFolders({
    open: workspaceFolders,
    roots,
    watch: (folder) => watch(new vscode.RelativePattern(vscode.Uri.file(folder), PATTERN)),
  });
  return {
    outside,
    dispose: () => {
      outside.dispose();
      inside.dispose();
      clearTimeout(timer);
    },
  };
}
