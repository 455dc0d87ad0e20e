import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';

/**
 * Lets a folder go, with all in it, to the system's trash. A server that a window is connected to has none: there it is gone.
 * @param folder absolute path
 */
export async function toTrash(folder: string): Promise<void> {
  try {
    await vscode.workspace.fs.delete(vscode.Uri.file(folder), { recursive: true, useTrash: true });
  } catch {
    await rm(folder, { recursive: true, force: true });
  }
}
