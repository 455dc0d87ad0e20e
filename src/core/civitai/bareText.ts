/** Longer texts are no address and no hash, and are not looked at. */
const MOST_CHARACTERS = 2048;
/** Quotes in brackets in quotes: more layers than that are no paste. */
const MOST_LAYERS = 6;
/** Characters that are not seen, which pages put into what is copied. */
const UNSEEN = /[\u200b-\u200f\u2060\u2066-\u2069\u202a-\u202e\ufeff]/g;
const PAIRS = ['""', "''", '``', '“”', '‘’', '„“', '„”', '«»', '<>', '()', '[]', '{}', '**'];
/** `[text](address "title")`, also of a picture. */
const MARKDOWN_LINK = /^!?\[.*\]\(\s*<?([^\s<>]+?)>?(?:\s+["'(].*)?\s*\)$/s;
/** `[1]: address`, `URL: address`. */
const BEFORE_ADDRESS = /^(?:\[[^\]]*\]|\w{1,20})\s*:\s*(?=<?https?:\/\/)/i;
const HTML_LINK = /^<a\s[^>]*?href\s*=\s*["']?([^"'\s>]+)/i;

/**
 * What a paste holds within quotes, brackets, a Markdown or HTML link, and without the comma or full stop behind it.
 * @returns empty for what is too long
 */
export function bareText(text: string): string {
  if (text.length > MOST_CHARACTERS) return '';
  let bare = text.replace(UNSEEN, '').trim();
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const inner = unwrapped(bare).trim();
    if (inner === bare) return bare;
    bare = inner;
  }
  return bare;
}

function unwrapped(text: string): string {
  const link = MARKDOWN_LINK.exec(text)?.[1] ?? HTML_LINK.exec(text)?.[1];
  if (link !== undefined) return link;
  const pair = PAIRS.find(([open = '', close = '']) => text.startsWith(open) && text.endsWith(close));
  if (pair !== undefined && text.length > 2) return text.slice(1, -1);
  return text.replace(/[.,;!]+$/, '').replace(BEFORE_ADDRESS, '');
}
