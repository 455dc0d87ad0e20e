import { dirname, extname } from 'node:path';
import * as vscode from 'vscode';
import { resolveInside } from '../../../core/files/safeName';
import type { ModelEntry } from '../../../core/models/library/modelEntry';

const PREVIEW_EXTENSIONS: ReadonlySet<string> = new Set(['.png', '.jpg', '.jpeg', '.webp', '.gif', '.avif']);

/** The preview beside the model, where there is one that a hover can show. */
export async function previewFile(entry: ModelEntry): Promise<vscode.Uri | undefined> {
  const preview = entry.sidecar?.preview_path;
  if (preview === undefined || !PREVIEW_EXTENSIONS.has(extname(preview).toLowerCase())) return undefined;
  try {
    // A sidecar may come from anywhere: a path that leaves the model's folder is not opened.
    const uri = vscode.Uri.file(resolveInside(dirname(entry.path), ...preview.split('/')));
    await vscode.workspace.fs.stat(uri);
    return uri;
  } catch {
    return undefined;
  }
}
