import type { Texts } from '../../core/text/texts';

/** What the document of a page is made of. */
export interface WebviewDocument {
  /** Changes with every document. */
  readonly nonce: string;
  /** Where the editor lets pages load files from. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  /** What a screen reader calls the page. */
  readonly title: string;
  /** The language of the texts, as `de` or `pt-br`. */
  readonly language: string;
  /** Without any, the page is English. */
  readonly texts?: Texts | undefined;
}

/**
 * The document of a webview: only our own script, style, font, pictures and videos run or load in it.
 * The toolkit's styles are constructed style sheets, which `style-src` does not concern; only its test for
 * `:focus-visible` adds a style element, with the nonce that it finds in `csp-nonce`.
 */
export function webviewDocument(page: WebviewDocument): string {
  const { nonce, cspSource, script, style, title, language, texts } = page;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource}`,
    `media-src ${cspSource}`,
  ].join('; ');
  const data = texts ? ` data-texts="${escapeHtml(JSON.stringify(texts))}"` : '';
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}" />
    <meta property="csp-nonce" content="${nonce}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escapeHtml(title)}</title>
    <link rel="stylesheet" href="${escapeHtml(style)}" />
  </head>
  <body${data}>
    <script nonce="${nonce}" src="${escapeHtml(script)}"></script>
  </body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
