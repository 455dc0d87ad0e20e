import * as vscode from 'vscode';
import { MODEL_EXTENSIONS } from '../../../core/models/modelFile';
import { SIDECAR_SUFFIX } from '../../../core/models/sidecar/path';
import type { ModelsView } from './modelsView';

/** Copying a model makes many events, and only the last one finds it whole. */
const SETTLE_MS = 1000;

/**
 * Notices models and sidecars of the workspace folders that appear, change or go. The editor watches these folders
 * anyway. Other folders, links and network shares are found out when the window or the view is shown again.
 * @param isBusy whether a run writes sidecars now, which it reports by itself
 */
export function watchModels(models: ModelsView, isBusy: () => boolean): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const rescan = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void models.refresh(), SETTLE_MS);
  };
  const onModel = () => {
    if (models.isLoaded) rescan();
  };
  const onSidecar = (uri: vscode.Uri) => {
    if (!models.isLoaded || isBusy()) return;
    const path = uri.fsPath.slice(0, -SIDECAR_SUFFIX.length);
    if (models.entry(path)) void models.reload(path);
  };
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
    { dispose: () => clearTimeout(timer) },
  );
}

/** Globs tell cases apart on Linux: `[cC][kK][pP][tT]`. */
function inAnyCase(extension: string): string {
  return extension.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
