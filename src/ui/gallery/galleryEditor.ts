import * as vscode from 'vscode';
import { settings } from '../platform/settings';
import type { GalleryEditor } from './feature';

/** The editor around galleries. It remembers the text editor that was used last: a gallery itself takes the focus from it. */
export function galleryEditor(): GalleryEditor & { dispose(): void } {
  let last = vscode.window.activeTextEditor;
  const listener = vscode.window.onDidChangeActiveTextEditor((editor) => {
    if (editor) last = editor;
  });
  return {
    pathText: (path) => vscode.workspace.asRelativePath(path),
    open: async (path) => {
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
    },
    reveal: async (path) => {
      const isHere = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
      await vscode.commands.executeCommand(
        isHere ? 'revealFileInOS' : 'revealInExplorer',
        vscode.Uri.file(path),
      );
    },
    openPage: async (path) => {
      await vscode.env.openExternal(vscode.Uri.parse(settings.civitaiOrigin() + path, true));
    },
    insert: async (text) => {
      const known = last && vscode.window.visibleTextEditors.includes(last) ? last : undefined;
      const editor =
        known ?? vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme !== 'output');
      if (!editor) return false;
      await vscode.window.showTextDocument(editor.document, editor.viewColumn);
      return editor.edit((edit) => {
        for (const selection of editor.selections) edit.replace(selection, text);
      });
    },
    download: async (versionId) => {
      await vscode.commands.executeCommand('diffusionWorkbench.downloads.model', { versionId });
    },
    dispose: () => {
      listener.dispose();
    },
  };
}
