/** Tags that tell HTML from text that merely has angle brackets, like `<lora:name:1>`. */
const HTML =
  /<\/?(?:p|br|div|h[1-6]|ul|ol|li|a|strong|em|b|i|u|s|code|pre|blockquote|span|img|hr|table|t[rdh])\b[^>]*>/i;
const BLOCKS = new Set(
  'P DIV H1 H2 H3 H4 H5 H6 UL OL LI PRE BLOCKQUOTE TABLE TR HR FIGURE SECTION ARTICLE'.split(' '),
);
const SILENT = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'IFRAME', 'OBJECT', 'NOSCRIPT', 'TITLE']);

/** A link of a description that may be offered: https only. */
export interface TextLink {
  readonly text: string;
  readonly url: string;
}

/**
 * The text of HTML from the internet, with paragraphs and list bullets; nothing of it is run, loaded or kept as markup.
 * Text that is no HTML comes back as it is.
 */
export function plainText(html: string): string {
  if (!HTML.test(html)) return html;
  return words(parse(html))
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The https links of HTML from the internet, each address once. */
export function links(html: string): TextLink[] {
  if (!HTML.test(html)) return [];
  const found = new Map<string, TextLink>();
  for (const anchor of parse(html).querySelectorAll('a[href]')) {
    const href = anchor.getAttribute('href') ?? '';
    const url = URL.canParse(href) ? new URL(href) : undefined;
    if (url?.protocol !== 'https:' || found.has(url.href)) continue;
    found.set(url.href, { text: anchor.textContent.trim() || url.host, url: url.href });
  }
  return [...found.values()];
}

/** A document without a window: scripts do not run in it and pictures are not loaded. */
function parse(html: string): HTMLElement {
  return new DOMParser().parseFromString(html, 'text/html').body;
}

function words(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return (node.textContent ?? '').replace(/\s+/g, ' ');
  if (!(node instanceof Element) || SILENT.has(node.tagName)) return '';
  if (node.tagName === 'BR') return '\n';
  const inside = [...node.childNodes].map(words).join('');
  if (node.tagName === 'LI') return `\n• ${inside.trim()}`;
  if (node.tagName === 'P' || /^H\d$/.test(node.tagName)) return `\n\n${inside}\n\n`;
  return BLOCKS.has(node.tagName) ? `\n${inside}\n` : inside;
}
