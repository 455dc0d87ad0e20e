import * as vscode from 'vscode';

/** Pictures, videos and their records. */
const PATTERN = '**/*.{png,jpg,jpeg,webp,gif,avif,mp4,webm,json}';
/** Several changes soon after each other are told at once, milliseconds. */
const GATHER_MS = 300;

/** Tells of pictures and records that came, changed or went in the open folders. @param onChanged absolute paths */
export function watchPictures(onChanged: (paths: readonly string[]) => void): vscode.Disposable {
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
  const watcher = vscode.workspace.createFileSystemWatcher(PATTERN);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(changed),
    watcher.onDidChange(changed),
    watcher.onDidDelete(changed),
    { dispose: () => clearTimeout(timer) },
  );
}
