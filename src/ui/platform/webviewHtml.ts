import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { webviewDocument } from './webviewDocument';

/** The folder of the built pages: all that a page may load, besides what it is explicitly given. */
export function webviewFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/**
 * The document of a webview, in the user's language where the extension has it.
 * @param name the built page in dist/webview
 * @param title what a screen reader calls it
 */
export function webviewHtml(
  webview: vscode.Webview,
  options: { readonly extensionUri: vscode.Uri; readonly name: string; readonly title: string },
): string {
  const { extensionUri, name, title } = options;
  const texts = vscode.l10n.bundle;
  const file = (fileName: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder(extensionUri), fileName)).toString();
  return webviewDocument({
    nonce: randomBytes(16).toString('base64'),
    cspSource: webview.cspSource,
    script: file(`${name}.js`),
    style: file(`${name}.css`),
    title,
    language: texts ? vscode.env.language : 'en',
    texts,
  });
}
