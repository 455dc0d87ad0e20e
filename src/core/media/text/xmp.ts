import { decodeUnmarked } from './decodeText';
import type { TextCollector } from './pictureTexts';

const MAX_DEPTH = 100;
const MAX_LEAVES = 1000;

/** Elements of RDF that only group the values of a property. */
const CONTAINERS = new Set(['Alt', 'Bag', 'Seq', 'li', 'Description', 'RDF', 'value']);
/** It begins where a name does, so that a long one is not tried from each of its letters. */
const ATTRIBUTE = /(?<![\w.:-])([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * Reads the values of an XMP packet: the text of each element, and attributes of `rdf:Description`, by the qualified
 * name of the property (XMP part 1, section 7). No entities but those of XML itself are known.
 */
export function readXmp(bytes: Buffer, collector: TextCollector): void {
  const xml = decodeUnmarked(bytes);
  const open: string[] = [];
  let at = 0;
  let leaves = 0;
  while (at < xml.length && leaves < MAX_LEAVES) {
    const start = xml.indexOf('<', at);
    if (start < 0) return;
    if (xml.startsWith('<![CDATA[', start)) {
      const end = xml.indexOf(']]>', start);
      if (end < 0) return;
      leaves += add(open, xml.slice(start + 9, end), collector);
      at = end + 3;
      continue;
    }
    const text = xml.slice(at, start);
    if (text.trim() !== '') leaves += add(open, decodeEntities(text), collector);
    const end = tagEnd(xml, start);
    if (end < 0) return;
    at = end + 1;
    const tag = xml.slice(start + 1, end);
    if (tag.startsWith('!') || tag.startsWith('?')) continue;
    if (tag.startsWith('/')) {
      open.pop();
      continue;
    }
    const name = /^[\w.:-]+/.exec(tag)?.[0] ?? '';
    if (localName(name) === 'Description')
      for (const [, key = '', double, single] of tag.slice(name.length).matchAll(ATTRIBUTE))
        if (!key.startsWith('xmlns')) leaves += add([key], decodeEntities(double ?? single ?? ''), collector);
    if (tag.endsWith('/')) continue;
    if (open.length >= MAX_DEPTH) return;
    open.push(name);
  }
}

/** The `>` of a tag: one within quotes does not end it, and a comment ends only by its own mark. */
function tagEnd(xml: string, start: number): number {
  if (xml.startsWith('<!--', start)) {
    const end = xml.indexOf('-->', start);
    return end < 0 ? -1 : end + 2;
  }
  let quote = '';
  for (let at = start + 1; at < xml.length; at++) {
    const char = xml.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return at;
  }
  return -1;
}

function add(open: readonly string[], text: string, collector: TextCollector): number {
  const property = open.findLast((name) => !CONTAINERS.has(localName(name)));
  if (property === undefined || property.startsWith('rdf:')) return 0;
  collector.add('xmp', property, text);
  return 1;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi,
    (whole, hex, decimal, name) => {
      if (typeof name === 'string') return ENTITIES[name.toLowerCase()] ?? whole;
      const code = typeof hex === 'string' ? parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
