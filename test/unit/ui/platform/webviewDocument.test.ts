import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { webviewDocument } from '../../../../src/ui/platform/webviewDocument';

const PAGE = {
  nonce: 'bm9uY2U=',
  cspSource: 'https://editor',
  script: 'https://editor/page.js',
  style: 'https://editor/page.css',
  title: 'Tokens',
  language: 'de',
};

/** What a browser makes of the attribute. */
function textsIn(html: string): string | undefined {
  const value = /<body data-texts="([^"]*)">/.exec(html)?.[1];
  return value?.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}

describe('the document of a webview', () => {
  it('has the texts of the user’s language, whatever is in them', () => {
    const texts = { Save: '"Sichern" </script><script>alert(1)</script> &quot; \u2028' };
    const html = webviewDocument({ ...PAGE, texts });
    assert.deepEqual(JSON.parse(textsIn(html) ?? ''), texts);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.match(html, /<html lang="de">/);
  });

  it('has none where the page is English', () => {
    const html = webviewDocument({ ...PAGE, language: 'en' });
    assert.equal(textsIn(html), undefined);
    assert.match(html, /<body>/);
  });

  it('runs no script but its own', () => {
    const policy = /content="(default-src [^"]*)"/.exec(webviewDocument(PAGE))?.[1];
    assert.equal(
      policy,
      "default-src 'none'; script-src 'nonce-bm9uY2U='; style-src https://editor 'nonce-bm9uY2U='; font-src https://editor; img-src https://editor; media-src https://editor",
    );
  });
});
