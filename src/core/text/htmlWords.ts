/** The entities that editors of HTML write; all other characters they write as they are. */
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** A tag; `<lora:foo:1>` is none. */
const TAG = /<!--|-->|<\/?[a-z][a-z0-9]*(?:\s[^<>]*|\/)?>/gi;
const ENTITY = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));/gi;

/** Whether a text has tags of HTML. */
export function isHtml(text: string): boolean {
  return new RegExp(TAG.source, 'i').test(text);
}

/**
 * The letters and digits of a text, be it HTML or not: what is left when two texts may differ in tags, white space,
 * bullets and quotation marks. For comparing only.
 */
export function htmlWords(html: string): string {
  return html
    .replace(TAG, ' ')
    .replace(ENTITY, (entity, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? entity;
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : ' ';
    })
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
