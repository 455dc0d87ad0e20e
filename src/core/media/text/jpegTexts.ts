import type { ByteSource } from './byteSource';
import { decodeUnmarked } from './decodeText';
import { readExif } from './exif';
import { MAX_TEXT_BYTES, type TextCollector } from './pictureTexts';
import { readXmp } from './xmp';

const MAX_SEGMENTS = 10_000;
const MARKER = { start: 0xd8, end: 0xd9, scan: 0xda, app1: 0xe1, comment: 0xfe } as const;
const EXIF = 'Exif\0';
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const EXTENDED_XMP = 'http://ns.adobe.com/xmp/extension/\0';
/** Behind the name of an extended packet: 32 letters of a digest, the whole length, and the offset of this part. */
const EXTENDED_HEADER = EXTENDED_XMP.length + 40;

/** Reads the comments, Exif and XMP blocks of a JPEG, up to its pixels. */
export async function readJpegTexts(source: ByteSource, collector: TextCollector): Promise<void> {
  const extended: { readonly offset: number; readonly bytes: Buffer }[] = [];
  let at = 2;
  for (let count = 0; count < MAX_SEGMENTS && at + 4 <= source.size; count++) {
    const header = await source.read(at, 4);
    if (header[0] !== 0xff) break;
    const marker = header[1] ?? 0;
    // Markers may be filled up with 0xff, and some have no content.
    if (marker === 0xff || marker === MARKER.start || marker === 0x01 || (marker >= 0xd0 && marker < 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    const length = header.readUInt16BE(2);
    if (marker === MARKER.scan || marker === MARKER.end || length < 2) break;
    if (at + 2 + length > source.size) break;
    if (marker === MARKER.app1 || marker === MARKER.comment) {
      const bytes = Buffer.from(await source.read(at + 4, length - 2));
      if (marker === MARKER.comment) collector.add('comment', 'comment', decodeUnmarked(bytes));
      else if (startsWith(bytes, EXTENDED_XMP) && bytes.length > EXTENDED_HEADER)
        extended.push({
          offset: bytes.readUInt32BE(EXTENDED_HEADER - 4),
          bytes: bytes.subarray(EXTENDED_HEADER),
        });
      else readApp1(bytes, collector);
    }
    at += 2 + length;
  }
  const packet = Buffer.concat(extended.sort((a, b) => a.offset - b.offset).map(({ bytes }) => bytes));
  if (packet.length > MAX_TEXT_BYTES) collector.leaveOut();
  else if (packet.length > 0) readXmp(packet, collector);
}

function readApp1(bytes: Buffer, collector: TextCollector): void {
  if (startsWith(bytes, EXIF)) readExif(bytes.subarray(6), collector);
  else if (startsWith(bytes, XMP)) readXmp(bytes.subarray(XMP.length), collector);
}

const startsWith = (bytes: Buffer, text: string) => bytes.toString('latin1', 0, text.length) === text;
