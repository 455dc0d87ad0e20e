import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The folder of the built pages: all that a page may load, besides what it is explicitly given. */
export function webviewFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/**
 * The document of a webview: only our own script, style, font and pictures run or load in it.
 * The toolkit's styles are constructed style sheets, which `style-src` does not concern; only its test for
 * `:focus-visible` adds a style element, with the nonce that it finds in `csp-nonce`.
 * @param name the built page in dist/webview
 * @param title what a screen reader calls it
 */
export function webviewHtml(
  webview: vscode.Webview,
  options: { readonly extensionUri: vscode.Uri; readonly name: string; readonly title: string },
): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder(options.extensionUri), name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}" />
    <meta property="csp-nonce" content="${nonce}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escapeHtml(options.title)}</title>
    <link rel="stylesheet" href="${escapeHtml(file(`${options.name}.css`))}" />
  </head>
  <body>
    <script nonce="${nonce}" src="${escapeHtml(file(`${options.name}.js`))}"></script>
  </body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
