import { cutOff } from '../containers/brokenPicture';
import { itemsOfMeta } from '../text/metaBox';

const MOST_BOXES = 10_000;
/** Exif without any tag, behind the offset of its header. */
const EMPTY_EXIF = Buffer.from('\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0', 'latin1');
/** XMP without any property; blanks may stand behind it. */
const EMPTY_XMP = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');

/**
 * An AVIF or HEIC whose Exif and XMP are overwritten where they stand: the places of all else in the file are written in
 * it, and stay right. How it is turned and its colours are not in these.
 */
export function stripBoxes(picture: Buffer): Buffer {
  const bytes = Buffer.from(picture);
  let at = 0;
  for (let count = 0; count < MOST_BOXES && at + 8 <= bytes.length; count++) {
    let length = bytes.readUInt32BE(at);
    let start = at + 8;
    if (length === 1 && at + 16 <= bytes.length) {
      length = Number(bytes.readBigUInt64BE(at + 8));
      start = at + 16;
    } else if (length === 0) length = bytes.length - at;
    const end = at + length;
    if (end < start || end > bytes.length) throw cutOff();
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'meta') stripItems(bytes, bytes.subarray(start, end));
    // XMP of video programs, marks of origin, and what other programs left.
    if (['uuid', 'free', 'skip', 'Exif', 'xml '].includes(type)) {
      bytes.write('free', at + 4, 'latin1');
      bytes.fill(0, start, end);
    }
    at = end;
  }
  return bytes;
}

/** @param meta the content of the box, in the same memory */
function stripItems(bytes: Buffer, meta: Buffer): void {
  for (const { kind, extents } of itemsOfMeta(meta)) {
    for (const [index, { data, offset, length }] of extents.entries()) {
      const part = (data ?? bytes).subarray(offset, offset + length);
      part.fill(kind === 'XMP' ? ' ' : 0);
      const empty = kind === 'XMP' ? EMPTY_XMP : EMPTY_EXIF;
      if (index === 0 && part.length >= empty.length) empty.copy(part);
    }
  }
}
