import * as vscode from 'vscode';
import { MODEL_EXTENSIONS } from '../../../core/models/modelFile';
import { isScanned } from '../../../core/models/scan/scannedRoots';
import { SIDECAR_SUFFIX } from '../../../core/models/sidecar/path';
import { modelRoots, touches } from '../../platform/settings';
import type { ModelLibrary } from '../library/modelLibrary';

/** Copying a model makes many events, and only the last one finds it whole. */
const RESCAN_AFTER_MS = 1000;

/**
 * Scans again when the folders to scan change, and when models or sidecars of the workspace folders appear, change or
 * go: the editor watches these folders anyway. Other folders, links and network shares are scanned when the window or
 * the view is shown again. Before the first scan, nothing is watched.
 * @param isBusy whether a run writes sidecars now, which it reports by itself
 */
export function watchModels(models: ModelLibrary, isBusy: () => boolean): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const rescanSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void models.refresh(), RESCAN_AFTER_MS);
  };
  const onModel = ({ fsPath }: vscode.Uri) => {
    if (isScanned(fsPath, modelRoots())) rescanSoon();
  };
  const onSidecar = (uri: vscode.Uri) => {
    if (isBusy()) return;
    const path = uri.fsPath.slice(0, -SIDECAR_SUFFIX.length);
    if (models.entry(path)) void models.ready().then((library) => library.reload(path));
  };
  let watching: vscode.Disposable | undefined;
  const began = models.onDidBegin(() => {
    watching = watchFiles(onModel, onSidecar);
  });
  return vscode.Disposable.from(
    began,
    vscode.workspace.onDidChangeWorkspaceFolders(() => models.rescan()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => models.rescan()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (touches(event, 'models.directories', 'models.ignore')) models.rescan();
    }),
    {
      dispose: () => {
        clearTimeout(timer);
        watching?.dispose();
      },
    },
  );
}

function watchFiles(
  onModel: (uri: vscode.Uri) => void,
  onSidecar: (uri: vscode.Uri) => void,
): vscode.Disposable {
  const extensions = [...MODEL_EXTENSIONS].map((extension) => inAnyCase(extension.slice(1)));
  const files = vscode.workspace.createFileSystemWatcher(`**/*.{${extensions.join(',')}}`);
  const sidecars = vscode.workspace.createFileSystemWatcher(`**/*${SIDECAR_SUFFIX}`);
  return vscode.Disposable.from(
    files,
    sidecars,
    files.onDidCreate(onModel),
    files.onDidChange(onModel),
    files.onDidDelete(onModel),
    sidecars.onDidCreate(onSidecar),
    sidecars.onDidChange(onSidecar),
    sidecars.onDidDelete(onSidecar),
  );
}

/** Globs tell cases apart on Linux: `[cC][kK][pP][tT]`. */
function inAnyCase(extension: string): string {
  return extension.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
