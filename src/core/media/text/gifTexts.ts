import type { ByteSource } from './byteSource';
import { utf8OrLatin1 } from './decodeText';
import type { TextCollector } from './pictureTexts';
import { readXmp } from './xmp';

/** Larger animations are not searched. */
const MAX_BYTES = 64 * 2 ** 20;
const XMP = 'XMP DataXMP';

/** Reads the comments and the XMP packet of a GIF (GIF89a specification, sections 24 and 26). */
export async function readGifTexts(source: ByteSource, collector: TextCollector): Promise<void> {
  if (source.size > MAX_BYTES) {
    collector.leaveOut();
    return;
  }
  const bytes = Buffer.from(await source.read(0, source.size));
  const byte = (at: number) => bytes[at] ?? 0;
  const colours = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  const blocksEnd = (from: number): number => {
    let at = from;
    while (at < bytes.length && byte(at) !== 0) at += 1 + byte(at);
    return at + 1;
  };
  let at = 13 + colours(byte(10));
  while (at < bytes.length) {
    if (byte(at) === 0x2c) at = blocksEnd(at + 11 + colours(byte(at + 9)));
    else if (byte(at) !== 0x21) return;
    else {
      const [label, start] = [byte(at + 1), at + 2];
      const end = blocksEnd(start);
      if (label === 0xfe) collector.add('comment', 'comment', utf8OrLatin1(joined(bytes, start, end)));
      // An XMP packet stands here as it is, and its letters are taken for lengths of blocks.
      if (label === 0xff && bytes.toString('latin1', start + 1, start + 12) === XMP)
        readXmp(bytes.subarray(start + 12, end), collector);
      at = end;
    }
  }
}

function joined(bytes: Buffer, start: number, end: number): Buffer {
  const blocks: Buffer[] = [];
  for (let at = start; at < end - 1; at += 1 + (bytes[at] ?? 0))
    blocks.push(bytes.subarray(at + 1, Math.min(end - 1, at + 1 + (bytes[at] ?? 0))));
  return Buffer.concat(blocks);
}
