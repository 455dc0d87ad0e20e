import * as vscode from 'vscode';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { shownPicture } from '../../../core/models/previews/shownPicture';

/** The preview of a model, where there is one that a hover can show. */
export async function previewFile(entry: ModelEntry): Promise<vscode.Uri | undefined> {
  const path = await shownPicture(entry.path, entry.sidecar?.preview_path);
  return path === undefined ? undefined : vscode.Uri.file(path);
}
